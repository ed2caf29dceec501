"""Which answers are counted in the figures by now. Pure.

Figures that grow by one answer tell that answer to whoever looked before and after. So what is
counted grows by whole blocks of at least five answers, of finished days, in each part that
figures are made of: one place in one quarter. The newest block waits until the next one is full.
Once a part is over, the rest is counted at once; a part of fewer than five is never counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from contests.surveys.small_cells import FEWEST


def counted_until(days: Mapping[date, int], *, today: date, is_over: bool) -> date | None:
    """Return the last day that is counted of one part, or None if none is yet.

    `days` counts the part's answers by day."""
    if is_over:
        return max(days) if sum(days.values()) >= FEWEST else None
    ends: list[date] = []
    waiting = 0
    for day in sorted(one for one in days if one < today):
        waiting += days[day]
        if waiting >= FEWEST:
            ends.append(day)
            waiting = 0
    return ends[-2] if len(ends) > 1 else None


def quarter_of(day: date) -> date:
    """Name a quarter by its first day."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def is_quarter_over(quarter: date, *, today: date) -> bool:
    return quarter_of(today) > quarter
