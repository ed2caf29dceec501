"""What an imported list of units changed, for the audit trail."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from quizsite.accounts.models import Headcount, HeadcountCategory, Unit
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import About, Actor, changes, record

Facts = dict[str, dict[str, Any]]
_FIELDS = ("name", "kind__name", "parent__code", "in_force_from", "in_force_until")


def unit_facts(codes: Collection[str], category: HeadcountCategory) -> Facts:
    """What the units of a list are, and their headcounts of this category."""
    # All units: a long list of codes is more than one statement may hold.
    units = Unit.objects.values_list("code", "successor__code", *_FIELDS)
    counts = Headcount.objects.filter(category=category)
    listed = set(codes)
    return {
        "units": {
            code: [None if one is None else str(one) for one in said]
            for code, *said in units
            if code in listed
        },
        "headcounts": {
            f"{code} {as_of}": people
            for code, as_of, people in counts.values_list("unit__code", "as_of", "people")
            if code in listed
        },
    }


def record_import(before: Facts, after: Facts, *, source: str, by: Actor, at: datetime) -> None:
    units = changes(before["units"], after["units"])
    counts = changes(before["headcounts"], after["headcounts"])
    record(
        About(Subject.UNITS, label=source),
        kind=AuditKind.UNITS_IMPORTED,
        by=by,
        at=at,
        before={"units": units[0], "headcounts": counts[0]},
        after={
            "units": units[1],
            "headcounts": counts[1],
            "units_changed": len(units[1]),
            "headcounts_changed": len(counts[1]),
        },
    )
