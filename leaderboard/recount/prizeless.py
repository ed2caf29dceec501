"""Who takes part without a prize, found again from the list and the tree of units."""

from __future__ import annotations

from collections.abc import Iterator

from contests.models import Entry, PrizelessLine
from leaderboard.recount.findings import finding, person
from leaderboard.recount.stage import Stage


def prizeless_entries(stage: Stage) -> set[int]:
    lines = PrizelessLine.objects.filter(contest=stage.contest)
    units, waiting = set[int](), [one.unit_id for one in lines if one.unit_id is not None]
    while waiting:
        unit = waiting.pop()
        if unit not in units:
            units.add(unit)
            waiting += stage.below.get(unit, ())
    entries = Entry.objects.filter(contest=stage.contest)
    below = entries.filter(unit__among=units).values_list("pk", flat=True)
    return {one.entry_id for one in lines if one.entry_id is not None} | set(below)


def wrong_flags(stage: Stage) -> Iterator[str]:
    """Boards and prizes read the flag of an entry instead of the list."""
    expected = prizeless_entries(stage)
    flagged = Entry.objects.filter(contest=stage.contest, is_prizeless=True)
    stored = set(flagged.values_list("pk", flat=True))
    for entry in sorted(stored ^ expected):
        kept, found = entry in stored, entry in expected
        yield finding(person(entry), "không xét giải", stored=kept, found=found)
