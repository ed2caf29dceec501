"""Checking a result: true predictions decide at once, provisionally, and follow who counts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.attempts.start import start_attempt
from contests.models import Attempt, Round, RoundState
from contests.registration.entries import restore_entry, void_entry
from leaderboard.finals.check_ranking import checks_behind, rank_checked
from leaderboard.finals.checking import begin_check
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.jobs import rank_check, rank_checks_again
from leaderboard.rules import CheckBegun, PapersOpen, RoundFinalised, TooEarly
from leaderboard.standings.store import compare_standings, record_results
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    AttemptFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RoundFactory,
)
from tests.leaderboard.cast import closed_attempt, take
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

CHAIN = ["correct", "prediction", "time_used"]
AFTER = NOON + timedelta(days=7, seconds=2)


@pytest.fixture
def week(contest):
    type(contest).objects.filter(pk=contest.pk).update(tie_chain=CHAIN)
    return RoundFactory(contest=contest, tie_chain=CHAIN, prediction_target="all_correct")


def order(week):
    return list(week.standings.order_by("sort_key").values_list("entry", flat=True))


def checked(week):
    week = begin_check(week, by=None, at=AFTER)
    rank_checked(week)
    week.refresh_from_db()
    return week


@pytest.fixture
def two(week, division):
    """The fast one guessed 40, the slow one 3; two people have everything right."""
    fast = take(week, division, correct=5, seconds=10, prediction=40)
    close = take(week, division, correct=5, seconds=90, prediction=3)
    return fast, close


def test_the_closest_is_first_before_anything_is_final(week, division, two):
    fast, close = two
    assert order(week) == [fast.pk, close.pk]
    week = checked(week)
    assert order(week) == [close.pk, fast.pk]
    assert week.true_predictions == {str(division.pk): 2}
    assert week.standings.get(entry=close).prediction_gap == 1
    assert (week.checking_since, week.finalised_at) == (AFTER, None)
    assert compare_standings(week) == []
    assert AuditLine.objects.get().kind == AuditKind.CHECK_BEGUN


def test_voiding_and_restoring_move_the_true_value(week, division, two, organiser):
    week = checked(week)
    void_entry(two[0], by=organiser, at=AFTER, reason="Thi hộ")
    assert checks_behind() == [week.pk]
    rank_checked(week)
    week.refresh_from_db()
    assert week.true_predictions == {str(division.pk): 1}
    assert week.standings.get().prediction_gap == 2
    restore_entry(two[0], by=organiser, at=AFTER, reason="Nhầm người")
    rank_checked(week)
    week.refresh_from_db()
    assert week.true_predictions == {str(division.pk): 2}
    assert (compare_standings(week), checks_behind()) == ([], [])


def test_a_change_that_leaves_the_true_value_ranks_nobody_anew(week, division, two, organiser):
    other = take(week, division, correct=1)
    week = checked(week)
    void_entry(other, by=organiser, at=AFTER, reason="Thi hộ")
    assert not rank_checked(week)
    assert (compare_standings(week), checks_behind()) == ([], [])


def test_a_pass_that_was_given_up_begins_anew(week, two):
    week = begin_check(week, by=None, at=AFTER)

    def give_up():
        raise InterruptedError

    with pytest.raises(InterruptedError):
        rank_checked(week, between=give_up)
    assert checks_behind() == [week.pk]
    rank_checks_again.call()
    rank_check.call(week.pk)
    assert checks_behind() == []
    assert order(week) == [two[1].pk, two[0].pk]


def test_a_round_finalised_meanwhile_is_left_alone(week, two):
    week = begin_check(week, by=None, at=AFTER)
    final = finalise_round(week, by=None, at=AFTER)
    assert not rank_checked(week)
    assert compare_standings(final) == []
    assert checks_behind() == []


def test_a_late_writer_ranks_by_what_was_counted_meanwhile(week, two):
    """It read the round before the count; under its locks it asks again."""
    stale = Round.objects.select_related("contest").get(pk=week.pk)
    checked(week)
    record_results(stale, [two[0].pk])
    assert order(week) == [two[1].pk, two[0].pk]


def test_a_checked_round_adds_its_gap_to_the_total(week, two):
    checked(week)
    assert two[1].standings.get(round=None).prediction_gap == 1


def test_checking_waits_for_the_end_and_for_open_papers(week, division):
    with pytest.raises(TooEarly):
        begin_check(week, by=None, at=NOON)
    entry = EntryFactory(contest=week.contest, division=division)
    AttemptFactory(entry=entry, round=week, deadline_at=AFTER + timedelta(minutes=5))
    with pytest.raises(PapersOpen):
        begin_check(week, by=None, at=AFTER)


def test_checking_begins_once_and_never_after_finalising(week, two):
    begin_check(week, by=None, at=AFTER)
    with pytest.raises(CheckBegun):
        begin_check(week, by=None, at=AFTER)
    finalise_round(week, by=None, at=AFTER)
    with pytest.raises(RoundFinalised):
        begin_check(week, by=None, at=AFTER)


def test_without_a_prediction_nothing_is_to_be_ranked(contest, division):
    week = RoundFactory(contest=contest)
    entry = EntryFactory(contest=contest, division=DivisionFactory(contest=contest))
    closed_attempt(entry, week)
    begin_check(week, by=None, at=AFTER)
    assert checks_behind() == []


@pytest.mark.parametrize("step", ["finalise", "check_result"])
def test_a_page_whose_clock_is_ahead_ends_no_round(signed_in, organiser, monkeypatch, step):
    """By the database's clock people still answer."""
    now = timezone.now()
    round = open_round(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
    OrganiserFactory(contest=round.contest, user=organiser)
    paper = start_attempt(entry_in(round), round=round, at=now)
    Attempt.objects.filter(pk=paper.pk).update(deadline_at=now + timedelta(minutes=30))
    client = signed_in(organiser)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(hours=2))
    page = reverse(f"leaderboard:{step}", args=[round.contest.slug, round.number])
    assert client.post(page, {"dong-y": "on"}).status_code == 409
    assert Attempt.objects.get().state == "open"
    round.refresh_from_db()
    assert (round.state, round.checking_since) == (RoundState.PUBLISHED, None)
