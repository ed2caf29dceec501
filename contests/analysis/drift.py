"""Finds questions that suddenly get easier, as when their key goes round. Pure.

Mantel and Haenszel's test compares people of equal scores before and after a slot of time, so that
better people who come later make no question look easier. The score includes the question itself:
otherwise the people after would seem better at every single question.

Given the totals of a stratum, right answers after a cut are a sum of independent chances (Vatutin
and Mikhailov, 1982). So Bennett's inequality bounds how likely such a surplus is, however few the
people are and however rare right answers."""

from __future__ import annotations

from math import log
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

# Of a hundred rounds in which nothing happened one may show a sudden change.
FALSE_ALARMS = 0.01
LEAST_PEOPLE = 30  # on each side
# Among many thousand papers a change that nobody needs to know is certain, too.
LEAST_RISE = 0.10


class Change(NamedTuple):
    """`rise` compares equals; the two shares are plain. `slot` is the first of the time after.

    e to the power of −`strength` is at least the chance of it at this one look."""

    revision: int
    slot: int
    strength: float
    rise: float
    before: tuple[int, int]
    after: tuple[int, int]


class Scan(NamedTuple):
    """All places where one question could change, with the strength of each."""

    strength: np.ndarray[Any, np.dtype[np.float64]]
    rise: np.ndarray[Any, np.dtype[np.float64]]
    right: np.ndarray[Any, np.dtype[np.float64]]
    asked: np.ndarray[Any, np.dtype[np.float64]]


def sudden_changes(table: pd.DataFrame, *, slots: int) -> dict[int, Change]:
    """Map revisions to their change; `table` is that of `Responses`.

    Every look at every question counts: the bound rises with their number (Bonferroni)."""
    if slots < 2 or table.empty:
        return {}
    scans = {revision: _scan(rows, slots) for revision, rows in table.groupby("revision")}
    looks = sum(int(np.isfinite(scan.strength).sum()) for scan in scans.values())
    if not looks:
        return {}
    bound = log(looks / FALSE_ALARMS)
    found = {}
    for revision, scan in scans.items():
        told = np.isfinite(scan.strength) & (scan.rise >= LEAST_RISE)
        strength = np.where(told, scan.strength, -np.inf)
        best = int(strength.argmax())
        if strength[best] > bound:
            found[int(revision)] = _change(int(revision), scan, best)
    return found


def _change(revision: int, scan: Scan, cut: int) -> Change:
    right, asked = np.cumsum(scan.right), np.cumsum(scan.asked)
    before = (int(right[cut]), int(asked[cut]))
    after = (int(right[-1]) - before[0], int(asked[-1]) - before[1])
    return Change(
        revision, cut + 1, float(scan.strength[cut]), float(scan.rise[cut]), before, after
    )


def _scan(rows: pd.DataFrame, slots: int) -> Scan:
    """Cut after each slot but the last; a cut with too few people has no strength (NaN)."""
    right, asked = _by_stratum(rows, slots)
    before_right, before = np.cumsum(right, axis=1)[:, :-1], np.cumsum(asked, axis=1)[:, :-1]
    of, of_right = asked.sum(axis=1, keepdims=True), right.sum(axis=1, keepdims=True)
    after, after_right = of - before, of_right - before_right
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = after * of_right / of
        variance = after * before * of_right * (of - of_right) / (of * of * (of - 1))
        variance = np.where(of > 1, variance, 0).sum(axis=0)
        weight = (after * before / of).sum(axis=0)
        more = (after_right - expected).sum(axis=0)
        rise = more / weight
    enough = (before.sum(axis=0) >= LEAST_PEOPLE) & (after.sum(axis=0) >= LEAST_PEOPLE)
    strength = np.where(enough & (variance > 0), _bennett(more, variance), np.nan)
    return Scan(strength, rise, right.sum(axis=0), asked.sum(axis=0))


def _bennett(more: Any, variance: Any) -> Any:
    """−log of the bound on the chance that the sum exceeds its mean by so much."""
    times = np.maximum(more, 0) / np.where(variance > 0, variance, 1)
    return variance * ((1 + times) * np.log1p(times) - times)


def _by_stratum(rows: pd.DataFrame, slots: int) -> tuple[Any, Any]:
    """Count right answers and people by stratum (division and score) and slot."""
    columns = {
        name: rows[name].to_numpy() for name in ("division", "rest", "of", "right", "hour", "n")
    }
    score = np.stack([columns["division"], columns["rest"] + columns["right"], columns["of"]])
    _strata, place = np.unique(score, axis=1, return_inverse=True)
    strata = int(place.max()) + 1
    cell = place.ravel() * slots + columns["hour"]
    asked = np.bincount(cell, weights=columns["n"], minlength=strata * slots)
    right = np.bincount(cell, weights=columns["n"] * columns["right"], minlength=strata * slots)
    return right.reshape(strata, slots), asked.reshape(strata, slots)
