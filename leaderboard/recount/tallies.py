"""Stored sums by unit against the sums of the papers: participation stands on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from leaderboard.models import StandingChange, UnitTally
from leaderboard.recount.findings import finding, place_of
from leaderboard.recount.people import Cell, Sums
from leaderboard.recount.stage import Stage

_WHAT = ("people", "attempts", "correct", "perfect")


def wrong_tallies(stage: Stage, sums: Sums) -> Iterator[str]:
    rounds: set[int | None] = {one.pk for one in stage.final}
    if stage.is_over:
        rounds.add(None)
    stored = _stored(stage, rounds)
    numbers = {one.pk: one for one in stage.final}
    codes = {one.pk: one.code for one in stage.divisions}
    for cell in sorted(stored.keys() | sums.cells.keys(), key=str):
        kept, found = stored.get(cell, [0] * 4), sums.cells.get(cell, [0] * 4)
        for what, one, other in zip(_WHAT, kept, found, strict=True):
            if one != other:
                where = place_of(numbers[cell.round] if cell.round else None)
                where += f", bảng {codes.get(cell.division, cell.division)}"
                where += f", đơn vị {stage.units[cell.unit].code}, đề {cell.questions} câu"
                yield finding(where, what, stored=one, found=other)


def _stored(stage: Stage, rounds: set[int | None]) -> dict[Cell, list[int]]:
    """Tallies, with the changes that nobody has counted yet."""
    place = ("division", "unit", "question_count")
    tallies = UnitTally.objects.filter(board__contest=stage.contest).values_list(
        *("board__round", "board__division", "unit_id", "question_count"), *_WHAT
    )
    changes = StandingChange.objects.filter(contest=stage.contest.pk).values_list(
        "round", *place, *_WHAT
    )
    stored: dict[Cell, list[int]] = defaultdict(lambda: [0] * 4)
    for rows in (tallies, changes):
        for row in rows.iterator(chunk_size=5000):
            if row[0] in rounds:
                into = stored[Cell(*row[:4])]
                for n, value in enumerate(row[4:]):
                    into[n] += value
    return {cell: sums for cell, sums in stored.items() if any(sums)}
