"""Where the results of a round come from: one source for each kind of round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from contests.models import (
    Attempt,
    Entry,
    Round,
    RoundKind,
    time_used_ms,
)
from leaderboard.standings.ranking import (
    Result,
    prediction_gap,
)
from quizsite.db.fast_select import FastSelect


@FastSelect
def _closed(round_id: int, entry_ids: Collection[int]) -> QuerySet[Attempt, tuple[Any, ...]]:
    closed = Attempt.objects.closed().filter(round=round_id, entry__among=entry_ids)
    return closed.order_by("entry_id", "number").values_list(
        *("entry_id", "pk", "number", "correct_count", "question_count"),
        *("started_at", "finished_at", "prediction"),
    )


def attempts_of(round: Round, entries: Mapping[int, Entry]) -> dict[int, list[Result]]:
    by_entry: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for row in _closed.all(round.pk, entries.keys()):
        by_entry[row[0]].append(row[1:])
    return {
        entry_id: [_result(row, entries[entry_id], round, len(rows)) for row in rows]
        for entry_id, rows in by_entry.items()
    }


def _result(row: Iterable[Any], entry: Entry, round: Round, attempt_count: int) -> Result:
    pk, number, correct, questions, started_at, finished_at, prediction = row
    true_value = round.true_predictions.get(str(entry.division_id))
    return Result(
        entry_id=entry.pk,
        attempt_id=pk,
        number=number,
        correct=correct,
        questions=questions,
        # A clock set back is nobody's merit.
        time_used_ms=max(0, time_used_ms(started_at, finished_at)),
        finished_at=finished_at,
        attempts=attempt_count,
        registered_at=entry.registered_at,
        prediction=prediction,
        gap=prediction_gap(prediction, true_value),
        is_gap_known=true_value is not None,
        lots_seed=round.lots_seed,
    )


Source = Callable[[Round, Mapping[int, Entry]], dict[int, list[Result]]]
SOURCES: Mapping[str, Source] = {RoundKind.QUIZ: attempts_of}


def results_of(round: Round, entries: Mapping[int, Entry]) -> dict[int, list[Result]]:
    """Return each entry's results in the round; entries without one are left out."""
    return SOURCES[round.kind](round, entries)
