"""A winner is taken off the list while the round is finalised."""

import threading
from datetime import timedelta

import pytest

from contests.awards import Award
from leaderboard.finals import finalise as finalising
from leaderboard.finals.finalise import finalise_round
from leaderboard.models import Winner, WinnerState
from leaderboard.prizes import checking
from leaderboard.prizes.checking import check_winner
from leaderboard.prizes.rules import WinnersUnchecked
from tests.factories import NOON
from tests.leaderboard.cast import take
from tests.stage import only_row_locks, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def refuse_while_finalising(week, division, organiser, monkeypatch):
    """The refusal is stored, and committed only after the round was decided, if it can be."""
    first, _second = (take(week, division, correct=n, at=NOON - timedelta(hours=2)) for n in (5, 4))
    award = Award(week.contest, week)
    check_winner(award, first, state=WinnerState.CONFIRMED, reason="", by=organiser, at=NOON)
    is_refused, may_commit = threading.Event(), threading.Event()
    record, count = checking.record, finalising.true_predictions

    def slowly(*args, **facts):
        is_refused.set()
        may_commit.wait(timeout=1)
        return record(*args, **facts)

    def counting(round):
        may_commit.set()
        return count(round)

    def finalise():
        is_refused.wait(timeout=10)
        finalise_round(week, by=None, at=NOON)

    monkeypatch.setattr(checking, "record", slowly)
    monkeypatch.setattr(finalising, "true_predictions", counting)
    refused = {"state": WinnerState.REFUSED, "reason": "Xin rút", "by": organiser, "at": NOON}
    return race([lambda: check_winner(award, first, **refused), finalise])[1]


@only_row_locks
def test_finalising_waits_and_sees_that_the_next_one_is_unchecked(
    week, division, prize_of, organiser, monkeypatch
):
    prize_of("Nhất")
    answer = refuse_while_finalising(week, division, organiser, monkeypatch)
    week.refresh_from_db()
    assert isinstance(answer, WinnersUnchecked)
    assert (week.state, Winner.objects.exists()) == ("published", False)


@only_row_locks
def test_without_taking_turns_a_round_is_final_with_an_unchecked_winner(
    week, division, prize_of, organiser, monkeypatch
):
    """Negative control."""
    prize_of("Nhất")
    for module in (checking, finalising):
        monkeypatch.setattr(module, "begin_decision", lambda _contest_id, *, at: at)
    answer = refuse_while_finalising(week, division, organiser, monkeypatch)
    week.refresh_from_db()
    assert answer is None
    assert week.state == "finalised"
