"""Whoever signs up makes us write to others: to whom, how often, and in whose words."""

import pytest
from django.test import Client
from django.urls import reverse

from quizsite.accounts.consents import current_text
from quizsite.accounts.phones import takes_texts
from quizsite.accounts.signing_in import adapters
from quizsite.accounts.signing_in.devices import COOKIE, _read
from quizsite.accounts.signing_in.tries import Limit
from tests.factories import NOON
from tests.people import create_person

pytestmark = pytest.mark.django_db

PASSWORD = "hoa ban trang 2026"
MOBILE = ["+84912345678", "+84333333333", "+84703333333"]
NO_MOBILE = [
    "+842438256789",  # a telephone of an office
    "+841900545415",  # premium
    "+84180012345",  # free for the caller
    "+14155552671",
    "+447400123456",
    "+882123456789",
    "+37060112345",
]


def sign_up(contact, **changed):
    fields = {
        "full_name": "Nguyễn Văn An",
        "contact": contact,
        "consent_version": current_text().version,
        "has_agreed": "on",
    }
    return Client(**changed).post("/dang-ky/", fields)


@pytest.mark.parametrize("number", MOBILE)
def test_mobile_numbers_of_configured_countries_get_texts(number):
    assert takes_texts(number, countries=["VN"])


@pytest.mark.parametrize("number", NO_MOBILE)
@pytest.mark.parametrize(
    ("path", "field"),
    [("/dang-ky/", "contact"), ("/dang-nhap/bang-ma/", "contact"), ("/quen-mat-khau/", "email")],
)
def test_no_other_number_gets_one_from_any_page(client, sms_outbox, number, path, field):
    page = client.post(path, {field: number})
    assert page.context["form"].errors[field]
    assert sms_outbox == []


def test_a_number_kept_from_earlier_gets_none_either(client, sms_outbox):
    create_person(full_name="An", phone="+14155552671", password=PASSWORD, at=NOON)
    type(client)().post("/dang-nhap/bang-ma/", {"contact": "+14155552671"})
    assert sms_outbox == []


def test_another_country_can_be_configured(client, sms_outbox, settings):
    settings.SMS_COUNTRIES = ["VN", "GB"]
    sign_up("+447400123456")
    assert [to for to, _ in sms_outbox] == ["+447400123456"]


def test_the_whole_site_sends_so_many_an_hour(settings, sms_outbox):
    settings.SMS_PER_HOUR = 3
    answers = [sign_up(f"09123456{n}", REMOTE_ADDR=f"203.0.113.{n}") for n in range(10, 15)]
    assert len(sms_outbox) == 3
    assert {answer.status_code for answer in answers} == {302}


def test_one_address_sends_so_many_an_hour(monkeypatch, sms_outbox):
    few = (Limit(2, adapters.TEXTS_FROM_ADDRESS[0].within),)
    monkeypatch.setattr(adapters, "TEXTS_FROM_ADDRESS", few)
    for n in range(10, 14):
        sign_up(f"09123456{n}")
    assert len(sms_outbox) == 2
    sign_up("0912345699", REMOTE_ADDR="203.0.113.8")
    assert len(sms_outbox) == 3


def test_who_gets_no_text_is_told_what_to_do(settings):
    settings.SMS_PER_HOUR = 1
    sign_up("0912345610")
    client = Client()
    fields = {
        "full_name": "Nguyễn Văn An",
        "contact": "0912345611",
        "consent_version": current_text().version,
        "has_agreed": "on",
    }
    page = client.post("/dang-ky/", fields, follow=True)
    assert "Hãy thử lại sau một giờ, hoặc dùng thư" in page.content.decode()


def test_no_word_of_a_stranger_reaches_an_unconfirmed_address(mailoutbox):
    """A name could be an advertisement; browsers and hosts name themselves as they like."""
    headers = {"HTTP_USER_AGENT": "Mua ngay tại đây", "HTTP_REFERER": "https://mua.vn/"}
    fields = {
        "full_name": "Mua Ngay Giảm Giá",
        "contact": "nan-nhan@coquan.vn",
        "consent_version": current_text().version,
        "has_agreed": "on",
    }
    client = Client(**headers)
    client.post("/dang-ky/", fields)
    client.post(reverse("account_sign_up_code"), {"action": "resend"})
    Client(**headers).post("/dang-nhap/", {"login": fields["contact"], "password": PASSWORD})
    Client(**headers).post("/dang-nhap/bang-ma/", {"contact": fields["contact"]})
    Client(**headers).post("/quen-mat-khau/", {"email": fields["contact"]})
    Client(**headers).post("/dang-ky/", fields)
    assert len(mailoutbox) >= 3
    assert [mail.body for mail in mailoutbox if "mua" in (mail.subject + mail.body).lower()] == []


def test_the_cookie_of_a_device_names_nobody(client):
    an = create_person(full_name="An", email="an@coquan.vn", password=PASSWORD, at=NOON)
    client.post("/dang-nhap/", {"login": "an@coquan.vn", "password": PASSWORD})
    request = type("Request", (), {"COOKIES": {COOKIE: client.cookies[COOKIE].value}})
    assert an.pk not in _read(request)["people"]
    assert all(len(str(mark)) == 16 for mark in _read(request)["people"])
