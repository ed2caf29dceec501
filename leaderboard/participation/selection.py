"""Which units the pages and the export of participation show, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from leaderboard.participation.figures import Participation, UnitFigures, UnitSums
from quizsite.accounts.units.no_unit import NO_UNIT
from quizsite.language.ordering import order_key
from quizsite.language.rates import percent
from quizsite.language.vietnamese import search_words

MOST_SHOWN = 300
PER_PAGE = 20
FEW = 5
SOME = 10


@dataclass(frozen=True)
class UnitFilter:
    """What the reader asks for: a unit to look into, a block of units, words, an order."""

    code: str = ""
    kind: str = ""
    words: str = ""
    order: str = "ty-le"
    found: frozenset[int] = frozenset()  # units that the words find by other names
    notes: tuple[str, ...] = ()  # where a former place went


@dataclass(frozen=True)
class UnitLine:
    """A unit on the page; `bar` is the length of its bar, `full` the position of 100 %."""

    figures: UnitFigures
    bar: str
    full: str
    above: str


@dataclass(frozen=True)
class KindTotal:
    kind: str
    name: str
    units: int
    active: int  # units of which somebody took part
    people: int
    headcount: int | None
    rate: Decimal | None
    residents: int
    sums: UnitSums  # of everybody

    @property
    def bar(self) -> str:
        """How long its bar is of 100, as SVG reads it, whatever the language of the page."""
        return f"{min(self.rate or Decimal(0), Decimal(100)):.2f}"


@dataclass(frozen=True)
class Selection:
    """The units shown, inside the unit that the reader opened."""

    focus: UnitFigures | None
    path: list[UnitFigures]
    units: list[UnitFigures]
    kinds: list[KindTotal]
    is_flat: bool

    @property
    def has_rates(self) -> bool:
        return any(one.rate is not None for one in self.units)

    @property
    def has_small(self) -> bool:
        return any(one.is_small for one in self.units)

    @property
    def full(self) -> list[UnitFigures]:
        return sorted((one for one in self.units if one.is_full), key=_by_name)

    @property
    def first_full(self) -> list[UnitFigures]:
        return self.full[:SOME]

    @property
    def more_full(self) -> int:
        return max(0, len(self.full) - SOME)

    @property
    def lowest(self) -> list[UnitFigures]:
        """The few units furthest from 100 %, the lowest first."""
        behind = [one for one in self.units if one.rate is not None and not one.is_full]
        return sorted(behind, key=lambda one: (one.rate, *_by_name(one)))[:FEW]


def select(participation: Participation, question: UnitFilter) -> Selection | None:
    """None if there is no such unit."""
    focus = participation.by_code(question.code) if question.code else only_root(participation)
    if question.code and focus is None:
        return None
    focus_id = focus.unit.pk if focus else None
    is_flat = bool(question.kind or question.words)
    units = participation.within(focus_id) if is_flat else participation.below(focus_id)
    if focus is None or not question.code:
        units += _of_no_unit(participation, units)
    shown = [one for one in units if _is_listed(one) and _matches(one, question)]
    shown.sort(key=ORDERS.get(question.order, ORDERS["ty-le"])[1])
    path = participation.path_to(focus.unit.pk) if focus else []
    return Selection(focus, path, shown, totals_by_kind(participation, focus_id), is_flat)


def lines(
    participation: Participation,
    units: Sequence[UnitFigures],
    *,
    shown: Sequence[UnitFigures] | None = None,
) -> list[UnitLine]:
    """Draw all bars on one scale, on every page: 100 %, or the highest rate if it is above."""
    shown = units[:MOST_SHOWN] if shown is None else shown
    highest = max((one.rate for one in units if one.rate is not None), default=Decimal(0))
    scale = max(Decimal(100), highest)
    full = f"{100 * 100 / scale:.2f}"
    return [
        UnitLine(one, f"{(one.rate or 0) * 100 / scale:.2f}", full, _above(participation, one))
        for one in shown
    ]


def _above(participation: Participation, one: UnitFigures) -> str:
    parent = one.unit.parent_id
    return participation.figures[parent].unit.name if parent is not None else ""


def only_root(participation: Participation) -> UnitFigures | None:
    """A tree with a single top is opened at once."""
    topmost = [one for one in participation.below(None) if one.unit.code != NO_UNIT]
    return topmost[0] if len(topmost) == 1 and topmost[0].has_units_below else None


def _is_listed(one: UnitFigures) -> bool:
    """A dissolved unit stays listed as long as people entered from it, as does "no unit"."""
    has_people = bool(one.counted.people or one.residents.people)
    return has_people or (one.unit.is_in_force and one.unit.code != NO_UNIT)


def _of_no_unit(participation: Participation, units: Collection[UnitFigures]) -> list[UnitFigures]:
    """People of no unit stand beside the units of a tree that was opened at once."""
    found = participation.by_code(NO_UNIT)
    return [found] if found is not None and found not in units else []


def _matches(one: UnitFigures, question: UnitFilter) -> bool:
    if question.kind and one.unit.kind != question.kind:
        return False
    if one.unit.pk in question.found:
        return True
    key = f" {one.unit.search_key}"
    return all(f" {word}" in key for word in search_words(question.words))


def _by_name(one: UnitFigures) -> tuple[bytes, int]:
    return (order_key(one.unit.name), one.unit.pk)


def _by_rate(one: UnitFigures) -> tuple[Decimal, bytes, int]:
    return (-(one.rate if one.rate is not None else Decimal(-1)), *_by_name(one))


def _by_people(one: UnitFigures) -> tuple[int, bytes, int]:
    return (-(one.counted.people or 0), *_by_name(one))


def _by_mean(one: UnitFigures) -> tuple[Decimal, bytes, int]:
    mean = one.counted.mean_score
    return (-(mean if mean is not None else Decimal(-1)), *_by_name(one))


Order = Callable[[UnitFigures], tuple[object, ...]]
ORDERS: dict[str, tuple[object, Order]] = {
    "ty-le": (_("Tỷ lệ cao trước"), _by_rate),
    "so-nguoi": (_("Số người nhiều trước"), _by_people),
    "diem": (_("Điểm trung bình cao trước"), _by_mean),
    "ten": (_("Tên đơn vị"), _by_name),
}


def totals_by_kind(participation: Participation, focus_id: int | None) -> list[KindTotal]:
    """Total each block over its topmost units; a unit below one of its kind is in it already."""
    by_kind: dict[str, list[UnitFigures]] = {}
    for one in _topmost_of_kind(participation, focus_id):
        if _is_listed(one):
            by_kind.setdefault(one.unit.kind, []).append(one)
    found = [_kind_total(units) for units in by_kind.values()]
    return sorted(found, key=lambda total: (-total.units, order_key(total.name)))


def units_of_kinds(
    participation: Participation, kinds: Collection[str], *, below: int | None = None
) -> list[UnitFigures]:
    """List the topmost units of these khối; a unit below one of them is in it already."""
    found, waiting = [], participation.below(below)
    while waiting:
        one = waiting.pop()
        if one.unit.kind not in kinds:
            waiting += participation.below(one.unit.pk)
        elif _is_listed(one):
            found.append(one)
    return found


def listed_kinds(participation: Participation) -> list[KindTotal]:
    """Total each khối as reports list them: below the top of a tree that has a single one."""
    root = only_root(participation)
    return totals_by_kind(participation, root.unit.pk if root else None)


def listed_units(participation: Participation) -> list[UnitFigures]:
    """List the topmost units of those khối by name; a unit below another one is part of it."""
    kinds = {one.kind for one in listed_kinds(participation)}
    return sorted(units_of_kinds(participation, kinds), key=_by_name)


def _topmost_of_kind(participation: Participation, focus_id: int | None) -> Iterable[UnitFigures]:
    waiting = [(one, frozenset[str]()) for one in participation.below(focus_id)]
    while waiting:
        one, kinds_above = waiting.pop()
        if one.unit.kind not in kinds_above:
            yield one
        kinds = kinds_above | {one.unit.kind}
        waiting += [(child, kinds) for child in participation.below(one.unit.pk)]


def _kind_total(units: Sequence[UnitFigures]) -> KindTotal:
    """The rate counts, on both sides, only units that state a headcount."""
    based = [one for one in units if one.base]
    headcount = sum(one.base.people for one in based if one.base)
    counted = sum((one.counted for one in units), UnitSums())
    return KindTotal(
        kind=units[0].unit.kind,
        name=units[0].unit.kind_name,
        units=len(units),
        active=sum(1 for one in units if one.counted.people or one.residents.people),
        people=counted.people,
        headcount=headcount or None,
        rate=percent(sum(one.counted.people for one in based), headcount),
        residents=sum(one.residents.people for one in units),
        sums=sum((one.residents for one in units), counted),
    )
