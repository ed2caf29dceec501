"""True values of what a round asks people to predict, from closed papers of those who count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, F, Q

from contests.models import (
    BEST_MARK,
    Attempt,
    Division,
    PredictionScope,
    PredictionTarget,
    Round,
)
from leaderboard.rules import PREDICTED, stated_answer, unmarked_papers


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


def true_predictions(round: Round) -> dict[str, int]:
    """Map division ids to the value to be predicted, from closed attempts of valid entries."""
    if not round.has_prediction:
        return {}
    return _true_values(round, _counted(round))


def _true_values(round: Round, counted: Mapping[int, Counts]) -> dict[str, int]:
    if round.prediction_target == PredictionTarget.ANSWER:
        answer = stated_answer(round)
        return {} if answer is None else {str(division): answer for division in counted}
    if round.asks_words:
        is_waiting = unmarked_papers(round).exists()
        return {} if is_waiting else {str(division): BEST_MARK for division in counted}
    name = PREDICTED[PredictionTarget(round.prediction_target)]
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
