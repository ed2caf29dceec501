"""The order of presentations and their hours. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random


def drawn_order(works: Sequence[int], *, seed: str) -> list[int]:
    """Shuffle; whoever knows the seed and the numbers of the works can do it again."""
    order = sorted(works)
    Random(seed).shuffle(order)  # noqa: S311 -- the seed is random and recorded
    return order


@dataclass(frozen=True, slots=True)
class Turn:
    """When one work is presented, asked about, and done."""

    position: int
    begins_at: datetime
    questions_at: datetime
    ends_at: datetime


def turns(count: int, *, starts_at: datetime, talk: int, questions: int, pause: int) -> list[Turn]:
    """Plan so many presentations, each with minutes for the talk, questions and the pause."""
    each = timedelta(minutes=talk + questions + pause)
    found = []
    for n in range(count):
        begins = starts_at + n * each
        asked = begins + timedelta(minutes=talk)
        found.append(Turn(n + 1, begins, asked, asked + timedelta(minutes=questions)))
    return found
