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
    TextMark,
    Work,
    WorkResult,
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
        *("started_at", "finished_at", "prediction", "unanswered_count"),
        *("points", "most_points"),
    )


def attempts_of(round: Round, entries: Mapping[int, Entry]) -> dict[int, list[Result]]:
    by_entry: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for row in _closed.all(round.pk, entries.keys()):
        by_entry[row[0]].append(row[1:])
    # Before the marks count every such paper is equal, so papers that close ask for none.
    if round.asks_words and round.true_predictions:
        marks = _marks_of([row[0] for rows in by_entry.values() for row in rows])
        by_entry = {
            entry_id: [_marked(row, marks) for row in rows] for entry_id, rows in by_entry.items()
        }
    return {
        entry_id: [_result(row, entries[entry_id], round, len(rows)) for row in rows]
        for entry_id, rows in by_entry.items()
    }


def _marks_of(attempt_ids: Collection[int]) -> dict[int, int]:
    marks = TextMark.objects.filter(attempt__among=attempt_ids, confirmed_at__isnull=False)
    return dict(marks.values_list("attempt", "mark"))


_PREDICTION = 6


def _marked(row: Sequence[Any], marks: Mapping[int, int]) -> Sequence[Any]:
    """Put the mark of the paper's words where another round has a number."""
    if row[_PREDICTION] is None:
        return row
    return (*row[:_PREDICTION], marks.get(row[0], 0), *row[_PREDICTION + 1 :])


def _result(row: Iterable[Any], entry: Entry, round: Round, attempt_count: int) -> Result:
    pk, number, correct, questions, started_at, finished_at, prediction, unanswered, *points = row
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
        is_complete=is_complete(round, unanswered=unanswered, prediction=prediction),
        lots_seed=round.lots_seed,
        points=points[0],
        most_points=points[1],
    )


def is_complete(round: Round, *, unanswered: int | None, prediction: int | None) -> bool:
    """Tell whether a paper answers every question, the prediction among them."""
    return not unanswered and (prediction is not None or not round.has_prediction)


def works_of(round: Round, entries: Mapping[int, Entry]) -> dict[int, list[Result]]:
    """Works that stand, each with its jury's total; before that all are worth the same.

    A work of several people is a result of the one who handed it in."""
    works = Work.objects.counted().filter(round=round, entry__among=entries.keys())
    rows: dict[int, list[Work]] = defaultdict(list)
    for work in works.select_related("result").order_by("handed_in_at", "pk"):
        if work.entry_id is not None:  # a paper work may be of nobody who entered
            rows[work.entry_id].append(work)
    return {
        entry_id: [
            _work_result(work, entries[entry_id], round, number=n, of=len(own))
            for n, work in enumerate(own, 1)
        ]
        for entry_id, own in rows.items()
    }


def _work_result(work: Work, entry: Entry, round: Round, *, number: int, of: int) -> Result:
    marked: WorkResult | None = getattr(work, "result", None)
    return Result(
        entry_id=entry.pk,
        number=number,
        correct=0,
        questions=0,
        time_used_ms=0,
        finished_at=work.handed_in_at or work.begun_at,
        attempts=of,
        registered_at=entry.registered_at,
        lots_seed=round.lots_seed,
        points=marked.points if marked else 0,
        most_points=marked.most_points if marked else 0,
        main_points=marked.main_points if marked else 0,
        chair_place=marked.chair_place if marked else 0,
    )


Source = Callable[[Round, Mapping[int, Entry]], dict[int, list[Result]]]


def nobody_of(round: Round, entries: Mapping[int, Entry]) -> dict[int, list[Result]]:
    """On a stage teams compete, not people: `contests/stage` ranks them."""
    return {}


SOURCES: Mapping[str, Source] = {
    RoundKind.QUIZ: attempts_of,
    RoundKind.WRITTEN: works_of,
    RoundKind.PRESENTED: works_of,
    RoundKind.STAGE: nobody_of,
}


def results_of(round: Round, entries: Mapping[int, Entry]) -> dict[int, list[Result]]:
    """Return each entry's results in the round; entries without one are left out."""
    return SOURCES[round.kind](round, entries)
