"""Names of units together with the names of the units above them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from quizsite.accounts.models import Unit
from quizsite.accounts.units.heirs import heirs_on


class NamedUnit(NamedTuple):
    name: str
    path: str  # of the units above, the highest first; "" for a unit at the top


def named_heirs(unit_ids: Iterable[int], *, on: date) -> dict[int, NamedUnit]:
    """Name units, those merged by a day as the unit that goes on for them."""
    heirs = heirs_on(on)
    counted_in = {pk: heirs.get(pk, pk) for pk in unit_ids}
    named = named_units(counted_in.values())
    return {pk: named[heir] for pk, heir in counted_in.items() if heir in named}


def named_units(unit_ids: Iterable[int]) -> dict[int, NamedUnit]:
    """Read names and paths in as many queries as the tree is deep."""
    wanted, found = set(unit_ids), {}
    rows: dict[int, tuple[str, int | None]] = {}
    asked = set(wanted)
    while asked:
        units = Unit.objects.filter(pk__among=asked).values_list("pk", "name", "parent_id")
        rows |= {pk: (name, parent) for pk, name, parent in units}
        asked = {parent for _name, parent in rows.values() if parent} - rows.keys()
    for pk in wanted & rows.keys():
        name, parent = rows[pk]
        found[pk] = NamedUnit(name, _path(parent, rows))
    return found


def _path(unit_id: int | None, rows: dict[int, tuple[str, int | None]]) -> str:
    names: list[str] = []
    while unit_id is not None and unit_id in rows:
        name, unit_id = rows[unit_id]
        names.append(name)
    return " › ".join(reversed(names))
