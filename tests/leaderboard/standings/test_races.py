"""Two writers of one standing, on a database that lets two write at once."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.models import QuerySet

from leaderboard.finals.finalise import finalise_round
from leaderboard.models import Standing
from leaderboard.rules import BeingFinalised, RoundFinalised
from leaderboard.standings import store as standings
from leaderboard.standings.store import compare_standings, record_results
from quizsite.models import AuditLine
from tests.factories import EntryFactory, RoundFactory
from tests.leaderboard.cast import closed_attempt

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@contextmanager
def two_threads(*tasks):
    """Run the tasks at once; re-raise what they raise."""
    errors = []

    def run(task):
        try:
            task()
        except Exception as error:  # noqa: BLE001 -- handed to the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join(timeout=30)
    assert errors == []


def test_two_organisers_finalise_a_round_once():
    entry = EntryFactory()
    round = RoundFactory(contest=entry.contest)
    closed_attempt(entry, round)
    record_results(round, [entry.pk])
    after = round.closes_at + timedelta(minutes=1)
    barrier, refused = threading.Barrier(2), []

    def finalise():
        barrier.wait(timeout=10)
        try:
            finalise_round(round, by=None, at=after)
        except (BeingFinalised, RoundFinalised):
            refused.append(1)

    with two_threads(finalise, finalise):
        pass

    assert len(refused) == 1
    assert AuditLine.objects.filter(about_kind="round", about_id=round.pk).count() == 1


def close_two_attempts_at_once(monkeypatch):
    """The poor attempt's writer reads first and writes last; the good one commits between."""
    entry = EntryFactory()
    round = RoundFactory(contest=entry.contest)
    closed_attempt(entry, round, correct=1, number=1)
    record_results(round, [entry.pk])
    slow_has_read, fast_is_done = threading.Event(), threading.Event()
    write = standings._write

    def pausing_write(*args):
        if threading.current_thread().name == "slow":
            slow_has_read.set()
            fast_is_done.wait(timeout=1)  # under the lock the fast one cannot be done
        write(*args)

    monkeypatch.setattr(standings, "_write", pausing_write)

    def slow():
        threading.current_thread().name = "slow"
        with transaction.atomic():
            closed_attempt(entry, round, correct=2, number=2)
            record_results(round, [entry.pk])

    def fast():
        if connection.vendor == "postgresql":
            slow_has_read.wait(timeout=10)
        with transaction.atomic():
            closed_attempt(entry, round, correct=5, number=3)
            record_results(round, [entry.pk])
        fast_is_done.set()

    with two_threads(slow, fast):
        pass
    return round


def test_two_writers_of_one_standing_leave_the_right_one(monkeypatch):
    round = close_two_attempts_at_once(monkeypatch)

    assert compare_standings(round) == []
    assert round.standings.get().correct_count == 5
    assert Standing.objects.get(round=None).correct_count == 5


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="one writer at a time anyway")
def test_without_the_lock_the_wrong_standing_stays(monkeypatch):
    """Negative control: what the lock is for."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)
    monkeypatch.setattr(standings._locked, "_statements", {})  # compiled with the lock

    round = close_two_attempts_at_once(monkeypatch)

    assert compare_standings(round) != []
