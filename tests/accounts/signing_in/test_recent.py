"""What takes personal data home or changes an account needs a confirmation of the last minutes,
also from accounts that have neither password nor second factor."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from quizsite.accounts.models import User
from tests import sms
from tests.factories import NOON, ContestFactory, OrganiserFactory, RoundFactory, UserFactory
from tests.people import create_person

pytestmark = pytest.mark.django_db

PASSWORD = "hoa ban trang 2026"


@pytest.fixture
def duc():
    person = create_person(
        full_name="Vũ Minh Đức",
        email="duc@coquan.gov.vn",
        phone=None,
        password=PASSWORD,
        at=NOON,
    )
    person.is_staff = True
    person.save()
    contest = ContestFactory(slug="thu-do")
    RoundFactory(contest=contest, number=1)
    OrganiserFactory(contest=contest, user=person)
    return person


@pytest.fixture
def clock(monkeypatch):
    now = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    return now


FILES = [
    "/to-chuc/thu-do/ky/1/chot/ket-qua.xlsx",
    "/to-chuc/thu-do/nhat-ky.csv",
    "/to-chuc/nhat-ky.csv",
]


@pytest.mark.parametrize("path", FILES)
def test_files_with_names_ask_who_signed_in_long_ago(duc, clock, path):
    client = Client()
    client.post("/dang-nhap/", {"login": duc.email, "password": PASSWORD})
    first = client.get(path)
    assert first.status_code == 200
    assert b"".join(first)  # the next file waits until this one is read

    clock[0] += 11 * 60
    asked = client.get(path)
    assert asked.url.startswith(reverse("account_reauthenticate"))

    back = client.post(asked.url, {"password": PASSWORD})
    assert back.url == path
    again = client.get(path)
    assert again.status_code == 200
    assert b"".join(again)


@pytest.fixture
def by_code(clock, mailoutbox):
    """Signed in by a mailed code, for there is no password; ten minutes have passed since."""
    person = UserFactory(email="hoa@coquan.gov.vn", full_name="Lý Thị Hoa")
    person.set_unusable_password()
    person.save()
    client = Client()
    client.post("/dang-nhap/bang-ma/", {"contact": person.email})
    client.post("/dang-nhap/nhap-ma/", {"code": code_in(mailoutbox)})
    assert client.get("/tai-khoan/").status_code == 200
    return client


def code_in(mailoutbox):
    return re.search(r"\b\d{6}\b", mailoutbox[-1].body)[0]


def change_address(client):
    return client.post(reverse("account_email"), {"email": "moi@coquan.gov.vn", "action_add": "1"})


def test_who_signed_in_by_code_just_now_is_not_asked(by_code, mailoutbox):
    change_address(by_code)
    assert mailoutbox[-1].to == ["moi@coquan.gov.vn"]


def test_who_has_no_password_enters_a_new_code_before_changing_the_account(
    by_code, clock, mailoutbox
):
    clock[0] += 11 * 60
    asked = change_address(by_code)
    assert asked.url.startswith(reverse("account_confirm_by_code"))
    assert mailoutbox[-1].to == ["hoa@coquan.gov.vn"]
    assert "hoa@coquan.gov.vn" in by_code.get(asked.url).content.decode()
    sent_before = len(mailoutbox)
    by_code.post(asked.url, {"action": "send"})
    assert len(mailoutbox) == sent_before + 1

    by_code.post(asked.url, {"code": code_in(mailoutbox)})

    assert mailoutbox[-1].to == ["moi@coquan.gov.vn"]


def test_a_wrong_code_confirms_nothing_and_three_end_the_guessing(by_code, clock, mailoutbox):
    clock[0] += 11 * 60
    asked = change_address(by_code)
    by_code.post(asked.url, {"action": "send"})
    code = code_in(mailoutbox)
    wrong = "000000" if code != "000000" else "111111"

    for _ in range(3):
        by_code.post(asked.url, {"code": wrong})
    answer = by_code.post(asked.url, {"code": code})

    assert answer.status_code == 200
    assert change_address(by_code).url.startswith(reverse("account_confirm_by_code"))


def test_without_a_code_that_was_sent_nothing_is_right(by_code, clock):
    clock[0] += 11 * 60
    asked = change_address(by_code)

    assert by_code.post(asked.url, {"code": ""}).status_code == 200
    assert change_address(by_code).url.startswith(reverse("account_confirm_by_code"))


def test_a_code_lasts_ten_minutes(by_code, clock, mailoutbox):
    clock[0] += 11 * 60
    asked = change_address(by_code)
    by_code.post(asked.url, {"action": "send"})
    clock[0] += 10 * 60 + 1

    assert by_code.post(asked.url, {"code": code_in(mailoutbox)}).status_code == 200


def test_who_has_only_a_number_gets_the_code_by_text(clock, client):
    create_person(full_name="Lò Thị Mây", phone="+84912345678", password=PASSWORD, at=NOON)
    User.objects.update(password="!")
    client.post("/dang-nhap/bang-ma/", {"contact": "0912345678"})
    client.post("/dang-nhap/nhap-ma/", {"code": sms.last_code()})
    clock[0] += 11 * 60
    asked = client.post(reverse("account_email"), {"email": "may@co.vn", "action_add": "1"}).url
    assert "0912 345 678" in client.get(asked).content.decode()
    texts = len(sms.outbox)

    client.post(asked, {"action": "send"})
    client.post(asked, {"code": sms.last_code()})

    assert len(sms.outbox) == texts + 1
    assert client.get(reverse("account_email")).status_code == 200
    assert client.session["account_authentication_methods"][-1]["reauthenticated"]
