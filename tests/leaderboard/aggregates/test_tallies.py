"""Counting: tallies and changes are together what the standings say, whatever the path."""

import threading

import pytest
from django.db import connection, transaction

from leaderboard.aggregates import tallies as counting
from leaderboard.aggregates.tallies import (
    boards_with_changes,
    compare_tallies,
    count_board,
    recount_board,
    tally_rows,
)
from leaderboard.boards.board import totals
from leaderboard.models import BoardCount, BoardKey, Standing, StandingChange, UnitTally
from leaderboard.standings.store import record_entry, record_results
from tests.factories import NOON, UnitFactory
from tests.leaderboard.cast import closed_attempt, take
from tests.leaderboard.standings.test_races import two_threads


@pytest.fixture
def key(contest, week, division):
    return BoardKey(contest.pk, week.pk, division.pk)


def sums(key):
    return [
        (one.unit, one.people, one.attempts, one.correct, one.perfect)
        for one in tally_rows(key.contest, round=key.round, division=key.division)
    ]


@pytest.mark.django_db
def test_a_result_is_in_the_sums_before_and_after_it_is_counted(key, week, division, department):
    take(week, division, unit=department, correct=5)
    before = sums(key)

    assert count_board(key) == 1
    assert before == sums(key) == [(department.pk, 1, 1, 5, 1)]
    assert not StandingChange.objects.filter(round=week.pk).exists()


@pytest.mark.django_db
def test_a_better_result_takes_the_place_of_the_one_counted(key, week, division, department):
    entry = take(week, division, unit=department, correct=3)
    count_board(key)
    closed_attempt(entry, week, number=2, correct=5)
    record_results(week, [entry.pk])
    count_board(key)

    assert sums(key) == [(department.pk, 1, 2, 5, 1)]


@pytest.mark.django_db
def test_who_is_disqualified_is_taken_out_again(key, week, division):
    entry = take(week, division)
    count_board(key)
    type(entry).objects.filter(pk=entry.pk).update(voided_at=NOON)
    record_entry(type(entry).objects.get(pk=entry.pk))
    count_board(key)

    assert totals(key).people == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.delete(),
        lambda rows: rows.update(correct_count=1, is_perfect=False, attempt_count=9),
        lambda rows: rows.update(sort_key="f"),
        lambda rows: rows.update(unit=UnitFactory()),
    ],
)
def test_no_change_of_a_standing_is_left_out(key, week, division, change):
    take(week, division)
    take(week, division)
    count_board(key)

    change(Standing.objects.filter(round=week))

    assert compare_tallies(key) == []
    count_board(key)
    assert compare_tallies(key) == []


@pytest.mark.django_db
def test_what_is_not_counted_from_a_standing_notes_no_change(key, week, division):
    take(week, division)
    count_board(key)

    Standing.objects.filter(round=week).update(time_used_ms=1, prediction_gap=7)

    assert not StandingChange.objects.filter(round=week.pk).exists()


@pytest.mark.django_db
def test_rows_written_together_are_noted_together(key, week, division):
    for _ in range(3):
        take(week, division)
    count_board(key)

    Standing.objects.filter(round=week).update(correct_count=0)

    assert StandingChange.objects.filter(round=week.pk).count() == 6


@pytest.mark.django_db
def test_what_is_rolled_back_is_never_counted(key, week, division):
    with transaction.atomic():
        take(week, division)
        transaction.set_rollback(True)

    assert not StandingChange.objects.filter(contest=key.contest).exists()


@pytest.mark.django_db
def test_more_changes_than_a_batch_are_all_counted(key, week, division, monkeypatch):
    monkeypatch.setattr(counting, "BATCH", 2)
    for _ in range(5):
        take(week, division)

    assert count_board(key) == 5
    assert totals(key).people == 5


@pytest.mark.django_db
def test_a_wrong_tally_is_seen_and_mended_by_recounting(key, week, division):
    take(week, division)
    count_board(key)
    UnitTally.objects.update(people=7)
    wrong = compare_tallies(key)

    recount_board(key)

    assert len(wrong) == 1
    assert compare_tallies(key) == []
    assert totals(key).people == 1


@pytest.mark.django_db
def test_recounting_holds_what_was_not_counted_yet(key, week, division):
    take(week, division)

    recount_board(key)

    assert totals(key).people == 1
    assert not StandingChange.objects.filter(round=week.pk).exists()


@pytest.mark.django_db
def test_every_counting_leaves_a_new_mark(key, week, division):
    marks = set()
    for _ in range(3):
        take(week, division)
        count_board(key)
        marks.add(BoardCount.objects.get().mark)

    assert len(marks) == 3


@pytest.mark.django_db
def test_boards_left_uncounted_are_found(key, week, division):
    take(week, division)
    count_board(key)

    assert boards_with_changes() == [key._replace(round=None)]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_counting_costs_the_same_for_one_and_for_many(
    key, week, division, count, django_assert_num_queries
):
    take(week, division)
    count_board(key)
    for _ in range(count):
        take(week, division, unit=UnitFactory())

    # Anything?, savepoint; board, count, lock, changes, store, forget, blocks, mark; anything?
    with django_assert_num_queries(13):
        count_board(key)


def count_while_counting(key, week, division, monkeypatch):
    """One has read the changes when the other comes."""
    take(week, division)
    count_board(key)
    take(week, division)
    add, is_adding, is_done = counting._add, threading.Event(), threading.Event()

    def add_slowly(*args):
        if threading.current_thread().name == "slow":
            is_adding.set()
            is_done.wait(timeout=2)
        add(*args)

    monkeypatch.setattr(counting, "_add", add_slowly)

    def slow():
        threading.current_thread().name = "slow"
        count_board(key)

    def fast():
        if connection.vendor == "postgresql":
            is_adding.wait(timeout=10)
        count_board(key)
        is_done.set()

    with two_threads(slow, fast):
        pass


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_count_one_board_count_each_change_once(key, week, division, monkeypatch):
    count_while_counting(key, week, division, monkeypatch)

    assert totals(key).people == 2
    assert compare_tallies(key) == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="one writer at a time anyway")
def test_without_the_lock_a_change_is_counted_twice(key, week, division, monkeypatch):
    """Negative control: what the lock is for."""

    class Unlocked:
        def select_for_update(self, **_how):
            return BoardCount._default_manager.all()

        def get_or_create(self, **how):
            return BoardCount._default_manager.get_or_create(**how)

        def filter(self, **how):
            return BoardCount._default_manager.filter(**how)

    monkeypatch.setattr(counting.BoardCount, "objects", Unlocked())
    count_while_counting(key, week, division, monkeypatch)

    assert compare_tallies(key) != []
