"""People sign up by one form with name, e-mail or phone, password and consent, then by a code."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizsite.accounts.consents import current_text
from quizsite.accounts.models import ConsentText, User
from quizsite.accounts.people import ABANDONED_AFTER
from tests import sms
from tests.factories import NOON
from tests.people import create_person

pytestmark = pytest.mark.django_db

SIGN_UP = "/dang-ky/"
PASSWORD = "hoa ban trang 2026"


def filled_in(**changed):
    return {
        "full_name": "Nguyễn Văn An",
        "contact": "an@coquan.gov.vn",
        "password1": PASSWORD,
        "consent_version": current_text().version,
        "has_agreed": "on",
        "website": "",
    } | changed


def test_the_mailed_code_confirms_the_address(client, mailed_code):
    answer = client.post(SIGN_UP, filled_in())
    assert answer.url == reverse("account_email_verification_sent")
    assert not get_user(client).is_authenticated

    answer = client.post(answer.url, {"code": mailed_code()})
    assert answer.url == "/"
    user = User.objects.get()
    assert get_user(client) == user
    assert (user.full_name, user.email, user.phone) == ("Nguyễn Văn An", "an@coquan.gov.vn", None)
    assert EmailAddress.objects.get(user=user).verified


@pytest.mark.parametrize("written", ["0912 345 678", "+84912345678", "84912345678", "0912.345.678"])
def test_the_texted_code_confirms_the_number(client, written):
    answer = client.post(SIGN_UP, filled_in(contact=written))
    assert answer.url == reverse("account_verify_phone")
    assert sms.outbox[-1][0] == "+84912345678"

    answer = client.post(answer.url, {"code": sms.last_code()})
    assert answer.url == "/"
    user = get_user(client)
    assert (user.email, user.phone, user.is_phone_verified) == (None, "+84912345678", True)


def test_consent_is_asked_unticked_and_stored_with_its_version_and_time(client):
    page = client.get(SIGN_UP)
    assert not page.context["form"]["has_agreed"].value()
    assert "91/2025/QH15" in page.content.decode()

    client.post(SIGN_UP, filled_in())
    consent = User.objects.get().consents.get()
    assert (consent.text.version, consent.channel) == (1, "dang-ky")
    assert abs((consent.given_at - timezone.now()).total_seconds()) < 60


def test_without_consent_nothing_is_made(client):
    page = client.post(SIGN_UP, filled_in(has_agreed=""))
    assert page.context["form"].errors["has_agreed"] == [
        "Hãy đọc và đánh dấu đồng ý để tạo tài khoản."
    ]
    assert not User.objects.exists()


def test_a_new_consent_text_is_shown_and_unticked_again(client):
    ConsentText.objects.create(version=2, body="Bản mới.", published_at=NOON)
    page = client.post(SIGN_UP, filled_in(consent_version=1))
    assert "bản mới" in str(page.context["form"].errors["consent_version"])
    assert page.context["form"]["consent_version"].value() == "2"
    assert not page.context["form"]["has_agreed"].value()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", ""),
        ("full_name", "123"),
        ("contact", "an@"),
        ("contact", "12345"),
        ("contact", "xin chào"),
        ("password1", "12345678"),
        ("password1", "ngắn"),
    ],
)
def test_a_wrong_field_is_named(client, field, value):
    page = client.post(SIGN_UP, filled_in(**{field: value}))
    assert list(page.context["form"].errors) == [field]
    assert not User.objects.exists()


@pytest.mark.parametrize("contact", ["an@coquan.gov.vn", "0912345678"])
def test_a_taken_address_is_told_only_to_its_owner(client, mailoutbox, contact):
    create_person(
        full_name="Chủ cũ",
        email="an@coquan.gov.vn",
        phone="+84912345678",
        password=PASSWORD,
        at=NOON,
    )
    answer = client.post(SIGN_UP, filled_in(contact=contact))
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200  # the same page as for a new address
    told = mailoutbox[-1].body if "@" in contact else sms.outbox[-1][1]
    assert "đã có tài khoản" in told
    assert User.objects.count() == 1


def test_a_phone_that_another_person_confirms_first_is_named_kindly(client):
    client.post(SIGN_UP, filled_in(contact="0912345678"))
    code = sms.last_code()
    first = User.objects.get()
    User.objects.filter(pk=first.pk).update(phone=None)
    create_person(full_name="Người khác", phone="+84912345678", password=PASSWORD, at=NOON)
    page = client.post(reverse("account_verify_phone"), {"code": code})
    assert "Bạn hãy đăng nhập" in str(page.context["form"].errors["code"])


def test_a_sign_up_never_confirmed_gives_way_after_half_an_hour(client, mailed_code):
    client.post(SIGN_UP, filled_in(full_name="Kẻ giữ chỗ"))
    User.objects.update(date_joined=timezone.now() - 2 * ABANDONED_AFTER)
    client.logout()
    cache.clear()

    answer = client.post(SIGN_UP, filled_in())
    client.post(answer.url, {"code": mailed_code()})
    assert get_user(client).full_name == "Nguyễn Văn An"
    assert User.objects.count() == 1


def test_a_sign_up_waiting_for_its_code_does_not_give_way(client, mailoutbox):
    client.post(SIGN_UP, filled_in())
    client.logout()
    cache.clear()
    client.post(SIGN_UP, filled_in(full_name="Người sau"))
    assert User.objects.get().full_name == "Nguyễn Văn An"
    assert "đã có tài khoản" in mailoutbox[-1].body


def test_two_simultaneous_sign_ups_make_one_account(client, monkeypatch, mailoutbox):
    client.post(SIGN_UP, filled_in())
    client.logout()
    cache.clear()
    # The second request looked before the first one wrote.
    monkeypatch.setattr(
        "quizsite.accounts.signing_in.forms.SignupForm.validate_unique_email", lambda *_: None
    )
    answer = client.post(SIGN_UP, filled_in())
    assert answer.status_code == 302
    assert User.objects.count() == 1


def test_who_fills_in_the_trap_is_told_and_signs_up_with_the_next_press(client):
    """A robot and a password manager fill in every field; a person reads why and presses again."""
    page = client.post(SIGN_UP, filled_in(website="https://example.com"))
    form = page.context["form"]
    assert not User.objects.exists()
    assert "ô ẩn" in str(form.non_field_errors())
    assert (form["full_name"].value(), form["website"].value()) == ("Nguyễn Văn An", "")
    assert form["has_agreed"].value()

    again = {name: form[name].value() or "" for name in form.fields} | {"password1": PASSWORD}
    assert client.post(SIGN_UP, again).status_code == 302
    assert User.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn An 0912345678",
        "Nguyễn Văn An ０９１２",
        "an@coquan.vn",
        "Vào trang-xau.vn",
        "http://trang.vn",
        "An <b>",
        "An ☎ An",
        "An ②",
    ],
)
def test_a_name_has_no_number_address_or_sign(client, name):
    page = client.post(SIGN_UP, filled_in(full_name=name))
    assert list(page.context["form"].errors) == ["full_name"]
    assert "chỉ có chữ" in str(page.context["form"].errors["full_name"])


@pytest.mark.parametrize("name", ["Nguyễn Văn An", "Y Bhiu Niê-Kđăm", "H'Hen Niê", "Ts. Lê A."])
def test_names_of_people_are_taken(client, name):
    assert client.post(SIGN_UP, filled_in(full_name=name)).status_code == 302


def test_a_second_sign_up_by_phone_within_half_a_minute_keeps_the_form(client):
    client.post(SIGN_UP, filled_in(contact="0912345678"))
    page = Client().post(SIGN_UP, filled_in(contact="0912345678", full_name="Người Sau"))
    assert page.status_code == 200
    assert "Hãy chờ 30 giây" in str(page.context["form"].errors["contact"])
    assert page.context["form"]["full_name"].value() == "Người Sau"


@pytest.mark.parametrize("wrong", ["sai@coquan.gov.vn", "0987654321"])
def test_a_person_who_mistyped_the_address_signs_up_again(client, mailoutbox, mailed_code, wrong):
    where = client.post(SIGN_UP, filled_in(contact=wrong)).url
    assert "Đăng ký lại" in client.get(where).content.decode()
    assert client.post("/dang-xuat/", {"next": SIGN_UP}).url == SIGN_UP
    where = client.post(SIGN_UP, filled_in(contact="dung@coquan.gov.vn")).url
    assert mailoutbox[-1].to == ["dung@coquan.gov.vn"]
    client.post(where, {"code": mailed_code()})
    assert get_user(client).email == "dung@coquan.gov.vn"


def test_a_wrong_code_can_be_tried_only_a_few_times(client):
    where = client.post(SIGN_UP, filled_in()).url
    answers = [client.post(where, {"code": "000000"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
