"""Where a share truly lies. Pure; pages read it without loading pandas."""

from math import sqrt
from typing import NamedTuple

# An interval at 95 % has so many standard errors on each side.
Z95 = 1.959964


class Interval(NamedTuple):
    low: float
    high: float


def wilson(right: int, of: int) -> Interval:
    """Return where the true share lies with 95 %; all of it if nobody was asked."""
    if not of:
        return Interval(0.0, 1.0)
    share, square = right / of, Z95 * Z95
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z95 / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return Interval(max(0.0, middle - half), min(1.0, middle + half))
