"""Former places: which units of the tree took over what was a commune or a district until 2025.

The tables of all provinces are ours (`data/`); a unit takes part if it is one of their communes,
by its code or by its name below the province. So no site stores these names with its units."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from quizsite.accounts.units.provinces import (
    FormerCommune,
    communes_of_all,
    former_communes,
    former_name,
    province_names,
    without_committee,
)
from quizsite.language.vietnamese import spelling_key


class PlacedUnit(NamedTuple):
    """What of a unit tells which commune it is; `codes` are its own and those among other names."""

    pk: int
    name: str
    codes: frozenset[str]
    top: str  # name of the highest unit above it


@dataclass(frozen=True, slots=True)
class FormerPlace:
    """A former commune or district, and the units that have a part of it, the largest first.

    A share counts communes that came from the district; of a former commune it is always 1."""

    name: str
    district: str
    province: str
    shares: Mapping[int, int]

    @property
    def is_district(self) -> bool:
        return not self.district

    @property
    def full_name(self) -> str:
        return former_name(self.name, self.district)


def former_places(units: Iterable[PlacedUnit]) -> list[FormerPlace]:
    """Read what was only if a unit is one of the communes of today."""
    unit_of, province_of = _units_of_communes(list(units))
    if not unit_of:
        return []
    places: list[FormerPlace] = []
    parts: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for former in former_communes():
        found = [code for code in former.successors if code in unit_of]
        if not found:
            continue
        province = province_of[found[0]]
        shares = {unit_of[code]: 1 for code in found}
        places += _communes(former, province, shares)
        if former.district:
            parts[former.district, province].update(shares)
    return [
        *places,
        *(
            FormerPlace(name, "", province, dict(shares.most_common()))
            for (name, province), shares in parts.items()
        ),
    ]


def _communes(
    former: FormerCommune, province: str, shares: Mapping[int, int]
) -> Iterator[FormerPlace]:
    for name in (former.name, *former.older):
        yield FormerPlace(name, former.district, province, shares)


def _units_of_communes(units: list[PlacedUnit]) -> tuple[dict[str, int], dict[str, str]]:
    """Map codes of communes to units and to provinces. A code alone may be another unit's."""
    by_code = {code: unit for unit in units for code in unit.codes}
    by_name: dict[tuple[str, str], int] = {}
    for unit in units:
        by_name.setdefault((_key(unit.top), _key(unit.name)), unit.pk)
    provinces = province_names()
    unit_of: dict[str, int] = {}
    province_of: dict[str, str] = {}
    for commune in communes_of_all():
        province, key = provinces[commune.province], _key(commune.name)
        coded = by_code.get(commune.code)
        if coded is not None and _key(coded.name) == key:
            unit_of[commune.code] = coded.pk
        elif (named := by_name.get((_key(province), key))) is not None:
            unit_of[commune.code] = named
        province_of[commune.code] = province
    return unit_of, province_of


def _key(name: str) -> str:
    return spelling_key(without_committee(name))
