"""Figures of fewer than five people are shown nowhere, nor can they be worked out. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

FEWEST = 5

K = TypeVar("K", bound=Hashable)


def is_small(people: int) -> bool:
    """Nobody is in an empty cell, so it may be shown."""
    return 0 < people < FEWEST


def hidden_groups(people: Mapping[K, int]) -> frozenset[K]:
    """Choose which parts of a whole to hide, where the whole itself is shown.

    What the whole leaves after the parts shown is known too, so it must be five people or more:
    beside a single small part the smallest of the others is hidden as well."""
    hidden = {key for key, count in people.items() if is_small(count)}
    others = sorted(
        (key for key, count in people.items() if count and key not in hidden),
        key=lambda key: (people[key], str(key)),
    )
    while hidden and sum(people[key] for key in hidden) < FEWEST and others:
        hidden.add(others.pop(0))
    return frozenset(hidden)


@dataclass(frozen=True, slots=True)
class Band:
    """Neighbouring grades counted together: from `lowest` to `highest`, from 1."""

    lowest: int
    highest: int
    people: int


def bands(counts: Sequence[int]) -> list[Band]:
    """Count neighbouring grades together until no group has one to four people.

    `counts` are those of grade 1, 2, …; groups add up to all, so nothing is left to work out."""
    found = [Band(grade, grade, people) for grade, people in enumerate(counts, start=1)]
    while len(found) > 1:
        small = next((n for n, band in enumerate(found) if is_small(band.people)), None)
        if small is None:
            return found
        first = min(small, len(found) - 2)  # with the next one, the last with the one before
        low, high = found[first], found[first + 1]
        joined = Band(low.lowest, high.highest, low.people + high.people)
        found[first : first + 2] = [joined]
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """How many of all; `is_bound` says that the truth lies beyond, towards 0 or towards all."""

    people: int
    whole: int
    is_bound: bool = False

    @property
    def is_above(self) -> bool:
        """Whether a bound is a lower one: more than this."""
        return self.people * 2 > self.whole


def share(people: int, whole: int) -> Share | None:
    """Give only a bound where the few, or the few others, could be counted from the share.

    Of fewer than ten people one side is always few, unless all agree."""
    if not whole or (whole < 2 * FEWEST and 0 < people < whole):
        return None
    if is_small(people):
        return Share(FEWEST, whole, is_bound=True)
    if is_small(whole - people):
        return Share(whole - FEWEST, whole, is_bound=True)
    return Share(people, whole)
