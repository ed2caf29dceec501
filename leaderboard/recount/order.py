"""Whether stored sort keys put people in the order of their results, one division at a time.

It reads each board once from the top and compares neighbours, so it keeps two people in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from contests.models import Division, Round
from leaderboard.models import Standing
from leaderboard.recount.findings import person, place_of
from leaderboard.recount.merits import Paper, merit
from leaderboard.recount.people import is_complete
from leaderboard.recount.stage import Stage

CHUNK = 2000


def wrong_order(stage: Stage, *, between: Callable[[], None] = lambda: None) -> Iterator[str]:
    boards: list[Round | None] = [*stage.final, *([None] if stage.is_over else [])]
    for round in boards:
        for division in stage.divisions:
            yield from _of_board(stage, round, division)
            between()


def _of_board(stage: Stage, round: Round | None, division: Division) -> Iterator[str]:
    chain = chain_of(stage, round)
    where = f"{place_of(round)}, bảng {division.code}"
    above: tuple[str, Paper] | None = None
    for key, one in ranked(stage, round, division):
        if above is not None:
            yield from _neighbours(where, above, (key, one), chain)
        above = key, one


def _neighbours(
    where: str, above: tuple[str, Paper], below: tuple[str, Paper], chain: Sequence[str]
) -> Iterator[str]:
    (first_key, first), (next_key, next_one) = above, below
    better, worse = merit(first, chain), merit(next_one, chain)
    names = f"{person(first.entry)} và {person(next_one.entry)}"
    if (better == worse) != (first_key == next_key):
        stored, found = "chung hạng", "khác hạng"
        if better == worse:
            stored, found = found, stored
        yield f"{where} – thứ hạng của {names}: đang lưu {stored}, tính lại {found}"
    elif better > worse:
        yield (
            f"{where} – thứ hạng: đang lưu {person(first.entry)} trên {person(next_one.entry)}, "
            "tính lại thì ngược lại"
        )


def chain_of(stage: Stage, round: Round | None) -> list[str]:
    return list(round.tie_chain if round else stage.contest.tie_chain)


def ranked(
    stage: Stage, round: Round | None, division: Division, *, of: Q | None = None
) -> Iterator[tuple[str, Paper]]:
    """Read a board from the top, each person with what decides."""
    standings = Standing.objects.filter(contest=stage.contest, round=round, division=division)
    standings = standings.filter(of) if of is not None else standings
    for row in _rows(stage, round, division, standings).iterator(chunk_size=CHUNK):
        key, entry, correct, questions, time_used, finished_at, attempts, gap, *rest = row
        registered_at, unit, prediction, blank, points, most, is_known = rest
        one = Paper(
            entry=entry,
            attempt=None,
            number=1,
            correct=correct,
            questions=questions,
            time_used_ms=time_used,
            finished_at=finished_at,
            attempts=attempts,
            registered_at=registered_at,
            gap=gap,
            is_gap_known=is_known,
            is_complete=round is None or is_complete(round, blank=blank, prediction=prediction),
            seed=round.lots_seed if round else stage.seed,
            unit=unit,
            points=points,
            most=most,
        )
        yield key, one


def _rows(
    stage: Stage, round: Round | None, division: Division, standings: QuerySet[Standing]
) -> QuerySet[Standing, tuple[Any, ...]]:
    """Over the whole contest a gap is known to whoever took a round whose true value is."""
    known = [one.pk for one in stage.final if str(division.pk) in one.true_predictions]
    of_rounds = [round.pk] if round else known
    took = Standing.objects.filter(
        entry=OuterRef("entry"), round__in=[pk for pk in of_rounds if pk in known]
    )
    return (
        standings.annotate(is_gap_known=Exists(took))
        .order_by("sort_key", "entry")
        .values_list(
            *("sort_key", "entry_id", "correct_count", "question_count", "time_used_ms"),
            *("finished_at", "attempt_count", "prediction_gap"),
            *("entry__registered_at", "unit_id", "prediction", "attempt__unanswered_count"),
            *("points", "most_points", "is_gap_known"),
        )
    )
