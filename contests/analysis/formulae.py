"""Formulae of classical item analysis over weighted columns. Pure; knows no round."""

from __future__ import annotations

from math import atanh, isnan, sqrt, tanh
from typing import Any, NamedTuple

import numpy as np

from contests.analysis.intervals import Z95

Column = np.ndarray[Any, np.dtype[Any]]


class Correlation(NamedTuple):
    value: float
    low: float
    high: float


def correlation(x: Column, y: Column, n: Column, group: Column) -> Correlation | None:
    """Correlate `x` and `y` inside groups; row by row they were seen `n` times.

    None if either never varies: nothing is known then. The interval is Fisher's."""
    moved_x, moved_y = (_from_mean(one, n, group) for one in (x, y))
    spread = sqrt(float(n @ moved_x**2) * float(n @ moved_y**2))
    seen, groups = int(n.sum()), len(np.unique(group))
    if spread < 1e-9 or seen <= groups:
        return None
    value = min(max(float(n @ (moved_x * moved_y)) / spread, -1.0), 1.0)
    if isnan(value) or seen <= groups + 2 or abs(value) == 1:
        return Correlation(value, value, value)
    half = Z95 / sqrt(seen - groups - 2)
    return Correlation(value, tanh(atanh(value) - half), tanh(atanh(value) + half))


def _from_mean(x: Column, n: Column, group: Column) -> Column:
    _names, place = np.unique(group, return_inverse=True)
    of = np.bincount(place, weights=n)
    mean = np.bincount(place, weights=n * x) / np.where(of, of, 1)
    return x - mean[place]


def thirds(y: Column, n: Column, group: Column) -> Column:
    """Say of each row whether it is of the best (0), the middle (1) or the weakest (2) third.

    Equal values are never torn apart, so thirds differ in size where many are equal. The best
    value of a group is always of its best third, the lowest of its weakest."""
    found = np.ones(len(y), dtype=np.int8)
    for name in np.unique(group):
        rows = np.flatnonzero(group == name)
        values, place = np.unique(y[rows], return_inverse=True)
        if len(values) == 1:
            continue
        seen = np.bincount(place, weights=n[rows])
        middle = (np.cumsum(seen) - seen / 2) / seen.sum()
        third = np.where(middle > 2 / 3, 0, np.where(middle < 1 / 3, 2, 1))
        third[-1], third[0] = 0, 2
        found[rows] = third[place]
    return found


def median(values: Column, n: Column) -> float:
    """Return the lower of two middle values."""
    order = np.argsort(values, kind="stable")
    until = np.cumsum(n[order])
    return float(values[order][np.searchsorted(until, until[-1] / 2)])
