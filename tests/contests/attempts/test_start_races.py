"""Many start at once by token; as in test_races.py, without the guard the test fails."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from contests.attempts import start_batch as module
from contests.attempts.start import start_attempt
from contests.attempts.start_batch import Start, start_batch
from contests.models import Attempt
from tests.contests.attempts.test_races import without_constraints
from tests.stage import entry_in, open_round, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

COUNT = 30


@pytest.fixture
def round():
    at = datetime.now(UTC)
    return open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))


@pytest.fixture
def meet_before_insert(monkeypatch):
    """All have looked before any of them inserts."""

    def arrange(people):
        barrier = Barrier(people)
        insert = module.insert_attempts

        def wait_and_insert(attempts):
            with suppress(BrokenBarrierError):
                barrier.wait(timeout=5)
            return insert(attempts)

        monkeypatch.setattr(module, "insert_attempts", wait_and_insert)

    return arrange


def by_token(round, *entries):
    asked = [Start(entry.pk, round.pk) for entry in entries]
    return lambda: start_batch(asked, at=datetime.now(UTC))


def thirty_starts(round, meet_before_insert):
    entry = entry_in(round)
    meet_before_insert(COUNT)
    return race([by_token(round, entry)] * COUNT)


def test_thirty_simultaneous_starts_are_one_open_attempt(round, meet_before_insert):
    results = thirty_starts(round, meet_before_insert)
    opened = Attempt.objects.get()
    assert opened.state == "open"
    assert [started.attempt for (started,) in results] == [opened] * COUNT
    assert sum(started.is_new for (started,) in results) == 1


@pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite makes the table anew for one constraint, and with it the other",
)
def test_thirty_simultaneous_starts_without_the_constraints_are_many(round, meet_before_insert):
    with without_constraints("one_open_attempt", "attempt_number"):
        thirty_starts(round, meet_before_insert)
        assert Attempt.objects.running().count() == COUNT


def test_batches_that_overlap_give_everybody_one_paper(round, meet_before_insert):
    entries = [entry_in(round) for _ in range(20)]
    meet_before_insert(4)
    orders = (entries, entries[::-1], entries[5:] + entries[:5], entries[::2] + entries[1::2])
    results = race([by_token(round, *order) for order in orders])
    drawn = dict(Attempt.objects.running().values_list("entry", "pk"))
    assert len(drawn) == Attempt.objects.count() == 20
    for order, started in zip(orders, results, strict=True):
        assert [one.attempt.pk for one in started] == [drawn[entry.pk] for entry in order]


def in_two_rounds(round, meet_before_insert):
    second = open_round(contest=round.contest, opens_at=round.opens_at, closes_at=round.closes_at)
    second.sections.update(division=round.sections.get().division)
    entry = entry_in(round)
    meet_before_insert(2)
    return race([by_token(round, entry), by_token(second, entry)])


def test_simultaneous_starts_in_two_rounds_are_one_attempt(round, meet_before_insert):
    results = in_two_rounds(round, meet_before_insert)
    assert sorted(started.is_new for (started,) in results) == [False, True]
    assert Attempt.objects.running().count() == 1


def test_simultaneous_starts_in_two_rounds_without_the_constraint_are_two(
    round, meet_before_insert
):
    with without_constraints("one_open_attempt"):
        in_two_rounds(round, meet_before_insert)
        assert Attempt.objects.running().count() == 2


def test_a_start_by_token_against_one_by_the_form_is_one_attempt(round, meet_before_insert):
    entry = entry_in(round)
    at = datetime.now(UTC)
    meet_before_insert(10)
    by_form = [lambda: start_attempt(entry, round=round, at=at)] * 10
    results = race([*by_form, *[by_token(round, entry)] * 10])
    opened = Attempt.objects.get()
    assert results[:10] == [opened] * 10
    assert [started.attempt for (started,) in results[10:]] == [opened] * 10
