"""Finalising a round: the true value of the prediction, the last ranking, and nothing after it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contests.attempts.close import close_overdue
from contests.models import Round, RoundState
from contests.registration.decision_order import begin_decision
from leaderboard.boards.writer import keys_of, mark_dirty
from leaderboard.finals.contest_lots import draw_contest_lots
from leaderboard.finals.final_ranking import begin_final_ranking, continue_final_ranking
from leaderboard.finals.jobs import rank_round
from leaderboard.finals.true_values import true_predictions
from leaderboard.prizes.rules import check_winners_checked
from leaderboard.rules import RoundFinalised, check_may_finalise
from quizsite.accounts.models import User


def finalise_round(
    round: Round, *, by: User | None, at: datetime, within_s: float = float("inf")
) -> Round:
    """Close overdue papers, then fix who counts, true values, ranking and digest.

    A second time is refused, and while papers are open. A job ranks what this call leaves; without
    a jobs process, serving processes do (`leaderboard/upkeep.py`)."""
    close_overdue(at=at, within_s=within_s)
    round = _decide(round, by=by, at=at)
    if continue_final_ranking(round, within_s=within_s):
        mark_dirty(keys_of(round))
    return round


@transaction.atomic
def _decide(round: Round, *, by: User | None, at: datetime) -> Round:
    """From its commit on no result of the round is recorded, and voiding changes it no more.

    No other transaction can be recording one: a paper it has not closed is seen open here."""
    at = begin_decision(round.contest_id, at=at)
    round = Round.objects.select_related("contest").get(pk=round.pk)
    check_may_finalise(round, at=at)
    check_winners_checked(round)
    won = Round.objects.filter(pk=round.pk, state=RoundState.PUBLISHED).update(
        state=RoundState.FINALISED, finalised_at=at, true_predictions=true_predictions(round)
    )
    if not won:
        raise RoundFinalised
    draw_contest_lots(round.contest)
    begin_final_ranking(round, by=by)
    rank_round.enqueue(round.pk)
    round.refresh_from_db()
    return round
