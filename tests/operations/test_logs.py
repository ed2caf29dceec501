"""Each log line is one JSON object, and holds nothing that belongs to a person."""

import io
import json
import logging

import pytest
from django.conf import settings as configured
from django.db import IntegrityError
from django.http import HttpRequest
from django.test import Client

from quizsite.operations import logs
from tests.factories import NOON
from tests.people import create_person

EMAIL, PHONE, PASSWORD, CODE = "an@coquan.gov.vn", "0912345678", "hoa ban trang 2026", "583920"


@pytest.fixture
def lines():
    """Collect what our handler writes at any level, and restore logging afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure({"level": "DEBUG"})
    ours = root.handlers[0]
    ours.setStream(written := io.StringIO())
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logs.configure(configured.LOGGING)
    root.handlers[:] = before
    root.setLevel(level)


def test_secrets_are_struck_by_name_however_deep():
    event = {"password": "x", "otp_code": "1", "status": 200, "sent": {"to_phone": "1", "n": 2}}
    assert logs.strike_secrets(None, "", event) == {
        "password": "***",
        "otp_code": "***",
        "status": 200,
        "sent": {"to_phone": "***", "n": 2},
    }


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Key (email)=(an@coquan.gov.vn) already exists.", "Key (email)=(***) already exists."),
        ("to +84912345678: refused", "to ***: refused"),
        ("0912345678", "***"),
        ("took 1912345678 ns, id 20912345678", "took 1912345678 ns, id 20912345678"),
        ("/bai-thi/6f1d0912345678ab/", "/bai-thi/6f1d0912345678ab/"),
        ("Not Found: /moi-thi/12-ab-1:x_Y-z/", "Not Found: /moi-thi/***/"),
        ("Forbidden: /sang-kien/theo-doi/AB12?x=1", "Forbidden: /sang-kien/theo-doi/***?x=1"),
    ],
)
def test_addresses_and_numbers_are_struck_out_of_any_text(said, written):
    assert logs.strike_secrets(None, "", {"event": said}) == {"event": written}


def test_a_bug_is_logged_with_its_traceback_and_without_the_person(lines):
    error = IntegrityError(f"DETAIL: Key (phone)=({PHONE}) already exists.")
    logging.getLogger("django.request").error("Internal Server Error: /dang-ky/", exc_info=error)
    line = lines()[-1]
    assert (line["event"], line["level"]) == ("Internal Server Error: /dang-ky/", "error")
    assert "IntegrityError: DETAIL: Key (phone)=(***) already exists." in line["exception"]


def test_a_line_says_when_in_utc(lines):
    logging.getLogger("quizsite").warning("a")
    assert lines()[-1]["timestamp"].endswith("Z")


@pytest.mark.django_db
def test_a_request_leaves_its_path_and_nothing_a_person_typed(lines):
    create_person(full_name="Lê An", email=EMAIL, phone="+84912345678", password="x", at=NOON)
    sent = {"login": EMAIL, "contact": PHONE, "email": EMAIL, "password": PASSWORD, "code": CODE}
    client = Client(raise_request_exception=False)
    query = f"?email={EMAIL}&phone={PHONE}&code={CODE}&next={PASSWORD}"
    for path in ("/dang-nhap/", "/dang-ky/", "/dang-nhap/bang-ma/", "/quen-mat-khau/", "/khong/"):
        client.get(path + query)
        client.post(path + query, sent)
        Client(enforce_csrf_checks=True).post(path + query, sent)
    written = json.dumps(lines(), ensure_ascii=False)
    assert [said for said in (EMAIL, PHONE[1:], PASSWORD, CODE, "Lê An") if said in written] == []
    assert sum(line["event"] == "request" for line in lines()) == 15


@pytest.mark.django_db
def test_each_request_is_one_line_with_method_path_status_and_time(lines, client):
    client.get("/dang-nhap/")
    line = next(line for line in lines() if line["event"] == "request")
    assert {name: line[name] for name in ("method", "path", "status", "logger")} == {
        "method": "GET",
        "path": "/dang-nhap/",
        "status": 200,
        "logger": "quizsite.request",
    }
    assert line["took_ms"] > 0
    assert HttpRequest.__name__ not in json.dumps(line)


@pytest.mark.django_db
def test_a_request_says_whose_by_number_and_from_which_network(lines, contestant, signed_in):
    signed_in(contestant).get("/tai-khoan/", REMOTE_ADDR="203.0.113.77")
    Client().get("/dang-nhap/", REMOTE_ADDR="2001:db8:1:2::3")
    requests = [line for line in lines() if line["event"] == "request"]
    assert [(line["person"], line["network"]) for line in requests] == [
        (contestant.pk, "203.0.113.0/24"),
        (None, "2001:db8:1::/48"),
    ]
    assert "203.0.113.77" not in json.dumps(lines())


@pytest.mark.django_db
def test_signing_in_out_and_failing_to_are_logged_by_number_alone(lines, client):
    person = create_person(full_name="Lê An", email=EMAIL, password=PASSWORD, at=NOON)
    client.post("/dang-nhap/", {"login": EMAIL, "password": "sai"}, REMOTE_ADDR="203.0.113.77")
    client.post("/dang-nhap/", {"login": EMAIL, "password": PASSWORD}, REMOTE_ADDR="203.0.113.77")
    client.post("/dang-xuat/", REMOTE_ADDR="203.0.113.77")
    said = [line for line in lines() if line["event"].startswith("sign")]
    assert [(line["event"], line.get("person"), line["network"]) for line in said] == [
        ("sign_in_failed", None, "203.0.113.0/24"),
        ("signed_in", person.pk, "203.0.113.0/24"),
        ("signed_out", person.pk, "203.0.113.0/24"),
    ]
    assert EMAIL not in json.dumps(lines())
