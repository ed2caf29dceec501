"""Shares of right answers by content (axis), for divisions and kinds of unit. Pure.

Groups of few people are put together with the next larger one: nothing is left out, so nothing can
be found by subtracting, and no figure is that of a few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from contests.analysis.limits import LEAST_PEOPLE

Group = dict[str, Any]


def by_axis(
    table: pd.DataFrame, *, axis_of: Mapping[int, int], people: Mapping[tuple[int, int], int]
) -> list[Group]:
    """Describe each division, and in it each group of kinds of unit, the largest first.

    `kinds` is empty for the whole division. Questions without an axis here are not counted."""
    known = table.assign(axis=table["revision"].map(axis_of)).dropna(subset=["axis"])
    known = known.assign(hits=known["right"] * known["n"])
    counted = known.groupby(["division", "kind", "axis"])[["n", "hits"]].sum()
    found = []
    for division in sorted({division for division, _kind in people}):
        of_kinds = {kind: n for (one, kind), n in people.items() if one == division}
        whole = _group(counted, division, list(of_kinds), people=sum(of_kinds.values()))
        found.append({**whole, "kinds": []})
        if len(groups := pooled(of_kinds)) > 1:
            found += [
                _group(counted, division, kinds, people=sum(of_kinds[one] for one in kinds))
                for kinds in groups
            ]
    return [one for one in found if one["people"] >= LEAST_PEOPLE]


def pooled(people: Mapping[int, int]) -> list[list[int]]:
    """Group kinds so that each group has enough people, the largest group first."""
    groups: list[list[int]] = []
    small: list[int] = []
    for kind in sorted(people, key=lambda one: (people[one], one)):
        small.append(kind)
        if sum(people[one] for one in small) >= LEAST_PEOPLE:
            groups.append(sorted(small))
            small = []
    if small:  # too few for a group of their own: they join the largest
        joined = groups.pop() if groups else []
        groups.append(sorted(joined + small))
    return groups[::-1]


def _group(counted: pd.DataFrame, division: int, kinds: list[int], *, people: int) -> Group:
    of_division = counted[counted.index.get_level_values("division") == division]
    rows = of_division[of_division.index.get_level_values("kind").isin(kinds)]
    axes = rows.groupby("axis").sum()
    return {
        "division": division,
        "kinds": kinds,
        "people": people,
        "axes": [[int(axis), int(row["hits"]), int(row["n"])] for axis, row in axes.iterrows()],
    }
