"""Finds units by the names people give them, and their headcounts on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from quizsite.accounts.models import Headcount, Unit
from quizsite.accounts.units.former_words import where_it_went
from quizsite.accounts.units.kept_names import UnitNames, unit_names
from quizsite.accounts.units.name_fit import Hit
from quizsite.accounts.units.name_words import name_words, titled
from quizsite.accounts.units.query_readings import find_names
from quizsite.language.vietnamese import search_key, spelling_key

_LOOKED_AT = 400
_SPELLING_COMPARED = 60
_MOST_NOTES = 2


@dataclass(frozen=True)
class FoundUnit:
    """A unit in force; `formerly` names what the query meant, if that is no more."""

    unit: Unit
    path: str
    formerly: str = ""


class Finding(NamedTuple):
    """What a query found; `notes` say where a former place went.

    With `is_near` no unit is named so, and these are named nearly so."""

    units: list[FoundUnit]
    notes: list[str]
    is_near: bool


NOTHING = Finding([], [], is_near=False)


class _Choice(NamedTuple):
    badness: int
    formerly: str
    is_near: bool = False


class Stated(NamedTuple):
    people: int
    as_of: date
    is_sample: bool


def search_units(query: str, *, on: date, limit: int = 10) -> list[FoundUnit]:
    return find_units(query, on=on, limit=limit).units


def find_units(query: str, *, on: date, limit: int = 10) -> Finding:
    """Find units in force on a day by their names, those of before 2025 included; best first.

    A query needs no accents, no order, and no "P." or "UBND"; a letter or two may be wrong, and
    words may be written together. A dissolved unit leads to its successor."""
    names = unit_names()
    hits = _well_spelt(find_names(query, names.index), query)[:_LOOKED_AT]
    choices = _choices(query, hits, names, on=on, limit=limit)
    units = Unit.objects.select_related("kind").in_bulk(choices)
    found = [
        FoundUnit(units[pk], names.path(pk), choice.formerly)
        for pk, choice in choices.items()
        if pk in units
    ]
    is_near = bool(found) and all(choice.is_near for choice in choices.values())
    return Finding(found, list(_notes(hits, names, on=on)), is_near)


def unit_named(written: str, *, on: date) -> Unit | None:
    """Return the only unit whose whole name this is, title and all; "Ba Đình" may mean several.

    A former place of that name may be meant as well, if it went to others."""
    finding = find_units(written, on=on)
    same = [one.unit for one in finding.units if _is_name_of(one.unit, written)]
    return same[0] if len(same) == 1 and not finding.notes else None


def _is_name_of(unit: Unit, written: str) -> bool:
    """Compare accents only if there are any: who writes none means no other unit by that."""
    asked, name = titled(name_words(written)), titled(name_words(unit.name))
    if asked != name:
        return False
    spelt = spelling_key(written)
    count = len(name.rest)
    own = spelling_key(unit.name).split()[-count:]
    return spelt == search_key(written) or spelt.split()[-count:] == own


def _choices(
    query: str, hits: Iterable[Hit], names: UnitNames, *, on: date, limit: int
) -> dict[int, _Choice]:
    """Choose each unit in force once, by the name that matches best; a code comes first."""
    choices: dict[int, _Choice] = {}
    of_code = names.codes.get(search_key(query))
    if of_code is not None and (heir := names.heir(of_code, on=on)):
        formerly = names.units[of_code].name if heir != of_code else ""
        choices[heir] = _Choice(-1, formerly)
    for hit in hits:
        pk = names.heir(hit.name.unit, on=on)
        if pk is None or (pk not in choices and len(choices) == limit):
            continue
        choice = _Choice(hit.badness, _formerly(hit, pk, names), is_near=hit.is_near)
        first = choices.setdefault(pk, choice)
        # Of names that match as well, the unit's own says it shortest.
        if first.badness == choice.badness and not choice.formerly:
            choices[pk] = choice
    return choices


def _well_spelt(hits: Sequence[Hit], query: str) -> list[Hit]:
    """Of names alike without accents, put those first that have the accents of the query."""
    asked = spelling_key(query).split()
    if " ".join(asked) == search_key(query):
        return list(hits)
    first = sorted(hits[:_SPELLING_COMPARED], key=lambda hit: (_misspelt(hit, asked), hit))
    return [*first, *hits[_SPELLING_COMPARED:]]


def _misspelt(hit: Hit, asked: Iterable[str]) -> int:
    spelt = spelling_key(f"{hit.name.text} {hit.name.above}").split()
    is_written_so = all(any(word.startswith(one) for word in spelt) for one in asked)
    return hit.badness + (0 if is_written_so else 1)


def _formerly(hit: Hit, pk: int, names: UnitNames) -> str:
    if hit.name.place >= 0:
        return names.places[hit.name.place].full_name
    return names.units[hit.name.unit].name if hit.name.unit != pk else ""


def _notes(hits: Iterable[Hit], names: UnitNames, *, on: date) -> Iterator[str]:
    """Say of the former places that the query names wholly where they went."""
    best = next(iter(hits), None)
    told = dict.fromkeys(hit.name.place for hit in hits if _is_meant(hit, best))
    for number in [place for place in told if place >= 0][:_MOST_NOTES]:
        place = names.places[number]
        heirs = dict.fromkeys(names.heir(pk, on=on) for pk in place.shares)
        went = [names.units[pk].name for pk in heirs if pk is not None]
        if went and went != [place.name]:
            yield where_it_went(place, went)


def _is_meant(hit: Hit, best: Hit | None) -> bool:
    return hit.is_whole and best is not None and hit.badness <= best.badness + 1


def headcounts_on(
    on: date, category: str, *, units: Collection[int] | None = None
) -> dict[int, Stated]:
    """Return each unit's latest headcount stated up to a day, in one query."""
    rows = Headcount.objects.filter(category=category, as_of__lte=on).order_by("as_of")
    if units is not None:
        rows = rows.filter(unit__among=units)
    figures = rows.values_list("unit_id", "people", "as_of", "is_sample")
    return {
        unit_id: Stated(people, as_of, is_sample) for unit_id, people, as_of, is_sample in figures
    }
