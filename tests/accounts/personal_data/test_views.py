"""People read on one page what is kept about them, and decide there."""

import pytest
from django.urls import reverse

from quizsite.accounts.consents import standing_purposes
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/tai-khoan/du-lieu-ca-nhan/"


@pytest.fixture
def an():
    return UserFactory(full_name="Nguyễn Văn An")


@pytest.fixture
def browser(client, an):
    client.force_login(an)
    return client


@pytest.mark.parametrize("purpose", ["taking_part", "publication", "messages"])
def test_each_consent_is_withdrawn_and_given_again_by_itself(browser, an, purpose):
    browser.post(PAGE, {"dong-y": purpose})
    browser.post(PAGE, {"dong-y": purpose})
    assert an.consents.count() == 1
    browser.post(PAGE, {"rut-lai": purpose})
    assert an.consents.get().withdrawn_at is not None
    browser.post(PAGE, {"dong-y": purpose})
    assert [bool(c.withdrawn_at) for c in an.consents.order_by("given_at")] == [True, False]
    assert standing_purposes(an) == {purpose}


@pytest.mark.parametrize(
    "sent", [{}, {"rut-lai": "account"}, {"dong-y": "x"}, {"dong-y": "messages", "rut-lai": "x"}]
)
def test_a_decision_about_nothing_is_told_and_changes_nothing(browser, an, sent):
    page = browser.post(PAGE, sent, follow=True)
    assert "Hãy chọn lại mục" in page.content.decode()
    assert not an.consents.exists()


def test_the_texts_of_all_purposes_are_public(client):
    page = client.get(reverse("accounts:consent_text")).content.decode()
    for purpose in ("Tài khoản", "Dự thi", "Công khai tên viết gọn", "Nhận tin về cuộc thi"):
        assert f"<h2>{purpose}</h2>" in page
