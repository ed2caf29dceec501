"""Each unit then and now. The rate changes in percentage points, not in percent of itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from leaderboard.participation.figures import Participation, UnitFigures
from leaderboard.participation.selection import Selection
from quizsite.language.ordering import order_key
from quizsite.language.rates import percent


@dataclass(frozen=True, slots=True)
class Then:
    """People and headcount of a unit at the other time, with those merged into it since."""

    people: int
    headcount: int | None
    has_merged: bool = False

    @property
    def rate(self) -> Decimal | None:
        return None if self.headcount is None else percent(self.people, self.headcount)


@dataclass(frozen=True, slots=True)
class UnitChange:
    now: UnitFigures
    then: Then | None  # the unit was not there yet

    @property
    def rate_change(self) -> Decimal | None:
        """By how many percentage points the rate is higher now."""
        before = self.then.rate if self.then else None
        after = self.now.rate
        return None if before is None or after is None else after - before

    @property
    def rate_fall(self) -> Decimal | None:
        return None if self.rate_change is None else -self.rate_change

    @property
    def people_change(self) -> int:
        return self.now.counted.people - (self.then.people if self.then else 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    whole: UnitChange | None  # of the unit that is looked into
    lines: Sequence[UnitChange]
    risen: int
    fallen: int


def compare(now: Participation, then: Participation, *, shown: Selection, order: str) -> Comparison:
    """Put each unit of the selection beside what it, or what became it, was then."""
    lines = [UnitChange(one, _then(one, now, then)) for one in shown.units]
    lines.sort(key=ORDERS.get(order, ORDERS["tang"])[1])
    changes = [one.rate_change for one in lines if one.rate_change is not None]
    focus = shown.focus
    return Comparison(
        whole=UnitChange(focus, _then(focus, now, then)) if focus else None,
        lines=lines,
        risen=sum(one > 0 for one in changes),
        fallen=sum(one < 0 for one in changes),
    )


def _then(one: UnitFigures, now: Participation, then: Participation) -> Then | None:
    pk = one.unit.pk
    merged = [
        old
        for old, heir in now.tree.heirs.items()
        if heir == pk and old in then.figures and old not in then.tree.heirs
    ]
    own = {unit for unit in [pk, *merged] if _was_there(then, unit)}
    if not own:
        return None
    # Whoever stood below another of them then is counted in it already.
    tops = [unit for unit in own if not own & _above(then, unit)]
    bases = [then.figures[unit].base for unit in tops]
    known = [base.people for base in bases if base is not None]
    return Then(
        people=sum(then.figures[unit].counted.people for unit in tops),
        headcount=sum(known) if len(known) == len(bases) else None,
        has_merged=bool(merged),
    )


def _was_there(then: Participation, unit_id: int) -> bool:
    found = then.figures.get(unit_id)
    return found is not None and (found.unit.is_in_force or bool(found.counted.people))


def _above(then: Participation, unit_id: int) -> set[int]:
    return {one.unit.pk for one in then.path_to(unit_id)[:-1]}


def _by_name(one: UnitChange) -> tuple[bytes, int]:
    return (order_key(one.now.unit.name), one.now.unit.pk)


def _risen_first(one: UnitChange) -> tuple[bool, Decimal, bytes, int]:
    return (one.rate_change is None, -(one.rate_change or Decimal(0)), *_by_name(one))


def _fallen_first(one: UnitChange) -> tuple[bool, Decimal, bytes, int]:
    return (one.rate_change is None, one.rate_change or Decimal(0), *_by_name(one))


Order = Callable[[UnitChange], tuple[object, ...]]
ORDERS: dict[str, tuple[object, Order]] = {
    "tang": (_("Tăng nhiều trước"), _risen_first),
    "giam": (_("Giảm nhiều trước"), _fallen_first),
    "ten": (_("Tên đơn vị"), _by_name),
}
