"""Says of a question's figures what looks wrong, with the numbers that say so. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from math import sqrt
from typing import Any

from contests.analysis.limits import SMALL

Figures = Mapping[str, Any]
Flag = dict[str, Any]

# The best third must have so many people, and prefer the other answer beyond chance (one in 20).
LEAST_OF_BEST, BEYOND_CHANCE = 10, 1.645
# So many rounds have asked the question before.
OFTEN = 3


class FlagKind(StrEnum):
    BROKEN = "broken"
    LEAKED = "leaked"
    NEGATIVE = "negative"
    NOBODY = "nobody"
    EVERYBODY = "everybody"
    UNUSED = "unused"
    OFTEN = "often"


# What rises to the top; a sum orders questions with several.
TROUBLE: Mapping[FlagKind, int] = {
    FlagKind.BROKEN: 1000,
    FlagKind.LEAKED: 500,
    FlagKind.NEGATIVE: 200,
    FlagKind.NOBODY: 100,
    FlagKind.EVERYBODY: 20,
    FlagKind.UNUSED: 5,
    FlagKind.OFTEN: 1,
}


def flags_of(figures: Figures) -> list[Flag]:
    """Look for each kind; a question that too few people were asked gets none."""
    if figures["asked"] < SMALL:
        return []
    found = [
        {"kind": str(kind), **said} for kind, look in _LOOKS.items() if (said := look(figures))
    ]
    return sorted(found, key=lambda one: -TROUBLE[FlagKind(one["kind"])])


def trouble_of(flags: list[Flag]) -> int:
    return sum(TROUBLE[FlagKind(one["kind"])] for one in flags)


def _broken(figures: Figures) -> Flag | None:
    """The best third chose a wrong answer more often than all that count as right."""
    best = figures["thirds"][0]
    wrong = [one for one in figures.get("answers", ()) if not one["is_right"]]
    if best < LEAST_OF_BEST or not wrong:
        return None
    other = max(wrong, key=lambda one: one["thirds"][0])
    key, chosen = figures["right_thirds"][0], other["thirds"][0]
    if chosen <= key or (chosen - key) / sqrt(chosen + key) < BEYOND_CHANCE:
        return None
    return {"answer": other["answer"], "chosen": chosen, "key": key, "of": best}


def _negative(figures: Figures) -> Flag | None:
    """Surely: the whole interval is below nothing."""
    found = figures.get("r")
    return {"r": found[0], "high": found[2]} if found and found[2] < 0 else None


def _leaked(figures: Figures) -> Flag | None:
    return figures.get("change")


def _nobody(figures: Figures) -> Flag | None:
    return {"of": figures["asked"]} if figures["right"] == 0 else None


def _everybody(figures: Figures) -> Flag | None:
    return {"of": figures["asked"]} if figures["right"] == figures["asked"] else None


def _unused(figures: Figures) -> Flag | None:
    """Where somebody was wrong, and yet some options deceived nobody."""
    if figures["right"] == figures["asked"]:
        return None
    unused = [n for n, count in enumerate(figures.get("options", ())) if not sum(count)]
    return {"options": unused, "of": figures["asked"]} if unused else None


def _often(figures: Figures) -> Flag | None:
    before = figures.get("before", {})
    return dict(before) if before.get("rounds", 0) >= OFTEN else None


_LOOKS: Mapping[FlagKind, Callable[[Figures], Flag | None]] = {
    FlagKind.BROKEN: _broken,
    FlagKind.LEAKED: _leaked,
    FlagKind.NEGATIVE: _negative,
    FlagKind.NOBODY: _nobody,
    FlagKind.EVERYBODY: _everybody,
    FlagKind.UNUSED: _unused,
    FlagKind.OFTEN: _often,
}
