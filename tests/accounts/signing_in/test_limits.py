"""Limits count accounts first: a crowd from one address gets in, and a guesser is slowed but does
not lock the owner out."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user
from django.core.management import call_command
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from quizsite.accounts.signing_in.devices import COOKIE
from quizsite.accounts.signing_in.limits import PER_MINUTE, generous_per_address
from tests.factories import NOON
from tests.people import create_person

pytestmark = pytest.mark.django_db

PASSWORD = "hoa ban trang 2026"
SLOWED = (
    "Tài khoản này vừa bị nhập sai quá nhiều lần. Hãy thử lại sau 5 phút, hoặc đăng nhập bằng mã."
)


def sign_in(client, name, password=PASSWORD):
    return client.post("/dang-nhap/", {"login": name, "password": password})


def refusal(page):
    return page.context["form"].non_field_errors() if page.context else None


@pytest.fixture
def an():
    return create_person(
        full_name="An",
        email="an@coquan.gov.vn",
        phone="+84912345678",
        password=PASSWORD,
        at=NOON,
    )


@pytest.mark.parametrize(
    ("proxies", "headers"),
    [
        (0, {"REMOTE_ADDR": "203.0.113.7"}),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}),
    ],
)
def test_sixty_people_of_one_office_all_get_in_within_a_minute(settings, proxies, headers):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    people = [
        create_person(full_name=f"Người {n}", email=f"n{n}@coquan.gov.vn", password="x", at=NOON)
        for n in range(60)
    ]
    for person in people:
        client = Client(**headers)
        sign_in(client, person.email, "sai")  # each of them mistypes once
        sign_in(client, person.email, "x")
        assert get_user(client) == person


def test_sixty_passkeys_of_one_office_are_all_checked_within_a_minute():
    answers = [Client().post("/dang-nhap/bang-khoa/", {"credential": "{}"}) for _ in range(60)]
    assert {answer.status_code for answer in answers} == {302}


def test_guessing_at_one_account_is_slowed(an):
    guesser = Client()
    answers = [sign_in(guesser, an.email, f"doan {n}") for n in range(8)]
    assert [refusal(page) == [SLOWED] for page in answers] == [False] * 5 + [True] * 3
    assert refusal(sign_in(guesser, an.email)) == [SLOWED]  # even with the right password


def test_guessing_by_mail_and_by_phone_is_counted_together(an):
    guesser = Client()
    for n in range(5):
        sign_in(guesser, an.email if n % 2 else "0912345678", "doan")
    assert refusal(sign_in(guesser, "0912345678")) == [SLOWED]


def test_guessing_at_one_phone_leaves_other_phones_alone(an):
    other = create_person(full_name="Ba", phone="+84987654321", password=PASSWORD, at=NOON)
    guesser = Client()
    for _ in range(6):
        sign_in(guesser, "0912345678", "doan")
    client = Client()
    sign_in(client, "0987654321")
    assert get_user(client) == other


def test_the_owner_stays_signed_in_and_gets_in_again_from_a_known_device(an):
    owner = Client()
    sign_in(owner, an.email)
    guesser = Client()
    for _ in range(9):
        sign_in(guesser, an.email, "doan")
    assert owner.get("/tai-khoan/").status_code == 200

    owner.post("/dang-xuat/")
    sign_in(owner, an.email)
    assert get_user(owner) == an


def test_a_known_device_is_counted_by_itself_too(an):
    thief = Client()
    sign_in(thief, an.email)
    thief.post("/dang-xuat/")
    for _ in range(5):
        sign_in(thief, an.email, "doan")
    assert refusal(sign_in(thief, an.email)) == [SLOWED]


@pytest.mark.parametrize("forged", ["", "la", "eyJhIjoxfQ:1aaaaa:bbbbb"])
def test_a_forged_device_is_no_known_device(an, forged):
    guesser = Client()
    guesser.cookies[COOKIE] = forged
    for _ in range(5):
        sign_in(guesser, an.email, "doan")
    assert refusal(sign_in(guesser, an.email)) == [SLOWED]


def test_the_owner_signs_in_by_code_on_a_new_device_while_a_stranger_guesses(an, mailed_code):
    guesser = Client()
    for _ in range(9):
        sign_in(guesser, an.email, "doan")
    owner = Client()
    answer = owner.post("/dang-nhap/bang-ma/", {"contact": an.email})
    owner.post(answer.url, {"code": mailed_code()})
    assert get_user(owner) == an


def test_text_messages_to_one_number_are_few(an, sms_outbox):
    for _ in range(6):
        Client().post("/dang-nhap/bang-ma/", {"contact": "0912345678"})
    assert len(sms_outbox) == 3


@pytest.mark.parametrize(
    ("path", "field"), [("/dang-nhap/bang-ma/", "contact"), ("/quen-mat-khau/", "email")]
)
@pytest.mark.parametrize("contact", ["an@coquan.gov.vn", "0912345678"])
def test_codes_to_guess_at_are_few_in_an_hour_and_in_a_day(
    an, sms_outbox, mailoutbox, monkeypatch, path, field, contact
):
    now = [1_800_000_000.0]
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: now[0])
    sent = []
    for _ in range(24):  # every 5 minutes for two hours
        now[0] += 300
        Client().post(path, {field: contact})
        sent.append(len(sms_outbox) + len(mailoutbox))
    assert (sent[11], sent[23]) == (8, 16)
    for _ in range(22):
        now[0] += 3600
        Client().post(path, {field: contact})
    assert len(sms_outbox) + len(mailoutbox) == 20


def test_a_flooding_address_is_refused_in_vietnamese_and_others_are_not(an, monkeypatch):
    monkeypatch.setattr("quizsite.accounts.signing_in.limits.PER_MINUTE", 2)
    monkeypatch.setattr("quizsite.accounts.signing_in.limits.time.time", lambda: 1_800_000_000)
    flood, other = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="203.0.113.8")
    answers = [sign_in(flood, f"n{n}@coquan.gov.vn", "sai") for n in range(3)]
    assert [page.status_code for page in answers] == [200, 200, 429]
    assert "Hãy chờ một phút" in answers[-1].content.decode()
    assert flood.get("/dang-nhap/").status_code == 200
    assert sign_in(other, an.email).status_code == 302


def test_a_network_of_ipv6_counts_as_one_address_and_ipv4_ones_stay_apart(an, monkeypatch):
    monkeypatch.setattr("quizsite.accounts.signing_in.limits.PER_MINUTE", 2)
    monkeypatch.setattr("quizsite.accounts.signing_in.limits.time.time", lambda: 1_800_000_000)

    def statuses(*addresses):
        return [sign_in(Client(REMOTE_ADDR=one), "n@x.vn", "sai").status_code for one in addresses]

    assert statuses("2001:db8::1", "2001:db8::2", "2001:db8:0:0:9::3") == [200, 200, 429]
    assert statuses("2001:db8:0:1::1") == [200]
    # As a server on [::] sees visitors by IPv4.
    mapped = statuses("::ffff:203.0.113.1", "::ffff:203.0.113.2", "::ffff:203.0.113.3")
    assert mapped == [200, 200, 200]


def test_the_cache_keeps_no_address(rf, monkeypatch):
    keys = []
    monkeypatch.setattr(
        "quizsite.accounts.signing_in.limits.cache.add", lambda key, *a, **k: keys.append(key)
    )
    monkeypatch.setattr("quizsite.accounts.signing_in.limits.cache.incr", lambda key: 1)
    limited = generous_per_address(lambda request: HttpResponse())
    limited(rf.post("/", REMOTE_ADDR="203.0.113.7"))
    limited(rf.post("/", REMOTE_ADDR="203.0.113.8"))
    assert len(set(keys)) == 2
    assert "203.0.113" not in str(keys)


def test_an_address_has_room_for_two_thousand_sign_ins_a_minute():
    assert PER_MINUTE >= 2000


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shared", [False, True])
def test_a_crowd_signs_in_at_the_same_moment(settings, shared):
    """Twelve people sign in at once from one address; counts are in memory or in the table."""
    if shared:
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.db.DatabaseCache",
                "LOCATION": "cache_of_a_crowd",
            }
        }
        call_command("createcachetable", verbosity=0)
    people = [
        create_person(full_name=f"Người {n}", email=f"n{n}@coquan.gov.vn", password="x", at=NOON)
        for n in range(36)
    ]

    def get_in(person):
        try:
            return sign_in(Client(REMOTE_ADDR="203.0.113.7"), person.email, "x").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as crowd:
        answers = list(crowd.map(get_in, people))
    assert answers == [302] * 36
