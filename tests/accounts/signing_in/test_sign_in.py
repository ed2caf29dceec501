"""People sign in by password, by code and after a reset, and see their devices and own pages."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from tests import sms
from tests.factories import NOON
from tests.people import create_person

pytestmark = pytest.mark.django_db

PASSWORD = "hoa ban trang 2026"
SIGN_IN = "/dang-nhap/"


@pytest.fixture
def an():
    return create_person(
        full_name="Nguyễn Văn An",
        email="an@coquan.gov.vn",
        phone="+84912345678",
        password=PASSWORD,
        at=NOON,
    )


@pytest.fixture
def by_phone_only():
    return create_person(full_name="Lê Thị Ba", phone="+84987654321", password=PASSWORD, at=NOON)


@pytest.mark.parametrize("name", ["an@coquan.gov.vn", "AN@coquan.gov.vn", "0912 345 678"])
def test_by_password_with_either_name(client, an, name):
    answer = client.post(SIGN_IN, {"login": name, "password": PASSWORD})
    assert answer.url == "/"
    assert get_user(client) == an


def test_a_person_without_mail_is_not_asked_to_confirm_one(client, by_phone_only):
    client.post(SIGN_IN, {"login": "0987654321", "password": PASSWORD})
    assert get_user(client) == by_phone_only


def test_signing_in_leads_back_to_the_page_asked_for(client, an):
    answer = client.post(f"{SIGN_IN}?next=/tai-khoan/", {"login": an.email, "password": PASSWORD})
    assert answer.url == "/tai-khoan/"


@pytest.mark.parametrize("name", ["an@coquan.gov.vn", "la@coquan.gov.vn", "0911111111", "ai đó"])
def test_a_wrong_name_and_a_wrong_password_sound_the_same(client, an, name):
    page = client.post(SIGN_IN, {"login": name, "password": "sai"})
    assert page.context["form"].non_field_errors() == [
        "Thư điện tử, số điện thoại hoặc mật khẩu chưa đúng."
    ]


def test_a_deactivated_person_is_told_so(client, an):
    an.is_active = False
    an.save()
    answer = client.post(SIGN_IN, {"login": an.email, "password": PASSWORD})
    assert answer.url == reverse("account_inactive")
    assert not get_user(client).is_authenticated


def test_by_a_code_in_a_mail(client, an, mailed_code):
    answer = client.post("/dang-nhap/bang-ma/", {"contact": "an@coquan.gov.vn"})
    client.post(answer.url, {"code": mailed_code()})
    assert get_user(client) == an


def test_by_a_code_in_a_text_message(client, by_phone_only):
    answer = client.post("/dang-nhap/bang-ma/", {"contact": "0987 654 321"})
    client.post(answer.url, {"code": sms.last_code()})
    assert get_user(client) == by_phone_only


def test_an_unconfirmed_number_gets_no_code(client, by_phone_only):
    by_phone_only.is_phone_verified = False
    by_phone_only.save()
    client.post("/dang-nhap/bang-ma/", {"contact": "0987654321"})
    assert [text for _, text in sms.outbox] == [
        "Số này chưa có tài khoản. Đăng ký tại http://testserver/dang-ky/"
    ]


@pytest.mark.parametrize(("contact", "by_sms"), [("an@coquan.gov.vn", False), ("0912345678", True)])
def test_a_forgotten_password_is_reset_by_code(client, an, mailed_code, contact, by_sms):
    answer = client.post("/quen-mat-khau/", {"email": contact})
    code = sms.last_code() if by_sms else mailed_code()
    answer = client.post(answer.url, {"code": code})
    new = "sen hong ho tay 2027"
    client.post(answer.url, {"password1": new, "password2": new})
    assert get_user(client) == an
    an.refresh_from_db()
    assert an.check_password(new)


@pytest.mark.parametrize("contact", ["la@coquan.gov.vn", "0911111111"])
def test_a_reset_for_an_unknown_address_looks_the_same_and_sets_nothing(
    client, an, contact, mailoutbox
):
    answer = client.post("/quen-mat-khau/", {"email": contact})
    assert answer.url == reverse("account_confirm_password_reset_code")
    page = client.post(answer.url, {"code": "000000"})
    assert page.status_code == 200
    told = sms.outbox[-1][1] if contact[0] == "0" else mailoutbox[-1].body
    assert "chưa có tài khoản" in told


def test_the_other_devices_are_listed_and_signed_out(an):
    here, there = (
        Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/126.0"),
        Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/128.0"),
    )
    for device in (here, there):
        device.post(SIGN_IN, {"login": an.email, "password": PASSWORD})
        device.get("/tai-khoan/")
    page = here.get("/tai-khoan/thiet-bi/").content.decode()
    assert page.count("Chrome trên Android") == page.count("Firefox trên Windows") == 1

    asked = here.post("/tai-khoan/thiet-bi/").url
    here.post(asked, {"password": PASSWORD})
    assert get_user(here) == an
    assert there.get("/tai-khoan/").status_code == 302


def test_a_phone_is_changed_by_the_code_sent_to_it(client, an):
    client.force_login(an)
    asked = client.post("/tai-khoan/so-dien-thoai/", {"phone": "0933 333 333"})
    answer = client.post(asked.url, {"password": PASSWORD})
    an.refresh_from_db()
    assert an.phone == "+84912345678"
    client.post(answer.url, {"code": sms.last_code()})
    an.refresh_from_db()
    assert (an.phone, an.is_phone_verified) == ("+84933333333", True)


def test_an_address_is_changed_by_the_code_sent_to_it(client, an, mailoutbox):
    client.post(SIGN_IN, {"login": an.email, "password": PASSWORD})
    asked = client.post(
        "/tai-khoan/thu-dien-tu/", {"action_add": "1", "email": "moi@coquan.gov.vn"}
    )
    answer = client.post(asked.url, {"password": PASSWORD})
    code = mailoutbox[-1].body.split("\n\n")[3]
    client.post(answer.url, {"code": code})
    an.refresh_from_db()
    assert an.email == "moi@coquan.gov.vn"
    assert [address.email for address in an.emailaddress_set.all()] == ["moi@coquan.gov.vn"]


def test_a_name_is_corrected(client, an):
    client.force_login(an)
    client.post("/tai-khoan/ho-ten/", {"full_name": "  Nguyễn  Văn An "})
    client.post("/tai-khoan/ho-ten/", {"full_name": "??"})
    an.refresh_from_db()
    assert an.full_name == "Nguyễn Văn An"


def test_signing_out_asks_first_on_a_link_and_acts_on_a_button(client, an):
    client.force_login(an)
    assert client.get("/dang-xuat/").status_code == 200
    assert get_user(client) == an
    client.post("/dang-xuat/")
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("error", [ConnectionRefusedError(), SMTPServerDisconnected()])
@pytest.mark.parametrize(
    ("path", "field"), [("/dang-nhap/bang-ma/", "contact"), ("/quen-mat-khau/", "email")]
)
@pytest.mark.parametrize("contact", ["an@coquan.gov.vn", "la@coquan.gov.vn", "0912345678"])
def test_known_and_unknown_people_are_told_alike_when_mail_or_gateway_is_away(
    client, an, monkeypatch, error, path, field, contact
):
    def away(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    monkeypatch.setattr("tests.sms.OutboxSender.send", away)
    page = client.post(path, {field: contact}, follow=True)
    assert page.status_code == 200
    said = [str(message) for message in page.context["messages"]]
    assert [words[:13] for words in said] == ["Chưa gửi được"]


@pytest.mark.parametrize("login", ["an@coquan.gov.vn", "0912345678"])
def test_an_empty_password_asks_for_a_code(client, an, mailoutbox, login):
    """Whoever signed up without a password needs no other page to sign in."""
    where = client.post("/dang-nhap/", {"login": login, "password": ""}).url
    sent = mailoutbox[-1].body if "@" in login else sms.outbox[-1][1]
    client.post(where, {"code": re.search(r"\b\d{6}\b", sent)[0]})
    assert get_user(client) == an


def test_codes_asked_for_by_an_empty_password_are_bounded(client):
    for _time in range(3):
        Client().post("/dang-nhap/", {"login": "an@coquan.gov.vn", "password": ""})
    page = client.post("/dang-nhap/", {"login": "an@coquan.gov.vn", "password": ""})
    assert list(page.context["form"].errors) == ["login"]


def test_neither_login_nor_password_names_the_field(client):
    page = client.post("/dang-nhap/", {"login": "", "password": ""})
    assert list(page.context["form"].errors) == ["login"]
    page = client.post("/dang-nhap/", {"login": "ai đó", "password": ""})
    assert list(page.context["form"].errors) == ["login"]
