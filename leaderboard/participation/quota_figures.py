"""Units against the quotas of a contest: who took part of each category, and who is missing.

A person counts in the unit of the entry and in every unit above it, as in participation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import caches
from django.db.models import Count

from contests.models import Contest, EntryDetail, Quota
from contests.quotas.arithmetic import counts_for, missing, needed
from contests.quotas.settings import demand_in_words, demand_of, quotas_of
from leaderboard.participation.figures import Base, add_up_headcounts
from leaderboard.participation.tree import (
    UnitNode,
    UnitTree,
    bottom_up,
    counted_headcounts,
    days_of,
    read_tree,
)
from quizsite.accounts.models import HeadcountCategory

KEPT_S = 60


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """One quota at one unit. Without a headcount that it hangs on, nobody can tell."""

    quota: Quota
    base: Base | None
    taken: int

    @property
    def demand(self) -> str:
        return demand_in_words(self.quota)

    @property
    def who(self) -> str:
        return str(HeadcountCategory(self.quota.category).label)

    @property
    def needed(self) -> int | None:
        return needed(demand_of(self.quota), self.base.people if self.base else None)

    @property
    def missing(self) -> int | None:
        return missing(demand_of(self.quota), self.base.people if self.base else None, self.taken)


@dataclass(frozen=True, slots=True)
class UnitQuotas:
    unit: UnitNode
    lines: tuple[QuotaLine, ...]

    @property
    def meets_quotas(self) -> bool | None:
        """Whether all that is compulsory is met; None if a headcount is needed to tell."""
        gaps = [line.missing for line in self.lines if line.quota.is_compulsory]
        if any(gaps):
            return False
        return None if None in gaps else True

    @property
    def missing(self) -> int:
        """People still to come, as far as it can be told; compulsory ones alone."""
        return sum(line.missing or 0 for line in self.lines if line.quota.is_compulsory)


@dataclass(frozen=True, slots=True)
class QuotaFigures:
    contest: Contest
    on: date | None  # of the headcounts
    units: Mapping[int, UnitQuotas]

    def meets_quotas(self, unit_id: int) -> bool | None:
        """Say it of any unit; one that no quota is about meets them all."""
        found = self.units.get(unit_id)
        return True if found is None else found.meets_quotas


def kept_figures(contest: Contest, *, at: datetime) -> QuotaFigures:
    """Counting reads everybody who took part; whoever looks within a minute sees the same."""
    quotas = quotas_of(contest)
    key = f"quotas:{contest.pk}:{'-'.join(str(one.pk) for one in quotas)}"
    kept = caches["pages"]
    figures: QuotaFigures | None = kept.get(key) if quotas else None
    if figures is None:
        figures = _figures(contest, quotas, at=at)
        kept.set(key, figures, KEPT_S)
    return figures


def quota_figures(contest: Contest, *, at: datetime) -> QuotaFigures:
    """Read quotas, tree and sums over the whole contest, and the headcounts of each category."""
    return _figures(contest, quotas_of(contest), at=at)


def _figures(contest: Contest, quotas: Sequence[Quota], *, at: datetime) -> QuotaFigures:
    if not quotas:
        return QuotaFigures(contest, None, {})
    tree = read_tree(days_of(contest, None, at=at))
    taken = _taken(contest, quotas, tree)
    bases = {
        category: add_up_headcounts(tree.children, counted_headcounts(tree, category))
        for category in {quota.category for quota in quotas}
    }
    by_kind: dict[str, list[Quota]] = defaultdict(list)
    for quota in quotas:
        by_kind[quota.unit_kind.code].append(quota)
    found = {}
    for pk, unit in tree.units.items():
        if unit.is_in_force and unit.kind in by_kind:
            lines = [
                QuotaLine(one, bases[one.category].get(pk), taken[one.category].get(pk, 0))
                for one in by_kind[unit.kind]
            ]
            found[pk] = UnitQuotas(unit, tuple(lines))
    return QuotaFigures(contest, tree.days.headcounts, found)


def _taken(contest: Contest, quotas: Iterable[Quota], tree: UnitTree) -> dict[str, dict[int, int]]:
    """Count by category and unit who took part, each with the units below, in one statement."""
    took_part = EntryDetail.objects.filter(
        entry__standings__contest=contest, entry__standings__round=None
    ).exclude(category="")
    counted = took_part.order_by().values_list("category", "entry__standings__unit")
    own: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    said = list(counted.annotate(people=Count("pk")))
    for category in {quota.category for quota in quotas}:
        filling = counts_for(category)
        for one, unit_id, people in said:
            if one in filling:
                own[category][tree.heir(unit_id)] += people
    order = bottom_up(tree.children)
    return {category: _rolled_up(order, tree.children, of) for category, of in own.items()} | {
        quota.category: {} for quota in quotas if quota.category not in own
    }


def _rolled_up(
    order: Iterable[int], children: Mapping[int | None, list[int]], own: Mapping[int, int]
) -> dict[int, int]:
    sums: dict[int, int] = {}
    for pk in order:
        people = own.get(pk, 0) + sum(sums.get(child, 0) for child in children.get(pk, ()))
        if people:
            sums[pk] = people
    return sums
