"""What a stranger put into an account with somebody's address is worth nothing to the owner."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from quizsite.accounts.consents import current_text, give_consent, has_consented
from quizsite.accounts.models import User
from quizsite.accounts.people import has_confirmed_contact
from tests import sms
from tests.accounts.signing_in.test_openid_connect import (  # noqa: F401 -- fixtures
    come_back,
    filled_in,
    provider,
    provider_url,
)

pytestmark = pytest.mark.django_db

STRANGERS, OWNERS = "hoa ban trang 2026", "sen hong nở giữa hồ"
ADDRESS, NUMBER = "hoa@coquan.gov.vn", "0912345678"


def sign_up(client, contact, *, name="Kẻ Lạ Mặt"):
    fields = {
        "full_name": name,
        "contact": contact,
        "consent_version": current_text().version,
        "has_agreed": "on",
    }
    return client.post("/dang-ky/", fields).url


@pytest.fixture
def stranger_s():
    """An account that a stranger made with the owner's address, as earlier versions let them."""
    user = User.objects.create_user(ADDRESS, STRANGERS, full_name="Kẻ Lạ Mặt")
    EmailAddress.objects.create(user=user, email=ADDRESS, primary=True)
    give_consent(user, text=current_text(), at=timezone.now(), channel="dang-ky")
    return user


def opens(password, login=ADDRESS):
    client = Client()
    client.post("/dang-nhap/", {"login": login, "password": password}, follow=True)
    return get_user(client).is_authenticated


def is_emptied(user):
    user.refresh_from_db()
    return (user.full_name, has_consented(user), user.check_password(STRANGERS)) == (
        "",
        False,
        False,
    )


def test_the_owner_who_signs_in_by_mailed_code_gets_an_empty_account(
    stranger_s, client, mailed_code
):
    where = client.post("/dang-nhap/bang-ma/", {"contact": ADDRESS}).url
    answer = client.post(where, {"code": mailed_code()})
    user = User.objects.get()

    assert get_user(client) == user
    assert answer.url == "/tai-khoan/ho-ten/"
    assert "chưa ai xác nhận" in client.get(answer.url).content.decode()
    assert is_emptied(user)
    assert has_confirmed_contact(user)
    assert not opens(STRANGERS)


def test_the_owner_who_resets_the_password_gets_an_empty_account(stranger_s, client, mailed_code):
    where = client.post("/quen-mat-khau/", {"email": ADDRESS}).url
    where = client.post(where, {"code": mailed_code()}).url
    client.post(where, {"password1": OWNERS, "password2": OWNERS})

    assert get_user(client).is_authenticated
    assert is_emptied(User.objects.get())
    assert (opens(STRANGERS), opens(OWNERS)) == (False, True)


def test_the_stranger_s_half_open_signing_in_ends_too(stranger_s, client, mailed_code):
    theirs = Client()
    theirs.post("/dang-nhap/", {"login": ADDRESS, "password": STRANGERS})
    old_code = mailed_code()
    where = client.post("/dang-nhap/bang-ma/", {"contact": ADDRESS}).url
    client.post(where, {"code": mailed_code()})

    theirs.post("/dang-ky/xac-nhan-thu/", {"code": old_code})
    assert not get_user(theirs).is_authenticated


@pytest.mark.parametrize("contact", [ADDRESS, NUMBER])
def test_a_sign_up_without_the_code_leaves_nothing_behind(client, mailoutbox, contact):
    """The stranger has no code; the name waits in the stranger's own browser alone."""
    sign_up(Client(), contact)
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()

    where = sign_up(client, contact, name="Lê Thị Hoa")
    code = re.search(r"\b\d{6}\b", mailoutbox[-1].body if "@" in contact else sms.outbox[-1][1])
    client.post(where, {"code": code[0]})
    assert get_user(client).full_name == "Lê Thị Hoa"


def test_the_owner_who_signs_up_gets_an_account_without_what_the_stranger_wrote(
    stranger_s, client, mailed_code
):
    client.post(sign_up(client, ADDRESS, name="Lê Thị Hoa"), {"code": mailed_code()})
    assert get_user(client).full_name == "Lê Thị Hoa"
    assert not opens(STRANGERS)


def test_a_code_of_another_browser_opens_nothing(client, mailed_code):
    sign_up(client, ADDRESS)
    code = mailed_code()
    stranger = Client()
    sign_up(stranger, ADDRESS)
    stranger.post("/dang-ky/nhap-ma/", {"code": code})
    assert not get_user(stranger).is_authenticated


def test_the_owner_who_comes_through_a_provider_gets_an_account_of_their_own(
    stranger_s,
    client,
    provider,  # noqa: F811 -- the fixture
    mailoutbox,
):
    stranger = User.objects.get()
    client.post(come_back(client).url, filled_in())

    owner = get_user(client)
    assert (owner.full_name, owner.email) == ("Nguyễn Thị Hoa", ADDRESS)
    assert not User.objects.filter(pk=stranger.pk).exists()
    assert not opens(STRANGERS)


def test_a_provider_that_vouches_for_no_address_takes_nothing_over(
    client,
    provider,  # noqa: F811 -- the fixture
):
    before = User.objects.create_user("khac@coquan.gov.vn", STRANGERS, full_name="Kẻ Lạ Mặt")
    EmailAddress.objects.create(user=before, email=before.email, primary=True)
    client.post(come_back(client).url, filled_in(email="khac@coquan.gov.vn"))
    assert list(User.objects.all()) == [before]


def test_what_a_stranger_linked_to_an_unconfirmed_address_goes(client, mailed_code):
    user = User.objects.create_user(ADDRESS, STRANGERS, full_name="Kẻ Lạ Mặt")
    user.socialaccount_set.create(provider="thu-do", uid="ke-la")
    EmailAddress.objects.create(user=user, email=ADDRESS, primary=True)

    where = client.post("/dang-nhap/bang-ma/", {"contact": ADDRESS}).url
    client.post(where, {"code": mailed_code()})

    assert get_user(client) == user
    assert is_emptied(user)
    assert not user.socialaccount_set.exists()


def test_who_signed_up_keeps_what_was_written(client, mailed_code):
    client.post(sign_up(client, ADDRESS, name="Lê Thị Hoa"), {"code": mailed_code()})
    user = get_user(client)
    assert (user.full_name, has_consented(user)) == ("Lê Thị Hoa", True)


def test_who_comes_back_with_the_password_keeps_what_was_written(stranger_s, mailed_code):
    client = Client()
    where = client.post("/dang-nhap/", {"login": ADDRESS, "password": STRANGERS}).url
    client.post(where, {"code": mailed_code()})
    assert get_user(client).full_name == "Kẻ Lạ Mặt"


def test_who_confirmed_long_ago_loses_nothing_by_signing_in_with_a_code(client, mailed_code):
    client.post(sign_up(client, ADDRESS, name="Lê Thị Hoa"), {"code": mailed_code()})
    cache.clear()
    again = Client()
    where = again.post("/dang-nhap/bang-ma/", {"contact": ADDRESS}).url
    again.post(where, {"code": mailed_code()})
    assert get_user(again).full_name == "Lê Thị Hoa"
