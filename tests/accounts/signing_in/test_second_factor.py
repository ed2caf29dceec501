"""Organisers and staff need a second factor; others may have one."""

import time

import pyotp
import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from quizsite.accounts.rules import SecondFactorMissing, check_second_factor
from quizsite.refusals import allowed
from tests.factories import NOON, ContestFactory, OrganiserFactory
from tests.people import create_person

pytestmark = pytest.mark.django_db

PASSWORD = "hoa ban trang 2026"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    settings.ROOT_URLCONF = "tests.accounts.organiser_urls"


@pytest.fixture
def duc():
    person = create_person(
        full_name="Vũ Minh Đức", email="duc@coquan.gov.vn", password=PASSWORD, at=NOON
    )
    OrganiserFactory(contest=ContestFactory(slug="thu-do"), user=person)
    return person


def sign_in(client, person):
    return client.post("/dang-nhap/", {"login": person.email, "password": PASSWORD})


def switch_on(client):
    """Enter the password, scan the code and type what the app shows; return the app."""
    asked = client.get(reverse("mfa_activate_totp")).url
    page = client.get(client.post(asked, {"password": PASSWORD}).url)
    app = pyotp.TOTP(page.context["form"].secret)
    answer = client.post(reverse("mfa_activate_totp"), {"code": app.now()})
    assert answer.status_code == 302
    return app


def test_an_organiser_without_one_is_led_to_the_page_that_sets_it_up(client, duc):
    sign_in(client, duc)
    answer = client.get("/thu/thu-do/")
    assert answer.url == reverse("mfa_index") == "/tai-khoan/hai-lop/"
    page = client.get(answer.url).content.decode()
    assert "Hãy bật xác thực hai lớp trước khi dùng trang dành cho ban tổ chức." in page
    assert "Ứng dụng xác thực" in page


def test_an_organiser_with_an_authenticator_app_gets_in(client, duc):
    sign_in(client, duc)
    app = switch_on(client)
    assert client.get("/thu/thu-do/").status_code == 200

    later = Client()
    answer = sign_in(later, duc)
    assert answer.url == reverse("mfa_authenticate")
    assert not get_user(later).is_authenticated
    page = later.post(answer.url, {"code": "000000"})
    assert "Mã chưa đúng" in page.content.decode()

    code = app.at(int(time.time()) + 30)  # the code used to switch it on is spent
    later.post(answer.url, {"code": code})
    assert get_user(later) == duc
    assert later.get("/thu/thu-do/").status_code == 200


def test_a_recovery_code_works_once(client, duc):
    sign_in(client, duc)
    switch_on(client)
    page = client.get(reverse("mfa_view_recovery_codes"))
    spare = page.context["unused_codes"][0]

    for opens in (True, False):
        later = Client()
        answer = sign_in(later, duc)
        later.post(answer.url, {"code": spare})
        assert get_user(later).is_authenticated == opens
    codes = duc.authenticator_set.get(type="recovery_codes")
    assert len(RecoveryCodes(codes).get_unused_codes()) == 9


def test_a_password_is_asked_again_before_it_is_switched_off(client, duc):
    sign_in(client, duc)
    switch_on(client)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    answer = client.get(reverse("mfa_deactivate_totp"))
    assert answer.url.startswith(reverse("account_reauthenticate"))


def test_a_participant_needs_none(client, contestant):
    client.force_login(contestant)
    assert client.get("/tai-khoan/").status_code == 200


def test_the_check_can_be_switched_off_for_a_try_out(duc, settings):
    with pytest.raises(SecondFactorMissing):
        check_second_factor(duc)
    assert not allowed(check_second_factor, duc)
    settings.REQUIRE_SECOND_FACTOR = False
    check_second_factor(duc)


def test_a_passkey_page_offers_what_the_browser_needs(client, duc):
    sign_in(client, duc)
    asked = client.get(reverse("mfa_add_webauthn")).url
    page = client.get(client.post(asked, {"password": PASSWORD}).url)
    options = page.context["js_data"]["creation_options"]["publicKey"]
    assert options["user"]["displayName"] == "Vũ Minh Đức"
    answer = Client().get(reverse("mfa_login_webauthn"), HTTP_ACCEPT="application/json")
    assert "request_options" in answer.json()


def test_guessing_at_the_code_is_slowed(duc):
    owner = Client()
    sign_in(owner, duc)
    app = switch_on(owner)
    thief = Client()
    where = sign_in(thief, duc).url
    for n in range(5):
        thief.post(where, {"code": f"{n:06}"})
    page = thief.post(where, {"code": app.now()})
    assert page.context["form"].errors["code"]
    assert not get_user(thief).is_authenticated


def test_a_new_password_does_not_bypass_the_second_factor(duc, mailed_code):
    owner = Client()
    sign_in(owner, duc)
    switch_on(owner)
    thief = Client()  # as a stranger who reads the mail would
    answer = thief.post("/quen-mat-khau/", {"email": duc.email})
    answer = thief.post(answer.url, {"code": mailed_code()})
    thief.post(answer.url, {"password1": "sen hong 2027 x", "password2": "sen hong 2027 x"})
    assert not get_user(thief).is_authenticated

    thief = Client()
    answer = thief.post("/dang-nhap/bang-ma/", {"contact": duc.email})
    answer = thief.post(answer.url, {"code": mailed_code()})
    assert answer.url == reverse("mfa_authenticate")
    assert not get_user(thief).is_authenticated
