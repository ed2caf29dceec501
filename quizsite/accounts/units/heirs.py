"""Heirs: which unit goes on for one that has ended, on a day.

Rows keep the unit that a person chose. Whoever adds up or names units asks here, so a merger that
was entered wrongly is taken back by correcting the unit alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from quizsite.accounts.models import Unit


def heirs_on(on: date) -> dict[int, int]:
    """Map every unit that has ended by a day to the unit that goes on for it, in one query.

    A unit that nothing took the place of is left out."""
    ended = Unit.objects.filter(in_force_until__lte=on).order_by()
    after = dict(ended.values_list("pk", "successor_id"))
    return last_heirs(after)


def last_heirs(after: Mapping[int, int | None]) -> dict[int, int]:
    """Follow the successors of ended units to those that go on."""
    heirs = {pk: _last(pk, after) for pk in after}
    return {pk: heir for pk, heir in heirs.items() if heir is not None}


def _last(pk: int, after: Mapping[int, int | None]) -> int | None:
    """A list may have closed the chain to a circle, which leads to no unit."""
    seen: set[int] = set()
    step: int | None = pk
    while step is not None and step in after:
        if step in seen:
            return None
        seen.add(step)
        step = after[step]
    return step


def heirs_of(units: Iterable[Unit], *, on: date) -> dict[int, Unit]:
    """Map those of these units that have ended to their heirs; without any, ask nothing."""
    ended = {unit.pk for unit in units if unit.in_force_until and unit.in_force_until <= on}
    if not ended:
        return {}
    heirs = {pk: heir for pk, heir in heirs_on(on).items() if pk in ended}
    found = Unit.objects.in_bulk(set(heirs.values()))
    return {pk: found[heir] for pk, heir in heirs.items()}


def predecessors_of(unit_ids: Collection[int], *, on: date) -> set[int]:
    """Find the ended units that these go on for."""
    wanted = set(unit_ids)
    return {pk for pk, heir in heirs_on(on).items() if heir in wanted}
