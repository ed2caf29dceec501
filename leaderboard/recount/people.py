"""Everybody's result of each round and of the whole contest, found again from closed papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import QuerySet

from contests.models import Attempt, Entry, Round
from leaderboard.models import Standing
from leaderboard.recount.findings import finding, person, place_of
from leaderboard.recount.merits import Paper, added_up, recognised
from leaderboard.recount.stage import Stage
from leaderboard.recount.works import works_among

BATCH = 2000


class Cell(NamedTuple):
    """What tallies are kept by; round None is the whole contest."""

    round: int | None
    division: int
    unit: int
    questions: int


@dataclass
class Sums:
    """People, attempts, right answers and perfect results by cell, as the papers say."""

    cells: dict[Cell, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * 4))
    # What papers reached of what they could, where questions have points.
    reached: dict[Cell, Fraction] = field(default_factory=lambda: defaultdict(Fraction))

    def add(self, cell: Cell, one: Paper) -> None:
        into = self.cells[cell]
        for n, value in enumerate((1, one.attempts, one.correct, int(one.is_perfect))):
            into[n] += value
        if one.points is not None and one.most:
            self.reached[cell] += Fraction(max(one.points, 0), one.most)

    def people(self, round: int | None, division: int) -> int:
        return sum(sums[0] for cell, sums in self.cells.items() if cell[:2] == (round, division))


class _Who(NamedTuple):
    pk: int
    division: int
    unit: int
    registered_at: Any
    is_voided: bool


def wrong_results(
    stage: Stage, sums: Sums, *, between: Callable[[], None] = lambda: None
) -> Iterator[str]:
    """Go through all entries, some thousand at a time, and fill `sums` on the way."""
    last = 0
    while people := _people(stage, after=last):
        last = people[-1].pk
        ids = [one.pk for one in people]
        papers, stored = _papers(stage, people), _stored(stage, ids)
        for one in people:
            yield from _of_person(stage, one, papers.get(one.pk, {}), stored, sums)
        between()


def _of_person(
    stage: Stage,
    who: _Who,
    papers: Mapping[int, list[Paper]],
    stored: Mapping[tuple[int | None, int], Standing],
    sums: Sums,
) -> Iterator[str]:
    found: list[Paper] = []
    for round in stage.final:
        standing = stored.get((round.pk, who.pk))
        mine = papers.get(round.pk, []) if who.pk not in stage.out[round.pk] else []
        if mine:
            one = recognised(mine, round.recognised, round.tie_chain)
            found.append(one)
            # The digest holds the unit of a final result; people may have moved since.
            unit = standing.unit_id if standing else who.unit
            sums.add(Cell(round.pk, who.division, unit, one.questions), one)
            yield from _compare(round, who, one, standing, unit=unit)
        elif standing:
            yield finding(_where(round, who), "kết quả", stored="có", found="không có")
    if not stage.is_over:
        return
    total = stored.get((None, who.pk))
    if found and not who.is_voided:
        one = added_up(found, seed=stage.seed)
        sums.add(Cell(None, who.division, who.unit, one.questions), one)
        yield from _compare(None, who, one, total, unit=who.unit)
    elif total:
        yield finding(_where(None, who), "kết quả", stored="có", found="không có")


def _where(round: Round | None, who: _Who) -> str:
    return f"{place_of(round)}, {person(who.pk)}"


def _compare(
    round: Round | None, who: _Who, one: Paper, standing: Standing | None, *, unit: int
) -> Iterator[str]:
    if standing is None:
        yield finding(_where(round, who), "kết quả", stored="không có", found="có")
        return
    pairs: dict[str, tuple[Any, Any]] = {
        "division": (standing.division_id, who.division),
        "unit": (standing.unit_id, unit),
        "attempt": (standing.attempt_id, one.attempt),
        "rounds": (standing.rounds_taken, one.rounds),
        "attempts": (standing.attempt_count, one.attempts),
        "correct": (standing.correct_count, one.correct),
        "questions": (standing.question_count, one.questions),
        "hundredths": (standing.points, one.points),
        "most": (standing.most_points, one.most),
        "is_perfect": (standing.is_perfect, one.is_perfect),
        "prediction": (standing.prediction, one.prediction),
        "gap": (standing.prediction_gap, one.gap if one.is_gap_known else None),
        "time_used_ms": (standing.time_used_ms, one.time_used_ms),
        "finished_at": (standing.finished_at, one.finished_at),
    }
    for what, (kept, expected) in pairs.items():
        if kept != expected:
            yield finding(_where(round, who), what, stored=kept, found=expected)


def _people(stage: Stage, *, after: int) -> list[_Who]:
    entries = Entry.objects.filter(contest=stage.contest, pk__gt=after).order_by("pk")
    rows = entries.values_list("pk", "division_id", "unit_id", "registered_at", "voided_at")
    return [_Who(*row[:4], row[4] is not None) for row in rows[:BATCH]]


def _stored(stage: Stage, ids: Sequence[int]) -> dict[tuple[int | None, int], Standing]:
    """Standings of rounds that are not final are somebody else's business."""
    rows = Standing.objects.filter(entry__among=ids).defer("sort_key")
    return {(one.round_id, one.entry_id): one for one in rows}


def _papers(stage: Stage, people: Sequence[_Who]) -> dict[int, dict[int, list[Paper]]]:
    """By person and round."""
    whose = {one.pk: one for one in people}
    rounds = {one.pk: one for one in stage.final}
    rows = Attempt.objects.filter(
        entry__among=list(whose), round__in=list(rounds), finished_at__isnull=False
    ).exclude(state="open")
    marks = _marks(stage, rows)
    found: dict[int, dict[int, list[Paper]]] = defaultdict(lambda: defaultdict(list))
    columns = ("entry_id", "round_id", "pk", "number", "correct_count", "question_count")
    for entry, round, *facts in rows.order_by().values_list(
        *columns,
        *("started_at", "finished_at", "prediction", "unanswered_count", "points", "most_points"),
    ):
        found[entry][round].append(_paper(rounds[round], whose[entry], facts, marks))
    for entry, round_id, work in works_among(whose, rounds):
        found[entry][round_id].append(work)
    for of_person in found.values():
        for round_id, papers in of_person.items():
            of_person[round_id] = [one._replace(attempts=len(papers)) for one in papers]
    return found


def _marks(stage: Stage, papers: QuerySet[Attempt]) -> dict[int, int]:
    """In the place of a number, where a final round asked for words."""
    asking = [one.pk for one in stage.final if one.prediction_target == "text"]
    if not asking:
        return {}
    marked = papers.filter(round__in=asking, text_mark__confirmed_at__isnull=False)
    return dict(marked.values_list("pk", "text_mark__mark"))


def _paper(round: Round, who: _Who, facts: Iterable[Any], marks: Mapping[int, int]) -> Paper:
    pk, number, correct, questions, started_at, finished_at, prediction, blank, *points = facts
    if round.prediction_target == "text" and prediction is not None:
        prediction = marks.get(pk, 0)
    true_value = round.true_predictions.get(str(who.division))
    is_known = true_value is not None
    return Paper(
        entry=who.pk,
        attempt=pk,
        number=number,
        correct=correct or 0,
        questions=questions,
        time_used_ms=max(0, _ms((finished_at - started_at).total_seconds())),
        finished_at=finished_at,
        attempts=1,
        registered_at=who.registered_at,
        prediction=prediction,
        gap=abs(prediction - true_value) if is_known and prediction is not None else None,
        is_gap_known=is_known,
        is_complete=is_complete(round, blank=blank, prediction=prediction),
        seed=round.lots_seed,
        points=points[0],
        most=points[1],
    )


def is_complete(round: Round, *, blank: int | None, prediction: int | None) -> bool:
    """Papers closed before blanks were counted have None, and are taken as complete."""
    return not blank and (prediction is not None or not round.has_prediction)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
