"""From the table of answers to the figures of each question, ready to be stored. Pure.

Figures of all divisions together compare people inside their division: thirds and the correlation
never say that one division knows more than another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from contests.analysis.formulae import Column, correlation, median, thirds
from contests.analysis.intervals import wilson
from contests.analysis.limits import HIDDEN, SMALL
from contests.analysis.small_groups import to_tell

ANSWERS_KEPT = 10

Figures = dict[str, Any]


class Asked(NamedTuple):
    """What figures need to know of a question besides its answers."""

    options: int  # 0 if answers are no choice of options
    is_counted: bool  # whether its type can tell one answer from another


def figures_of(rows: pd.DataFrame, *, asked: Asked, slots: int) -> Figures:
    """Describe all answers of one question, and those of each division."""
    found = _figures(rows, asked)
    found["hours"] = _by_hour(rows, slots)
    divisions = {int(pk): part for pk, part in rows.groupby("division")}
    counts = {pk: int(part["n"].sum()) for pk, part in divisions.items()}
    told = to_tell(counts)
    found["divisions"] = {
        str(pk): (_figures(part, asked) if pk in told else {"asked": counts[pk]})
        if len(divisions) > 1
        else {}
        for pk, part in divisions.items()
    }
    return found


def _figures(rows: pd.DataFrame, asked: Asked) -> Figures:
    n, right = rows["n"].to_numpy(), rows["right"].to_numpy()
    seen, correct = int(n.sum()), int(n @ right)
    blank = int(n[rows["chosen"].to_numpy() == 0].sum())
    found: Figures = {"asked": seen, "blank": blank, "right": correct}
    if seen < HIDDEN:
        return {"asked": seen}
    found["low"], found["high"] = (round(one, 4) for one in wilson(correct, seen))
    if seen >= SMALL:
        found |= _discrimination(rows, n, right) | _by_thirds(rows, n, right, asked)
    return found


def _rest(rows: pd.DataFrame) -> Column:
    """The score without this question, as a share: annulled questions shorten some papers."""
    of = rows["of"].to_numpy()
    share: Column = rows["rest"].to_numpy() / np.where(of, of, 1)
    return share


def _discrimination(rows: pd.DataFrame, n: Column, right: Column) -> Figures:
    found = correlation(right, _rest(rows), n, rows["division"].to_numpy())
    return {"r": [round(one, 4) for one in found]} if found else {}


def _by_thirds(rows: pd.DataFrame, n: Column, right: Column, asked: Asked) -> Figures:
    """Count people, right answers, options and whole answers by third, the best first."""
    third = thirds(_rest(rows), n, rows["division"].to_numpy())
    chosen = rows["chosen"].to_numpy()

    def count(wanted: Column) -> list[int]:
        return [int(one) for one in np.bincount(third, weights=n * wanted, minlength=3)]

    found: Figures = {"thirds": count(np.ones(len(n))), "right_thirds": count(right)}
    if asked.options:
        found["options"] = [count(chosen >> option & 1) for option in range(asked.options)]
    if asked.is_counted:
        by_answer = pd.Series(n).groupby(chosen).sum().drop(0, errors="ignore")
        common = by_answer.sort_values(ascending=False, kind="stable").index[:ANSWERS_KEPT]
        found["answers"] = [
            {
                "answer": int(answer),
                "thirds": count(chosen == answer),
                "is_right": bool(right[chosen == answer].any()),
            }
            for answer in common
            if by_answer[answer] >= HIDDEN
        ]
    return found


def _by_hour(rows: pd.DataFrame, slots: int) -> list[list[int]]:
    """Count right answers and people by slot of time."""
    hour, n = rows["hour"].to_numpy(), rows["n"].to_numpy()
    right = np.bincount(hour, weights=n * rows["right"].to_numpy(), minlength=slots)
    asked = np.bincount(hour, weights=n, minlength=slots)
    return [[int(one), int(of)] for one, of in zip(right, asked, strict=True)]


def times_of(seconds: pd.DataFrame) -> dict[int, Figures]:
    """Map revisions to how long their answers took, where enough are known."""
    found = {}
    for revision, rows in seconds.groupby("revision"):
        took, n = rows["seconds"].to_numpy(), rows["n"].to_numpy()
        if (known := int(n.sum())) >= SMALL:
            middle = median(took, n)
            found[int(revision)] = {
                "known": known,
                "mean": round(float(took @ n) / known, 1),
                "median": middle,
            }
    return found


def all_figures(
    table: pd.DataFrame, seconds: pd.DataFrame, *, asked: Mapping[int, Asked], slots: int
) -> dict[int, Figures]:
    times = times_of(seconds)
    found = {}
    for revision, rows in table.groupby("revision"):
        pk = int(revision)
        found[pk] = figures_of(rows, asked=asked[pk], slots=slots)
        if pk in times:
            found[pk]["time"] = times[pk]
    return found
