"""Whether standings of a written round are of its works, found by code that ranks nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from contests.models import Entry, Round, RoundKind, Work
from leaderboard.models import Standing


def misplaced_works(round: Round) -> Iterator[str]:
    """Who has a work in play has a standing of it, with points of an own work, and nobody else."""
    if round.kind != RoundKind.WRITTEN:
        return
    points: dict[int, list[int]] = defaultdict(list)
    works = Work.objects.filter(round=round, state__in=("handed_in", "returned", "accepted"))
    for entry, found in works.exclude(entry=None).values_list("entry", "result__points"):
        points[entry].append(found or 0)
    out = set(Entry.objects.filter(works__round=round).exclude(voided_at=None).values_list("pk"))
    rows = Standing.objects.filter(round=round).values_list("entry", "points", "attempt_count")
    stored = {entry: (shown or 0, count) for entry, shown, count in rows}
    for entry, own in sorted(points.items()):
        if entry not in stored:
            if (entry,) not in out:
                yield f"entry {entry} has a work and no standing"
        elif stored[entry][0] not in own or stored[entry][1] != len(own):
            yield f"entry {entry}: standing of {stored[entry]}, works worth {own}"
    for entry in sorted(stored.keys() - points.keys()):
        yield f"entry {entry} has a standing and no work"
