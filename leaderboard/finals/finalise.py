"""Finalising a round: the true value of the prediction, the last ranking, and nothing after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, Q

from contests.attempts.close import close_overdue
from contests.models import (
    Attempt,
    Division,
    PredictionScope,
    PredictionTarget,
    Round,
    RoundState,
)
from contests.registration.decision_order import begin_decision
from leaderboard.boards.writer import keys_of, mark_dirty
from leaderboard.finals.final_ranking import begin_final_ranking, continue_final_ranking
from leaderboard.finals.jobs import rank_round
from leaderboard.rules import RoundFinalised, check_may_finalise
from quizsite.accounts.models import User


class Counts(NamedTuple):
    """Counts of a round's closed attempts of valid entries."""

    people: int = 0
    attempts: int = 0
    perfect: int = 0


@dataclass(frozen=True)
class DivisionResult:
    """What will be frozen for one division."""

    division: Division
    people: int
    attempts: int
    perfect: int
    true_value: int | None


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
    won = Round.objects.filter(pk=round.pk, state=RoundState.PUBLISHED).update(
        state=RoundState.FINALISED, finalised_at=at, true_predictions=true_predictions(round)
    )
    if not won:
        raise RoundFinalised
    begin_final_ranking(round, by=by)
    rank_round.enqueue(round.pk)
    round.refresh_from_db()
    return round


def true_predictions(round: Round) -> dict[str, int]:
    """Map division ids to the value to be predicted, from closed attempts of valid entries."""
    if not round.has_prediction:
        return {}
    return _true_values(round, _counted(round))


def _true_values(round: Round, counted: Mapping[int, Counts]) -> dict[str, int]:
    name = _PREDICTED[PredictionTarget(round.prediction_target)]
    values = {division: int(getattr(counts, name)) for division, counts in counted.items()}
    if round.prediction_scope == PredictionScope.ROUND:
        values = dict.fromkeys(values, sum(values.values()))
    return {str(division): value for division, value in values.items()}


def _counted(round: Round) -> dict[int, Counts]:
    """Count every division in one query.

    A person has one entry, and its first attempt is closed if any is. So attempt number 1 stands
    for the person."""
    closed = Attempt.objects.closed().filter(round=round, entry__voided_at=None)
    is_perfect = Q(correct_count=F("question_count"), question_count__gt=0)
    rows = (
        closed.order_by()
        .values_list("entry__division")
        .annotate(
            people=Count("pk", filter=Q(number=1)),
            attempts=Count("pk"),
            perfect=Count("entry", filter=is_perfect, distinct=True),
        )
    )
    found = {division: Counts(*numbers) for division, *numbers in rows}
    divisions = round.contest.divisions.values_list("pk", flat=True)
    return {division: found.get(division, Counts()) for division in divisions}


_PREDICTED = {
    PredictionTarget.ALL_CORRECT: "perfect",
    PredictionTarget.ENTRANTS: "people",
    PredictionTarget.ATTEMPTS: "attempts",
}


def what_will_be_frozen(round: Round) -> list[DivisionResult]:
    """Read, for the page that asks to confirm, what each division has now."""
    counted = _counted(round)
    true_values = round.true_predictions
    if round.has_prediction and not true_values:
        true_values = _true_values(round, counted)
    return [
        DivisionResult(
            division,
            *counted[division.pk],
            true_value=true_values.get(str(division.pk)),
        )
        for division in round.contest.divisions.all()
    ]
