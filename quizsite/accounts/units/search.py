"""Finds units by the names people give them, and their headcounts on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from quizsite.accounts.models import Headcount, Unit, UnitAlias
from quizsite.language.vietnamese import bare_key, search_key, search_words

_WORDS_LOOKED_AT = 8
_SUCCESSORS_FOLLOWED = 5
_LOOKED_AT_TOGETHER = 60


@dataclass(frozen=True)
class FoundUnit:
    """A unit in force; `formerly` names the dissolved unit if the query found that one."""

    unit: Unit
    path: str
    formerly: str = ""


class Stated(NamedTuple):
    people: int
    as_of: date
    is_sample: bool


class _Hit(NamedTuple):
    """Sorts best first."""

    closeness: int
    depth: int
    length: int
    name: str
    pk: int


class _Row(NamedTuple):
    pk: int
    key: str
    name: str
    parent_key: str | None
    grandparent_id: int | None


def search_units(query: str, *, on: date, limit: int = 10) -> list[FoundUnit]:
    """Find units in force on a day by name or alias, with each word whole or just begun.

    The query needs no accents, no order, and no "P." or "UBND". The best match comes first. A
    dissolved unit leads to its successor."""
    words, raw = search_words(query)[:_WORDS_LOOKED_AT], search_key(query)
    if not words:
        return []
    hits = sorted(_hits(words, raw))
    chosen: dict[int, _Hit] = {}
    for start in range(0, len(hits), _LOOKED_AT_TOGETHER):
        part = hits[start : start + _LOOKED_AT_TOGETHER]
        heirs = _heirs({hit.pk for hit in part}, on=on)
        for hit in part:
            if (heir := heirs.get(hit.pk)) and len(chosen) < limit:
                chosen.setdefault(heir, hit)
        if len(chosen) >= limit:
            break
    units = Unit.objects.select_related("kind", "parent__parent__parent").in_bulk(chosen)
    return [
        FoundUnit(units[pk], _path_text(units[pk]), "" if hit.pk == pk else hit.name)
        for pk, hit in chosen.items()
    ]


def _hits(words: list[str], raw: str) -> Iterable[_Hit]:
    """Return each unit once, by the closest of its names."""
    columns = ("search_key", "name", "parent__search_key", "parent__parent_id")
    named = Unit.objects.filter(_has_words(words)).values_list("pk", *columns)
    columns = ("search_key", "unit__name", "unit__parent__search_key", "unit__parent__parent_id")
    also = UnitAlias.objects.filter(_has_words(words, "unit__")).values_list("unit_id", *columns)
    best: dict[int, _Hit] = {}
    for row in (_Row(*values) for values in (*named, *also)):
        closeness = _closeness(words, raw, row)
        if closeness is not None:
            depth = (row.parent_key is not None) + (row.grandparent_id is not None)
            hit = _Hit(closeness, depth, len(row.name), row.name, row.pk)
            best[row.pk] = min(hit, best.get(row.pk, hit))
    return best.values()


def _has_words(words: list[str], to_unit: str = "") -> Q:
    """Demand that each word begins a word of the unit's own name or of its parent's."""
    condition = Q()
    for word in words:
        begins = Q()
        for key in ("search_key", f"{to_unit}parent__search_key"):
            begins |= Q(**{f"{key}__startswith": word}) | Q(**{f"{key}__contains": f" {word}"})
        condition &= begins
    return condition


def _closeness(words: list[str], raw: str, row: _Row) -> int | None:
    """Grade a match: 0 the whole name, 1 its beginning, 2 its words in order, 3 in any order, 4
    with the parent's words. Return None if the query has only the parent's words."""
    bare, asked = bare_key(row.key), " ".join(words)
    if raw == row.key or asked == bare:
        return 0
    if row.key.startswith(raw) or bare.startswith(asked):
        return 1
    of_name = row.key.split()
    places = [_place(word, of_name) for word in words]
    if None not in places:
        return 2 if places == sorted(places, key=lambda place: place or 0) else 3
    return None if places == [None] * len(words) else 4


def _place(word: str, of_name: list[str]) -> int | None:
    return next((i for i, part in enumerate(of_name) if part.startswith(word)), None)


def _heirs(pks: set[int], *, on: date) -> dict[int, int]:
    """Map each unit to itself or to its successor in force on a day; leave out the others."""
    heirs = {pk: pk for pk in pks}
    settled: set[int] = set()
    for _ in range(_SUCCESSORS_FOLLOWED):
        asked = set(heirs.values()) - settled
        if not asked:
            break
        alive = set(Unit.objects.in_force(on).filter(pk__in=asked).values_list("pk", flat=True))
        settled |= alive
        gone = asked - alive
        after = dict(Unit.objects.filter(pk__in=gone).values_list("pk", "successor_id"))
        heirs = {
            pk: successor
            for pk, heir in heirs.items()
            if (successor := after.get(heir) if heir in gone else heir) is not None
        }
    return {pk: heir for pk, heir in heirs.items() if heir in settled}


def _path_text(unit: Unit) -> str:
    names: list[str] = []
    above = unit.parent
    while above:
        names.append(above.name)
        above = above.parent
    return " › ".join(reversed(names))


def headcounts_on(on: date, category: str) -> dict[int, Stated]:
    """Return each unit's latest headcount stated up to a day, in one query."""
    rows = Headcount.objects.filter(category=category, as_of__lte=on).order_by("as_of")
    figures = rows.values_list("unit_id", "people", "as_of", "is_sample")
    return {
        unit_id: Stated(people, as_of, is_sample) for unit_id, people, as_of, is_sample in figures
    }
