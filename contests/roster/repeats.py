"""Lines that may be of one person: listed by a unit and by the one above it, or by two units.

A line says so of itself once another one shares its address or its entry, and keeps saying it: who
counts people looks at these lines one by one, and at no others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count

from contests.models import RosterPerson

_SIGNS = ("email", "phone", "entry")


def note_repeats(contest_id: int, changed: Iterable[RosterPerson]) -> None:
    """Mark the changed lines, and those they share something with, in the caller's transaction."""
    lines, columns = list(changed), {"email": "email", "phone": "phone", "entry": "entry_id"}
    for sign in _SIGNS:
        values = {getattr(line, columns[sign]) for line in lines} - {None, ""}
        if shared := _shared(contest_id, sign, values):
            found = RosterPerson.objects.filter(contest=contest_id, **{f"{sign}__among": shared})
            found.filter(is_repeated=False).update(is_repeated=True)


def _shared(contest_id: int, sign: str, values: Collection[Any]) -> list[Any]:
    if not values:
        return []
    lines = RosterPerson.objects.filter(contest=contest_id, **{f"{sign}__among": list(values)})
    return list(
        lines.order_by()
        .values_list(sign, flat=True)
        .annotate(lines=Count("pk"))
        .filter(lines__gt=1)
    )
