"""Cuts the time of a round into slots that follow each other, each with enough papers. Pure."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import numpy as np

MOST_SLOTS = 48
HOUR_S = 3600
# A round of a few hours is looked at more closely.
SHORT_S, SHORT_SLOT_S = 8 * HOUR_S, 600


@dataclass(frozen=True, slots=True)
class Hours:
    """`begins` are seconds since 1970; a slot lasts until the next begins, and none is empty."""

    begins: tuple[int, ...]

    def slot_of(self, at_s: int) -> int:
        return max(bisect_right(self.begins, at_s) - 1, 0)


def hours_of(started: np.ndarray[Any, np.dtype[np.int64]]) -> Hours:
    """Whole hours, put together until each slot holds its share of the papers."""
    if not len(started):
        return Hours(())
    span = int(started.max() - started.min())
    width = SHORT_SLOT_S if span <= SHORT_S else HOUR_S
    begins, papers = np.unique(started // width * width, return_counts=True)
    if len(begins) <= MOST_SLOTS:
        return Hours(tuple(int(one) for one in begins))
    share, held, chosen = len(started) / MOST_SLOTS, float("inf"), []
    for begin, count in zip(begins, papers, strict=True):
        if held >= share:
            chosen.append(int(begin))
            held = 0
        held += count
    return Hours(tuple(chosen))
