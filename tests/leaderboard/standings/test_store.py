"""Standings: what closed attempts say, written once and comparable at any time."""

from datetime import timedelta

import pytest

from contests.models import RoundState
from contests.signals import attempts_closed, entry_changed
from leaderboard.models import Standing
from leaderboard.rules import RoundFinalised
from leaderboard.standings import store as standings
from leaderboard.standings.store import compare_standings, rebuild_standings, record_results
from tests.factories import NOON, ContestFactory, DivisionFactory, EntryFactory, RoundFactory
from tests.leaderboard.cast import closed_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest():
    return ContestFactory()


@pytest.fixture
def division(contest):
    return DivisionFactory(contest=contest)


@pytest.fixture
def week(contest):
    return RoundFactory(contest=contest)


@pytest.fixture
def people(contest, division):
    return EntryFactory.create_batch(3, contest=contest, division=division)


def snapshot(round):
    facts = ("round", "entry", "attempt", "attempt_count", "correct_count", "sort_key")
    return list(Standing.objects.filter(contest=round.contest).order_by(*facts).values_list(*facts))


def test_standing_is_the_recognised_attempt(week, people):
    closed_attempt(people[0], week, correct=5, number=1, seconds=50)
    best = closed_attempt(people[0], week, correct=5, number=2, seconds=40)
    closed_attempt(people[0], week, correct=4, number=3, seconds=10)

    record_results(week, [people[0].pk])

    standing = week.standings.get()
    assert (standing.attempt, standing.attempt_count) == (best, 3)
    assert (standing.correct_count, standing.time_used_ms) == (5, 40_000)
    assert standing.is_perfect


def test_total_is_the_sum_of_the_rounds(contest, week, people):
    second = RoundFactory(contest=contest)
    closed_attempt(people[0], week, correct=5, seconds=50)
    closed_attempt(people[0], second, correct=3, seconds=30)

    record_results(week, [people[0].pk])
    record_results(second, [people[0].pk])

    total = Standing.objects.get(round=None)
    assert (total.rounds_taken, total.correct_count, total.question_count) == (2, 8, 10)
    assert (total.time_used_ms, total.is_perfect) == (80_000, False)


def test_recording_answers_with_the_divisions_that_moved(week, people):
    closed_attempt(people[0], week)

    assert record_results(week, [people[0].pk]) == {people[0].division_id}


def test_recording_twice_writes_nothing_twice(week, people, django_assert_num_queries):
    closed_attempt(people[0], week)
    record_results(week, [people[0].pk])
    before = snapshot(week)

    record_results(week, [people[0].pk])

    assert snapshot(week) == before


@pytest.mark.parametrize("count", [1, 3])
def test_recording_costs_the_same_for_one_and_for_many(
    week, people, count, django_assert_num_queries
):
    for entry in people[:count]:
        closed_attempt(entry, week)

    with django_assert_num_queries(RECORD_QUERIES):
        record_results(week, [entry.pk for entry in people[:count]])


# Lock, the contest's rounds, attempts, stored, write.
RECORD_QUERIES = 5


def test_practice_rounds_have_no_standing(contest, people):
    practice = RoundFactory(contest=contest, is_practice=True)
    closed_attempt(people[0], practice)

    assert record_results(practice, [people[0].pk]) == set()
    assert not Standing.objects.exists()


def test_open_attempt_does_not_count(week, people):
    attempt = closed_attempt(people[0], week)
    type(attempt).objects.update(state="open", finished_at=None, correct_count=None)

    record_results(week, [people[0].pk])

    assert not Standing.objects.exists()


def test_voided_entry_loses_its_standings(week, people):
    closed_attempt(people[0], week)
    record_results(week, [people[0].pk])
    people[0].voided_at = NOON
    people[0].save()

    entry_changed.send(None, entry=people[0])

    assert not Standing.objects.exists()


def test_restored_entry_has_its_standings_back(week, people):
    closed_attempt(people[0], week)
    record_results(week, [people[0].pk])
    before = snapshot(week)
    for voided_at in (NOON, None):
        people[0].voided_at = voided_at
        people[0].save()
        entry_changed.send(None, entry=people[0])

    assert snapshot(week)[0][1:] == before[0][1:]


def test_finalised_round_takes_no_result(week, people):
    closed_attempt(people[0], week)
    type(week).objects.filter(pk=week.pk).update(state=RoundState.FINALISED)

    with pytest.raises(RoundFinalised):
        record_results(week, [people[0].pk])


def test_closed_attempts_are_recorded_by_the_signal(week, people):
    closed_attempt(people[0], week)

    attempts_closed.send(None, round=week, entry_ids=[people[0].pk])

    assert week.standings.get().entry == people[0]


def test_rebuilding_writes_what_recording_wrote(week, people, monkeypatch):
    for number, entry in enumerate(people, 1):
        closed_attempt(entry, week, correct=number)
    record_results(week, [entry.pk for entry in people])
    recorded = snapshot(week)
    Standing.objects.all().delete()
    monkeypatch.setattr(standings, "BATCH", 2)

    assert rebuild_standings(week) == 3

    assert snapshot(week) == recorded


def test_comparison_finds_every_kind_of_difference(week, people):
    for entry in people[:2]:
        closed_attempt(entry, week)
    record_results(week, [entry.pk for entry in people])
    assert compare_standings(week) == []
    week.standings.filter(entry=people[0]).update(correct_count=9)
    week.standings.filter(entry=people[1]).delete()

    found = [str(difference) for difference in compare_standings(week)]

    assert found == [
        f"entry {people[0].pk} (round): correct_count",
        f"entry {people[1].pk} (round): row",
        f"entry {people[0].pk} (total): correct_count, sort_key",
        f"entry {people[1].pk} (total): row",
    ]


def test_lots_of_the_total_come_from_the_first_round_published(contest, people):
    contest.tie_chain = ["correct", "lots"]
    contest.save()
    first = RoundFactory(contest=contest, lots_seed="mot")
    later = RoundFactory(contest=contest, lots_seed="hai", published_at=NOON)
    closed_attempt(people[0], later)
    record_results(later, [people[0].pk])
    before = Standing.objects.get(round=None).sort_key
    first.lots_seed = "ba"
    first.save()

    record_results(later, [people[0].pk])

    assert Standing.objects.get(round=None).sort_key != before


def test_equal_results_are_ordered_by_entry(week, people):
    for entry in people:
        closed_attempt(entry, week, at=NOON + timedelta(seconds=1))
    record_results(week, [entry.pk for entry in reversed(people)])

    ordered = week.standings.order_by("sort_key", "entry").values_list("entry", flat=True)

    assert list(ordered) == [entry.pk for entry in people]
    assert len(set(week.standings.values_list("sort_key", flat=True))) == 1


def test_database_orders_keys_as_python_does(contest, division, week):
    keys = ["0f", "00", "a0", "9f", "f9", "09", "10"]
    for key in keys:
        entry = EntryFactory(contest=contest, division=division)
        closed_attempt(entry, week)
        record_results(week, [entry.pk])
        week.standings.filter(entry=entry).update(sort_key=key)

    ordered = week.standings.order_by("sort_key").values_list("sort_key", flat=True)

    assert list(ordered) == sorted(keys)


def test_clock_set_back_does_not_stop_the_closing(week, people):
    closed_attempt(people[0], week, seconds=-3)

    record_results(week, [people[0].pk])

    assert week.standings.get().time_used_ms == 0
