"""The names of all units in this process's memory, made anew once units have changed.

Triggers change a stamp with every change of units (`UnitsStamp`). Every search reads it first, so
each process finds what another one has just stored."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection

from quizsite.accounts.models import Unit, UnitAlias
from quizsite.accounts.units.former_places import FormerPlace, PlacedUnit, former_places
from quizsite.accounts.units.models import UnitsStamp
from quizsite.accounts.units.name_fit import Name, NameKind
from quizsite.accounts.units.name_index import NameIndex
from quizsite.accounts.units.name_words import name_words, titled
from quizsite.accounts.units.no_unit import NO_UNIT
from quizsite.language.vietnamese import search_key

_SUCCESSORS_FOLLOWED = 5
_BEARS_THE_NAME = 1000  # far more than the communes of any district
_HOLDS_THE_NAME = 500


class UnitRow(NamedTuple):
    pk: int
    code: str
    name: str
    parent_id: int | None
    successor_id: int | None
    in_force_from: date | None
    in_force_until: date | None

    def is_in_force(self, on: date) -> bool:
        has_begun = self.in_force_from is None or self.in_force_from <= on
        return has_begun and (self.in_force_until is None or self.in_force_until > on)


@dataclass(frozen=True, slots=True)
class UnitNames:
    """Units with all their names as they stood when they were read; threads share it."""

    stamp: tuple[str, ...]
    units: dict[int, UnitRow]
    codes: dict[str, int]
    places: list[FormerPlace]
    index: NameIndex

    def heir(self, pk: int, *, on: date) -> int | None:
        """Return the unit itself or its successor in force on a day."""
        step: int | None = pk
        for _ in range(_SUCCESSORS_FOLLOWED):
            row = self.units.get(step) if step is not None else None
            if row is None:
                return None
            if row.is_in_force(on):
                return row.pk
            step = row.successor_id
        return None

    def path(self, pk: int) -> str:
        return " › ".join(reversed([row.name for row in self.above(pk)]))

    def above(self, pk: int) -> Iterator[UnitRow]:
        return _above(self.units[pk], self.units)


_kept: dict[str, UnitNames] = {}
_making = threading.Lock()


def unit_names() -> UnitNames:
    """Return the names as of now, in one query if nothing changed.

    While one thread makes them anew, the others have those before, if there are any."""
    stamp = tuple(UnitsStamp.objects.order_by("slot").values_list("stamp", flat=True))
    place = str(connection.settings_dict["NAME"])
    kept = _kept.get(place)
    if kept is not None and kept.stamp == stamp:
        return kept
    if not _making.acquire(blocking=kept is None):
        return kept or read_names(stamp)
    try:
        made = _kept.get(place)
        if made is None or made.stamp != stamp:
            made = read_names(stamp)
            _kept.clear()  # tests change databases; one process has one
            if stamp:
                _kept[place] = made
        return made
    finally:
        _making.release()


def read_names(stamp: tuple[str, ...]) -> UnitNames:
    """Read all units. What changes meanwhile has another stamp, and is read next time."""
    columns = UnitRow._fields
    rows = Unit.objects.exclude(code=NO_UNIT).order_by().values_list(*columns)
    units = {row[0]: UnitRow(*row) for row in rows.iterator(2000)}
    aliases = defaultdict(list)
    for unit_id, name in UnitAlias.objects.order_by().values_list("unit_id", "name").iterator(2000):
        if unit_id in units:
            aliases[unit_id].append(name)
    places = former_places(_placed(units, aliases))
    names = list(_names(units, aliases, places))
    return UnitNames(stamp, units, dict(_codes(units, aliases)), places, NameIndex(names))


def _names(
    units: dict[int, UnitRow], aliases: dict[int, list[str]], places: list[FormerPlace]
) -> Iterator[Name]:
    """Yield own names and others, and the former places that units have a part of."""
    told_by_tables = {(search_key(place.full_name), pk) for place in places for pk in place.shares}
    for unit in units.values():
        above = list(_above(unit, units))
        told = ", ".join(row.name for row in above)
        for name in dict.fromkeys([unit.name, *aliases[unit.pk]]):
            if not name.isdigit() and (search_key(name), unit.pk) not in told_by_tables:
                yield Name(name, unit.pk, told, depth=len(above))
    for number, place in enumerate(places):
        kind = NameKind.DISTRICT if place.is_district else NameKind.COMMUNE
        above_it = ", ".join(filter(None, (place.district, place.province)))
        for pk, part in place.shares.items():
            share = part + _bearing(units[pk].name, place.name)
            yield Name(place.name, pk, above_it, kind, depth=1, share=share, place=number)


def _bearing(name: str, former: str) -> int:
    """Prefer whoever bears the name of the former place, then whose name holds it."""
    now, then = (" ".join(titled(name_words(one)).rest) for one in (name, former))
    return _BEARS_THE_NAME if now == then else _HOLDS_THE_NAME if then in now else 0


def _placed(units: dict[int, UnitRow], aliases: dict[int, list[str]]) -> Iterator[PlacedUnit]:
    for unit in units.values():
        codes = frozenset([unit.code, *(name for name in aliases[unit.pk] if name.isdigit())])
        above = list(_above(unit, units))
        yield PlacedUnit(unit.pk, unit.name, codes, above[-1].name if above else "")


def _codes(units: dict[int, UnitRow], aliases: dict[int, list[str]]) -> Iterator[tuple[str, int]]:
    """Yield codes as a query writes them; a unit's own counts more than one among its names."""
    for pk, names in aliases.items():
        yield from ((name, pk) for name in names if name.isdigit())
    yield from ((search_key(unit.code), unit.pk) for unit in units.values())


def _above(unit: UnitRow, units: dict[int, UnitRow]) -> Iterator[UnitRow]:
    """Yield the units above, the nearest first; a circle ends."""
    seen = {unit.pk}
    step = unit.parent_id
    while step is not None and step in units and step not in seen:
        seen.add(step)
        yield units[step]
        step = units[step].parent_id
