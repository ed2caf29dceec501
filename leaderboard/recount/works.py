"""Works of written rounds as results, found again from what was handed in and marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from contests.models import Round, Work
from leaderboard.recount.merits import Paper

# A refused or withdrawn work is no result, and a draft is none yet.
_STANDING = ("handed_in", "returned", "accepted")
_WITH_WORKS = ("written", "presented")


class _Person(Protocol):
    @property
    def registered_at(self) -> datetime: ...


def works_among(
    people: Mapping[int, _Person], rounds: Mapping[int, Round]
) -> Iterator[tuple[int, int, Paper]]:
    """Yield the entry, the round and the work, each entry's in the order they were handed in."""
    written = [pk for pk, one in rounds.items() if one.kind in _WITH_WORKS]
    if not written:
        return
    rows = Work.objects.filter(round__in=written, entry__among=list(people), state__in=_STANDING)
    columns = ("entry_id", "round_id", "handed_in_at", "begun_at")
    marked = ("result__points", "result__most_points", "result__main_points", "result__chair_place")
    numbers: Counter[tuple[int, int]] = Counter()
    for entry, round_id, handed_in_at, begun_at, *marks in rows.order_by(
        "handed_in_at", "pk"
    ).values_list(*columns, *marked):
        numbers[entry, round_id] += 1
        points, most, main, chair = (mark or 0 for mark in marks)
        yield (
            entry,
            round_id,
            Paper(
                entry=entry,
                attempt=None,
                number=numbers[entry, round_id],
                correct=0,
                questions=0,
                time_used_ms=0,
                finished_at=handed_in_at or begun_at,
                attempts=1,
                registered_at=people[entry].registered_at,
                seed=rounds[round_id].lots_seed,
                points=points,
                most=most,
                main=main,
                chair=chair,
            ),
        )
