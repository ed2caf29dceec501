"""Finalising: only when nothing can change any more, once, and for good."""

from datetime import timedelta

import pytest

from contests.attempts import start as starting
from contests.attempts.close import close_overdue
from contests.attempts.start import start_attempt
from contests.models import AttemptState, Round, RoundState
from contests.registration.entries import restore_entry, void_entry
from leaderboard.finals import finalise as finalising
from leaderboard.finals.digest import result_digest
from leaderboard.finals.finalise import finalise_round
from leaderboard.models import Standing
from leaderboard.rules import NotPublished, NotRanked, PapersOpen, RoundFinalised, TooEarly
from leaderboard.standings.store import compare_standings, record_results
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    AttemptFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    RoundFactory,
)
from tests.leaderboard.cast import closed_attempt
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

CHAIN = ["correct", "prediction", "time_used"]
CLOSE = NOON + timedelta(days=7)
AFTER = CLOSE + timedelta(seconds=2)


@pytest.fixture
def contest():
    return ContestFactory(tie_chain=CHAIN)


@pytest.fixture
def officials(contest):
    return DivisionFactory(contest=contest, code="cbccvc")


@pytest.fixture
def residents(contest):
    return DivisionFactory(contest=contest, code="nguoi-dan", headcount_category="")


@pytest.fixture
def week(contest):
    return RoundFactory(contest=contest, tie_chain=CHAIN, prediction_target="all_correct")


def take(week, division, **facts):
    entry = EntryFactory(contest=week.contest, division=division)
    closed_attempt(entry, week, **facts)
    record_results(week, [entry.pk])
    return entry


def order(week, division):
    standings = week.standings.filter(division=division).order_by("sort_key", "entry")
    return list(standings.values_list("entry", flat=True))


def test_closest_prediction_wins_once_the_true_value_is_known(week, officials):
    fast = take(week, officials, correct=5, seconds=10, prediction=40)
    close = take(week, officials, correct=5, seconds=90, prediction=3)
    assert order(week, officials) == [fast.pk, close.pk]

    finalise_round(week, by=None, at=AFTER)

    assert order(week, officials) == [close.pk, fast.pk]
    week.refresh_from_db()
    assert week.true_predictions == {str(officials.pk): 2}
    assert list(week.standings.order_by("sort_key").values_list("prediction_gap", flat=True)) == [
        1,
        38,
    ]


def test_true_value_is_counted_per_division(week, officials, residents):
    take(week, officials, correct=5)
    take(week, residents, correct=5)
    take(week, residents, correct=5)

    finalised = finalise_round(week, by=None, at=AFTER)

    assert finalised.true_predictions == {str(officials.pk): 1, str(residents.pk): 2}


@pytest.mark.parametrize(
    ("target", "true_value"), [("all_correct", 1), ("entrants", 2), ("attempts", 3)]
)
def test_true_value_over_the_whole_round_leaves_out_voided_people(
    week, officials, residents, target, true_value
):
    week.prediction_target, week.prediction_scope = target, "round"
    week.save()
    often = take(week, officials, correct=5)
    closed_attempt(often, week, number=2, correct=5)
    take(week, residents, correct=1)
    gone = take(week, residents, correct=5)
    type(gone).objects.filter(pk=gone.pk).update(voided_at=NOON)

    finalised = finalise_round(week, by=None, at=AFTER)

    assert finalised.true_predictions == {
        str(officials.pk): true_value,
        str(residents.pk): true_value,
    }


def test_finalised_round_has_state_digest_and_event(week, officials, organiser):
    take(week, officials)

    finalised = finalise_round(week, by=organiser, at=AFTER)

    assert (finalised.state, finalised.finalised_at) == (RoundState.FINALISED, AFTER)
    assert finalised.result_digest == result_digest(week)
    line = AuditLine.objects.get()
    assert (line.kind, line.by_id, line.at) == ("finalised", organiser.pk, AFTER)
    assert line.after["digest"] == finalised.result_digest


def test_digest_changes_with_any_standing(week, officials):
    take(week, officials)
    before = result_digest(week)
    week.standings.update(sort_key="0")

    assert result_digest(week) != before


def test_overdue_papers_are_closed_first(week, officials):
    entry = EntryFactory(contest=week.contest, division=officials)
    attempt = AttemptFactory(entry=entry, round=week, deadline_at=week.closes_at)

    finalise_round(week, by=None, at=AFTER + timedelta(seconds=1))

    attempt.refresh_from_db()
    assert attempt.state == AttemptState.EXPIRED
    assert week.standings.get().attempt == attempt


def test_round_with_an_open_paper_is_not_finalised(week, officials):
    entry = EntryFactory(contest=week.contest, division=officials)
    AttemptFactory(entry=entry, round=week, deadline_at=AFTER + timedelta(minutes=5))

    with pytest.raises(PapersOpen):
        finalise_round(week, by=None, at=AFTER)


def test_a_start_held_up_till_the_round_is_final_changes_nothing(contest, monkeypatch):
    week = open_round(contest=contest, opens_at=NOON, closes_at=CLOSE)
    entry, insert = entry_in(week), starting.insert_attempt

    def be_held_up(attempt):
        finalise_round(week, by=None, at=AFTER)
        return insert(attempt)

    monkeypatch.setattr(starting, "insert_attempt", be_held_up)
    start_attempt(entry, round=week, at=CLOSE - timedelta(seconds=1))
    digest = Round.objects.get(pk=week.pk).result_digest

    close_overdue(at=AFTER + timedelta(seconds=1))

    week.refresh_from_db()
    assert result_digest(week) == week.result_digest == digest
    assert compare_standings(week) == []
    assert not entry.attempts.exists()


def test_round_is_not_finalised_before_the_grace_has_passed(week):
    with pytest.raises(TooEarly) as refusal:
        finalise_round(week, by=None, at=AFTER - timedelta(milliseconds=1))

    assert refusal.value.code == "too_early"


def test_round_is_finalised_once(week, officials):
    finalise_round(week, by=None, at=AFTER)

    with pytest.raises(RoundFinalised):
        finalise_round(week, by=None, at=AFTER)

    assert AuditLine.objects.count() == 1


def test_round_finalised_by_another_meanwhile_is_refused(week, monkeypatch):
    """Both pass the check; the conditional update decides."""
    monkeypatch.setattr(finalising, "check_may_finalise", lambda *_args, **_kwargs: None)
    type(week).objects.filter(pk=week.pk).update(state=RoundState.FINALISED)

    with pytest.raises(RoundFinalised):
        finalise_round(week, by=None, at=AFTER)


def test_draft_round_is_not_finalised(week):
    type(week).objects.filter(pk=week.pk).update(state=RoundState.DRAFT)

    with pytest.raises(NotPublished):
        finalise_round(week, by=None, at=AFTER)


def test_practice_round_is_not_finalised(contest):
    with pytest.raises(NotRanked):
        finalise_round(RoundFactory(contest=contest, is_practice=True), by=None, at=AFTER)


def test_person_voided_later_stays_in_the_frozen_result(week, officials):
    entry = take(week, officials)
    finalised = finalise_round(week, by=None, at=AFTER)
    type(entry).objects.filter(pk=entry.pk).update(voided_at=AFTER + timedelta(days=1))

    assert [str(one) for one in compare_standings(finalised)] == [f"entry {entry.pk} (total): row"]
    assert result_digest(finalised) == finalised.result_digest


def test_person_restored_later_does_not_enter_the_frozen_result(week, officials, organiser):
    entry = take(week, officials)
    void_entry(entry, by=organiser, at=NOON, reason="Thi hộ")
    finalised = finalise_round(week, by=None, at=AFTER)
    restore_entry(entry, by=organiser, at=AFTER + timedelta(days=1), reason="Nhầm người")

    assert compare_standings(finalised) == []
    assert result_digest(finalised) == finalised.result_digest


def test_total_adds_the_gap_of_finalised_rounds_only(contest, week, officials):
    entry = take(week, officials, correct=5, prediction=4)
    second = RoundFactory(contest=contest, tie_chain=CHAIN, prediction_target="all_correct")
    closed_attempt(entry, second, prediction=70)
    record_results(second, [entry.pk])

    finalise_round(week, by=None, at=AFTER)

    assert Standing.objects.get(round=None).prediction_gap == 3
    assert compare_standings(second) == []
