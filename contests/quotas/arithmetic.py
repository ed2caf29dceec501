"""How many people a quota asks of a unit, and how many are missing. Pure and exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# A person says one category, and counts in those that contain it as well.
CONTAINS: Mapping[str, frozenset[str]] = {
    "cong-chuc": frozenset({"mot-cua"}),
    "cbccvc": frozenset({"lanh-dao", "truong-pho-phong", "cong-chuc", "mot-cua", "vien-chuc"}),
}


@dataclass(frozen=True, slots=True)
class Demand:
    """At least so many people, or such a part of the headcount; the greater one counts."""

    at_least: int | None = None
    percent: int | None = None


def counts_for(category: str) -> frozenset[str]:
    """The categories whose people fill a quota of this one."""
    return CONTAINS.get(category, frozenset()) | {category}


def needed(demand: Demand, headcount: int | None) -> int | None:
    """Return how many people; None if that hangs on a headcount that nobody stated.

    Nobody can bring more people than there are."""
    if headcount is None:
        return demand.at_least if demand.percent is None else None
    part = -(-headcount * (demand.percent or 0) // 100)
    return min(headcount, max(part, demand.at_least or 0))


def missing(demand: Demand, headcount: int | None, taken: int) -> int | None:
    """Return how many more people the unit has to bring; None if nobody can tell."""
    asked = needed(demand, headcount)
    return None if asked is None else max(0, asked - taken)
