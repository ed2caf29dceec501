"""Begins the ranking of a corrected result, once its papers are scored as the rulings say now."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contests.models import CorrectionState, Round, RoundState
from contests.registration.decision_order import begin_decision
from leaderboard.finals.final_ranking import begin_final_ranking
from leaderboard.finals.true_values import true_predictions
from leaderboard.models import Settlement


def rounds_to_correct() -> list[int]:
    """Find rounds whose correction is confirmed and whose ranking has not begun."""
    waiting = Round.objects.filter(
        state=RoundState.FINALISED, result_digest="", correction__gt=0, settlement=None
    )
    return list(waiting.values_list("pk", flat=True))


def is_to_be_ranked(round: Round) -> bool:
    return round.pk in rounds_to_correct()


@transaction.atomic
def begin_corrected_ranking(round: Round, *, at: datetime) -> bool:
    """Decide who counts now, and with which true values; False if another process has done so.

    Lots stay as they were drawn, so that no correction draws them again."""
    at = begin_decision(round.contest_id, at=at)
    round = Round.objects.select_related("contest").get(pk=round.pk)
    if not is_to_be_ranked(round):
        return False
    round.corrected_at, round.true_predictions = at, true_predictions(round)
    round.save(update_fields=["corrected_at", "true_predictions"])
    confirmed = round.corrections.filter(state=CorrectionState.CONFIRMED, number=round.correction)
    begin_final_ranking(round, by=confirmed.select_related("decided_by").get().decided_by)
    return True


def is_being_ranked(round: Round) -> bool:
    return Settlement.objects.filter(round=round).exists()
