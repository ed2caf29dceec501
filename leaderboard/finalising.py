"""Finalising: the true value of the prediction, the last ranking, and nothing after it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, QuerySet

from contests.attempts import close_overdue
from contests.models import (
    Attempt,
    ContestEvent,
    Division,
    PredictionScope,
    PredictionTarget,
    Round,
    RoundState,
)
from leaderboard.broadcasts import mark_dirty_on_commit
from leaderboard.models import Standing
from leaderboard.rules import RoundFinalised, check_may_finalise
from leaderboard.standings import lock_all_entries, write_all_standings
from quizsite.accounts.models import User


@dataclass(frozen=True)
class DivisionResult:
    """What will be frozen for one division."""

    division: Division
    people: int
    attempts: int
    perfect: int
    true_value: int | None


def finalise_round(round: Round, *, by: User | None, at: datetime) -> Round:
    """Close what is overdue, then fix true values, ranking and digest; a second time refused."""
    close_overdue(at=at)
    return _freeze(round, by=by, at=at)


@transaction.atomic
def _freeze(round: Round, *, by: User | None, at: datetime) -> Round:
    # With every entry locked no result is recorded and nobody is disqualified meanwhile.
    lock_all_entries(round.contest_id)
    round = Round.objects.select_related("contest").get(pk=round.pk)
    check_may_finalise(round, at=at)
    true_values = true_predictions(round)
    won = Round.objects.filter(pk=round.pk, state=RoundState.PUBLISHED).update(
        state=RoundState.FINALISED, finalised_at=at, true_predictions=true_values
    )
    if not won:
        raise RoundFinalised
    round.refresh_from_db()
    write_all_standings(round)
    round.result_digest = result_digest(round)
    round.save(update_fields=["result_digest"])
    ContestEvent.objects.create(
        contest=round.contest,
        round=round,
        kind=ContestEvent.Kind.FINALISED,
        by=by,
        at=at,
        detail={"true_predictions": true_values, "digest": round.result_digest},
    )
    mark_dirty_on_commit(round, round.contest.divisions.values_list("pk", flat=True))
    return round


def true_predictions(round: Round) -> dict[str, int]:
    """Division id → what was to be predicted, from closed attempts of valid entries."""
    if not round.has_prediction:
        return {}
    count = _COUNTS[PredictionTarget(round.prediction_target)]
    closed = _valid_closed(round)
    divisions = list(round.contest.divisions.values_list("pk", flat=True))
    if round.prediction_scope == PredictionScope.ROUND:
        whole = count(closed)
        return {str(division): whole for division in divisions}
    return {str(pk): count(closed.filter(entry__division=pk)) for pk in divisions}


def _valid_closed(round: Round) -> QuerySet[Attempt]:
    return Attempt.objects.closed().filter(round=round, entry__voided_at=None)


def _people(attempts: QuerySet[Attempt]) -> int:
    return attempts.aggregate(n=Count("entry", distinct=True))["n"] or 0


def _perfect(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    return attempts.filter(correct_count=F("question_count"), question_count__gt=0)


_COUNTS: dict[PredictionTarget, Callable[[QuerySet[Attempt]], int]] = {
    PredictionTarget.ALL_CORRECT: lambda attempts: _people(_perfect(attempts)),
    PredictionTarget.ENTRANTS: _people,
    PredictionTarget.ATTEMPTS: lambda attempts: attempts.count(),
}


def result_digest(round: Round) -> str:
    """SHA-256 over division, entry and sort key in order: any later change shows."""
    digest = hashlib.sha256()
    rows = (
        Standing.objects.filter(contest=round.contest_id, round=round)
        .order_by("division", "sort_key", "entry")
        .values_list("division", "entry", "sort_key")
    )
    for division, entry, key in rows.iterator(chunk_size=2000):
        digest.update(f"{division} {entry} {key}\n".encode())
    return digest.hexdigest()


def what_will_be_frozen(round: Round) -> list[DivisionResult]:
    """For the page that asks to confirm: per division, as things stand."""
    closed = _valid_closed(round)
    people, attempts = _by_division(closed, Count("entry", distinct=True)), _by_division(closed)
    perfect = _by_division(_perfect(closed), Count("entry", distinct=True))
    true_values = round.true_predictions or true_predictions(round)
    return [
        DivisionResult(
            division,
            people=people.get(division.pk, 0),
            attempts=attempts.get(division.pk, 0),
            perfect=perfect.get(division.pk, 0),
            true_value=true_values.get(str(division.pk)),
        )
        for division in round.contest.divisions.all()
    ]


def _by_division(attempts: QuerySet[Attempt], what: Count | None = None) -> dict[int, int]:
    counted = attempts.order_by().values("entry__division").annotate(n=what or Count("pk"))
    return {row["entry__division"]: row["n"] for row in counted}
