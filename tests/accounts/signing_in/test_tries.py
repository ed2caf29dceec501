"""Guesses made at the same moment are counted one by one, and no flood throws a count out."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.auth import get_user
from django.db import connections
from django.test import Client

from quizsite.accounts.jobs import remove_old_tries
from quizsite.accounts.models import TryCount
from quizsite.accounts.signing_in import tries
from quizsite.accounts.signing_in.tries import Limit, count_try, forget_tries, take_back
from tests.factories import NOON
from tests.people import create_person

PASSWORD = "hoa ban trang 2026"
MINUTE = (Limit(2, timedelta(minutes=1)),)


@pytest.fixture
def clock(monkeypatch):
    now = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    return now


@pytest.mark.django_db
def test_tries_are_few_within_their_time_and_then_again(clock):
    assert [count_try("a", "an", MINUTE) for _ in range(4)] == [True, True, False, False]
    clock[0] += 59
    assert not count_try("a", "an", MINUTE)
    clock[0] += 2
    assert count_try("a", "an", MINUTE)


@pytest.mark.django_db
def test_kinds_keys_and_limits_are_counted_apart(clock):
    for _ in range(2):
        count_try("a", "an", MINUTE)
    assert count_try("b", "an", MINUTE)
    assert count_try("a", "ba", MINUTE)
    both = (*MINUTE, Limit(9, timedelta(hours=1)))
    assert not count_try("a", "an", both)


@pytest.mark.django_db
def test_a_right_try_takes_back_itself_alone(clock):
    for _ in range(2):
        count_try("a", "an", MINUTE)
    take_back("a", "an", MINUTE)
    assert [count_try("a", "an", MINUTE) for _ in range(2)] == [True, False]
    forget_tries("a", "an", MINUTE)
    assert count_try("a", "an", MINUTE)


@pytest.mark.django_db
def test_the_table_names_nobody_and_is_emptied_by_the_clock():
    count_try("a", "an@coquan.vn", (Limit(1, timedelta(0)),))
    count_try("a", "ba@coquan.vn", MINUTE)
    assert [row.key for row in TryCount.objects.all() if "@" in row.key] == []
    remove_old_tries.call()
    assert TryCount.objects.count() == 1


@pytest.mark.django_db
def test_a_flood_throws_no_count_out(client, settings):
    create_person(full_name="An", email="an@coquan.vn", password=PASSWORD, at=NOON)

    def guess(login, password):
        return client.post("/dang-nhap/", {"login": login, "password": password})

    for _ in range(5):
        guess("an@coquan.vn", "sai")
    for n in range(400):
        count_try("password", f"login:la{n}@coquan.vn", MINUTE)
    guess("an@coquan.vn", PASSWORD)
    assert not get_user(client).is_authenticated


def at_once(requests):
    def send(request):
        try:
            return request()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(requests)) as crowd:
        return list(crowd.map(send, requests))


def read_then_write(name, limit, at):
    """Count as Django's caches do; all have read before the first writes."""
    row = TryCount.objects.filter(key=name).first()
    used = row.tries if row else 0
    BARRIER.wait(timeout=20)
    TryCount.objects.update_or_create(
        key=name, defaults={"tries": used + 1, "ends_at": at + limit.within}
    )
    return used < limit.most


BARRIER = threading.Barrier(16)


@pytest.fixture(params=["counted", "read, then written"])
def judged_at_once(request, monkeypatch):
    """Send sixteen at once; the second way shows what happens without the guard."""
    is_guarded = request.param == "counted"

    def judged(send, *, what, most):
        calls = mock.Mock(return_value=False)
        monkeypatch.setattr(what, calls)
        if not is_guarded:
            monkeypatch.setattr(tries, "_is_counted", read_then_write)
        at_once([send] * 16)
        return (calls.call_count <= most) == is_guarded

    return judged


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_sixteen_wrong_passwords_at_once_five_are_judged(judged_at_once):
    create_person(full_name="An", email="an@coquan.vn", password=PASSWORD, at=NOON)
    fields = {"login": "an@coquan.vn", "password": "sai"}

    def guess():
        return Client().post("/dang-nhap/", fields)

    assert judged_at_once(guess, what="quizsite.accounts.models.User.check_password", most=5)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_sixteen_guesses_at_one_code_three_are_judged(judged_at_once, mailed_code):
    create_person(full_name="An", email="an@coquan.vn", password=PASSWORD, at=NOON)
    client = Client()
    where = client.post("/dang-nhap/bang-ma/", {"contact": "an@coquan.vn"}).url

    def guess():
        other = Client()
        other.cookies = client.cookies
        return other.post(where, {"code": "000000"})

    assert judged_at_once(guess, what="allauth.account.forms.compare_user_code", most=3)
