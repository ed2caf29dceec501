"""A round's invariants: each broken by hand once, so that the check is seen to see it."""

from datetime import timedelta

import pytest

from contests.attempts.close import close_overdue, submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Answer, Attempt, Round
from contests.monitoring.invariants import independent_scores, verify_round
from contests.registration.entries import restore_entry, void_entry
from leaderboard.finals.finalise import finalise_round
from leaderboard.standings.store import rebuild_standings
from questionbank.models import AnswerKey
from tests.factories import NOON, AttemptFactory, RoundFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def round() -> Round:
    return open_round(time_limit_s=600)


@pytest.fixture
def closed(round) -> Attempt:
    attempt = start_attempt(entry_in(round), round=round, at=NOON)
    Answer.objects.create(attempt=attempt, position=1, choice=1, seq=1, saved_at=NOON)
    return submit_attempt(attempt, at=NOON + timedelta(minutes=1))


def broken(round, at=LATER):
    return sorted({violation.invariant for violation in verify_round(round, at=at)})


def test_a_clean_round_has_no_violation(round, closed):
    assert broken(round) == []


def test_more_attempts_than_the_policy_allows(round, closed):
    AttemptFactory(
        entry=closed.entry,
        round=round,
        number=2,
        paper=closed.paper,
        state="expired",
        started_at=NOON,
        finished_at=NOON + timedelta(minutes=10),
        correct_count=0,
    )
    assert broken(round) == [3]


def test_one_attempt_in_the_contest_is_counted_over_its_rounds(round, closed):
    Round.objects.update(attempt_policy="once")
    round.refresh_from_db()
    other = RoundFactory(contest=round.contest, attempt_policy="once")
    facts = {"state": "expired", "finished_at": NOON, "correct_count": 0}
    attempt = AttemptFactory(entry=closed.entry, round=other, **facts)
    assert broken(round) == [3]
    other.is_practice = True
    other.save()
    assert attempt.round_id == other.pk
    assert broken(round) == []


@pytest.mark.parametrize("papers", [1, 3])
def test_verifying_takes_the_same_queries(round, closed, papers, django_assert_num_queries):
    for _ in range(papers - 1):
        submit_attempt(start_attempt(entry_in(round), round=round, at=NOON), at=NOON)
    with django_assert_num_queries(14):
        broken(round)


def test_a_score_that_the_answers_do_not_give(round, closed):
    Attempt.objects.filter(pk=closed.pk).update(correct_count=closed.correct_count + 1)
    assert broken(round) == [4]


def test_an_answer_changed_after_scoring(round, closed):
    pk, order = closed.paper[0]
    (right,) = AnswerKey.objects.get(revision=pk).right_options
    shown = order.index(right)
    choice = 1 << ((shown + 1) % 4) if closed.correct_count else 1 << shown
    Answer.objects.filter(attempt=closed).update(choice=choice)
    assert broken(round) == [4]


def test_an_answer_after_the_deadline(round, closed):
    late = closed.deadline_at + timedelta(seconds=3)
    Answer.objects.filter(attempt=closed).update(saved_at=late)
    assert broken(round) == [5, 6]


def test_an_answer_after_submission(round, closed):
    late = closed.finished_at + timedelta(seconds=3)
    Answer.objects.filter(attempt=closed).update(saved_at=late)
    assert broken(round) == [6]


def test_an_attempt_open_too_long(round):
    attempt = start_attempt(entry_in(round), round=round, at=NOON)
    assert broken(round, at=attempt.deadline_at + timedelta(seconds=29)) == []
    assert broken(round, at=attempt.deadline_at + timedelta(seconds=31)) == [8]


def test_a_finish_by_the_sweepers_clock(round):
    attempt = start_attempt(entry_in(round), round=round, at=NOON)
    close_overdue(at=NOON + timedelta(hours=1))
    assert broken(round) == []
    Attempt.objects.filter(pk=attempt.pk).update(finished_at=NOON + timedelta(hours=1))
    assert broken(round) == [8]


def test_the_independent_scorer_counts_by_texts(closed):
    assert independent_scores([closed])[closed.pk] == closed.correct_count


@pytest.mark.parametrize("scope", ["division", "round"])
@pytest.mark.parametrize(
    ("target", "counted"), [("all_correct", 1), ("entrants", 2), ("attempts", 3)]
)
def test_a_true_prediction_that_nobody_counted_so(round, organiser, target, counted, scope):
    Round.objects.update(prediction_target=target, prediction_scope=scope, tie_chain=["correct"])
    facts = {"round": round, "state": "submitted", "finished_at": NOON, "paper": []}
    right = {"correct_count": 2, "question_count": 2}
    often, once, out = entry_in(round), entry_in(round), entry_in(round)
    for entry, number in ((often, 1), (often, 2), (out, 1)):
        AttemptFactory(entry=entry, number=number, **facts, **right)
    AttemptFactory(entry=once, **facts, correct_count=1, question_count=2)
    void_entry(out, by=organiser, at=NOON, reason="Thi hộ")
    rebuild_standings(Round.objects.get(pk=round.pk))
    final = finalise_round(round, by=None, at=round.closes_at + timedelta(minutes=1))
    restore_entry(out, by=organiser, at=final.finalised_at, reason="Nhầm người")
    assert set(final.true_predictions.values()) == {counted}
    assert 7 not in broken(final)
    final.true_predictions = dict.fromkeys(final.true_predictions, counted + 1)
    assert 7 in broken(final)
