"""The tree of units that figures add up along, with merged units in the place of their heirs.

Stored results keep the unit that a person chose. The tree is read as of a day: today's as long as
the result may change, the day of the finalising afterwards. So a merger moves live figures and
leaves final ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from contests.models import Contest, Round
from quizsite.accounts.models import Unit
from quizsite.accounts.units.heirs import last_heirs
from quizsite.accounts.units.search import Stated, headcounts_on


@dataclass(frozen=True)
class UnitNode:
    """`parent_id` is the unit above, or the heir of that one."""

    pk: int
    parent_id: int | None
    code: str
    name: str
    kind: str
    kind_name: str
    search_key: str
    is_in_force: bool


class Days(NamedTuple):
    """Of the headcounts: the day a round opened. Of the units: when it became final, else today."""

    headcounts: date
    units: date


@dataclass(frozen=True)
class UnitTree:
    days: Days
    units: Mapping[int, UnitNode]
    children: Mapping[int | None, list[int]]
    heirs: Mapping[int, int]  # of merged units

    def heir(self, unit_id: int) -> int:
        """The unit that a person of this one is counted in."""
        return self.heirs.get(unit_id, unit_id)


def days_of(contest: Contest, round: Round | None, *, at: datetime) -> Days:
    """The whole contest opened with its last announced round, and is final if all of them are."""
    if round is not None:
        rows = [(round.opens_at, round.finalised_at)]
    else:
        ranked = Round.objects.ranked().filter(contest=contest).order_by("opens_at")
        rows = list(ranked.values_list("opens_at", "finalised_at"))
    opened = rows[-1][0] if rows else contest.created_at
    final = [moment for _opens_at, moment in rows if moment is not None]
    fixed = max(final) if final and len(final) == len(rows) else at
    return Days(timezone.localtime(opened).date(), timezone.localtime(fixed).date())


def read_tree(days: Days) -> UnitTree:
    """Read all units in one query."""
    units: dict[int, UnitNode] = {}
    after: dict[int, int | None] = {}
    rows = Unit.objects.select_related("kind").order_by("search_key", "pk")
    for unit in rows.iterator(chunk_size=2000):
        begins, ends = unit.in_force_from, unit.in_force_until
        if ends and ends <= days.units:
            after[unit.pk] = unit.successor_id
        units[unit.pk] = UnitNode(
            pk=unit.pk,
            parent_id=unit.parent_id,
            code=unit.code,
            name=unit.name,
            kind=unit.kind.code,
            kind_name=unit.kind.name,
            search_key=unit.search_key,
            is_in_force=any(
                (not begins or begins <= one) and (not ends or one < ends) for one in days
            ),
        )
    heirs = last_heirs(after)
    for pk in heirs:
        units[pk] = replace(units[pk], is_in_force=False)
    _put_below_heirs(units, heirs)
    return UnitTree(days, units, children_of(units.values()), heirs)


def _put_below_heirs(units: dict[int, UnitNode], heirs: Mapping[int, int]) -> None:
    """Let units below a merged one stand below its heir, unless the heir is one of them."""
    for pk, unit in list(units.items()):
        heir = heirs.get(unit.parent_id) if unit.parent_id is not None else None
        if heir is not None and not _is_below(heir, pk, units):
            units[pk] = replace(unit, parent_id=heir)


def _is_below(pk: int, other: int, units: Mapping[int, UnitNode]) -> bool:
    step: int | None = pk
    while step is not None and step != other:
        step = units[step].parent_id
    return step == other


def children_of(units: Iterable[UnitNode]) -> dict[int | None, list[int]]:
    children: dict[int | None, list[int]] = defaultdict(list)
    for unit in units:
        children[unit.parent_id].append(unit.pk)
    return dict(children)


def bottom_up(children: Mapping[int | None, list[int]]) -> list[int]:
    """List every unit after all units below it."""
    order: list[int] = []
    waiting = list(children.get(None, ()))
    while waiting:
        pk = waiting.pop()
        order.append(pk)
        waiting += children.get(pk, ())
    return order[::-1]


def counted_headcounts(tree: UnitTree, category: str) -> dict[int, Stated]:
    """The headcounts of the day, without those of units that are no more.

    An heir may state a new figure as of the merger, after the day of all others; it counts."""
    stated = headcounts_on(tree.days.headcounts, category)
    grown = set(tree.heirs.values())
    if tree.days.headcounts < tree.days.units and grown:
        stated |= headcounts_on(tree.days.units, category, units=grown)
    return {
        pk: one for pk, one in stated.items() if pk in tree.units and tree.units[pk].is_in_force
    }
