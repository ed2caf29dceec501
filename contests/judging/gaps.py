"""What counts of several marks of one work, and when a third juror is needed. Pure.

Marks are hundredths of a point by criterion; figures stay exact until they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

Marks = Mapping[int, int]  # criterion → hundredths


class Unit(StrEnum):
    POINTS = "points"
    PERCENT = "percent"


class Scope(StrEnum):
    TOTAL = "total"
    CRITERION = "criterion"


class Way(StrEnum):
    THIRD = "third"
    NEAREST = "nearest"
    MEDIAN = "median"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class GapRule:
    """From `value` hundredths on (of a point, or of one per cent of the most) marks lie too far.

    A value of 0 asks for no third juror."""

    value: int
    unit: Unit
    scope: Scope
    way: Way

    def limit(self, most: int) -> Fraction:
        if self.unit is Unit.POINTS:
            return Fraction(self.value)
        return Fraction(self.value * most, 100_00)


class Standing(StrEnum):
    WAITING = "waiting"  # for the first markers
    APART = "apart"  # a third juror has to mark
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`gap` is the widest one that the rule compares; `marks` are empty unless settled."""

    standing: Standing
    gap: int = 0
    marks: Mapping[int, Fraction] | None = None

    @property
    def total(self) -> Fraction:
        return sum((self.marks or {}).values(), Fraction(0))


def settle(
    first: Sequence[Marks],
    third: Marks | None,
    *,
    markers: int,
    most: Mapping[int, int],
    rule: GapRule,
) -> Outcome:
    """Decide on the marks of one work; `most` are the criteria with their maxima."""
    if len(first) < markers:
        return Outcome(Standing.WAITING)
    gap = widest_gap(first, most=most, scope=rule.scope)
    if not is_apart(first, most=most, rule=rule):
        return Outcome(Standing.SETTLED, gap, mean(first, most))
    if third is None:
        return Outcome(Standing.APART, gap)
    return Outcome(Standing.SETTLED, gap, _by_three([*first, third], most=most, rule=rule))


def is_apart(sheets: Sequence[Marks], *, most: Mapping[int, int], rule: GapRule) -> bool:
    if not rule.value or len(sheets) < 2:
        return False
    if rule.scope is Scope.TOTAL:
        return _spread([_total(one) for one in sheets]) >= rule.limit(sum(most.values()))
    return any(
        _spread([one[criterion] for one in sheets]) >= rule.limit(limit)
        for criterion, limit in most.items()
    )


def widest_gap(sheets: Sequence[Marks], *, most: Mapping[int, int], scope: Scope) -> int:
    if scope is Scope.TOTAL:
        return _spread([_total(one) for one in sheets])
    return max((_spread([one[criterion] for one in sheets]) for criterion in most), default=0)


def mean(sheets: Sequence[Marks], most: Mapping[int, int]) -> dict[int, Fraction]:
    return {one: Fraction(sum(sheet[one] for sheet in sheets), len(sheets)) for one in most}


def _by_three(
    sheets: Sequence[Marks], *, most: Mapping[int, int], rule: GapRule
) -> dict[int, Fraction]:
    """The last sheet is the third juror's."""
    if rule.way is Way.THIRD:
        return mean(sheets[-1:], most)
    if rule.way is Way.MEAN:
        return mean(sheets, most)
    choose = _nearest if rule.way is Way.NEAREST else _median
    if rule.scope is Scope.TOTAL:
        return mean([sheets[n] for n in choose([_total(one) for one in sheets])], most)
    decided = {}
    for criterion in most:
        marks = [one[criterion] for one in sheets]
        kept = [marks[n] for n in choose(marks)]
        decided[criterion] = Fraction(sum(kept), len(kept))
    return decided


def _nearest(marks: Sequence[int]) -> list[int]:
    """Which two lie nearest; where two pairs are equally near, all of both count."""
    pairs = list(combinations(range(len(marks)), 2))
    least = min(abs(marks[a] - marks[b]) for a, b in pairs)
    near = [pair for pair in pairs if abs(marks[pair[0]] - marks[pair[1]]) == least]
    return sorted({n for pair in near for n in pair})


def _median(marks: Sequence[int]) -> list[int]:
    """The one in the middle, or both of an even number."""
    order = sorted(range(len(marks)), key=lambda n: (marks[n], n))
    half = len(order) // 2
    return [order[half]] if len(order) % 2 else order[half - 1 : half + 1]


def _spread(marks: Sequence[int]) -> int:
    return max(marks) - min(marks)


def _total(sheet: Marks) -> int:
    return sum(sheet.values())


def rounded(exact: Fraction) -> int:
    """To whole hundredths, half up."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
