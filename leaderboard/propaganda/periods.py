"""Periods of reports: which days count, and what a period is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from leaderboard.propaganda_models import PeriodKind, PeriodWindow
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import About, Actor, record

# The windows of the periodic report on administrative reform, as month and day.
USUAL = {
    PeriodKind.Q1: ((12, 15), (3, 14)),
    PeriodKind.Q2: ((3, 15), (6, 14)),
    PeriodKind.HALF: ((12, 15), (6, 14)),
    PeriodKind.Q3: ((6, 15), (9, 14)),
    PeriodKind.NINE_MONTHS: ((12, 15), (9, 14)),
    PeriodKind.Q4: ((9, 15), (12, 14)),
    PeriodKind.YEAR: ((12, 15), (12, 14)),
}
_QUARTERS = (PeriodKind.Q1, PeriodKind.Q2, PeriodKind.Q3, PeriodKind.Q4)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are included."""

    kind: PeriodKind
    year: int
    begins: date
    ends: date

    @property
    def title(self) -> str:
        """Quý I năm 2026; Năm 2026"""
        name = str(self.kind.label)
        return f"{name} {self.year}" if self.kind is PeriodKind.YEAR else f"{name} năm {self.year}"

    @property
    def window(self) -> str:
        return f"từ {self.begins:%d/%m/%Y} đến {self.ends:%d/%m/%Y}"


def windows() -> dict[PeriodKind, PeriodWindow]:
    """What the staff stated, else the usual ones, not stored."""
    stated = {PeriodKind(one.kind): one for one in PeriodWindow.objects.all()}
    return {kind: stated.get(kind) or _usual(kind) for kind in PeriodKind}


def _usual(kind: PeriodKind) -> PeriodWindow:
    begins, ends = USUAL[kind]
    return PeriodWindow(
        kind=kind,
        begins_month=begins[0],
        begins_day=begins[1],
        ends_month=ends[0],
        ends_day=ends[1],
    )


def period_of(kind: PeriodKind, year: int) -> Period:
    return _period(windows()[kind], year)


def _period(window: PeriodWindow, year: int) -> Period:
    return Period(PeriodKind(window.kind), year, *window.days_in(year))


def period_before(period: Period) -> Period:
    """Of a quarter the quarter before; of what adds up from the year's start the year before."""
    if period.kind not in _QUARTERS or period.kind is PeriodKind.Q1:
        kind = PeriodKind.Q4 if period.kind is PeriodKind.Q1 else period.kind
        return period_of(kind, period.year - 1)
    return period_of(_QUARTERS[_QUARTERS.index(period.kind) - 1], period.year)


def period_now(today: date) -> Period:
    """The quarter that today lies in; where windows leave a gap, the year."""
    known = windows()
    for year in (today.year, today.year + 1):
        for kind in _QUARTERS:
            found = _period(known[kind], year)
            if found.begins <= today <= found.ends:
                return found
    return _period(known[PeriodKind.YEAR], today.year)


@transaction.atomic
def set_windows(
    stated: Mapping[PeriodKind, PeriodWindow], *, by: Actor, at: datetime
) -> list[PeriodKind]:
    """Store the windows that differ from those in force; return their periods."""
    before = windows()
    changed = [kind for kind, one in stated.items() if _days(one) != _days(before[kind])]
    for kind in changed:
        stated[kind].save()
    if changed:
        record(
            About(Subject.SITE),
            kind=AuditKind.WINDOWS_CHANGED,
            by=by,
            at=at,
            before={"windows": [_days(before[kind]) for kind in changed]},
            after={"windows": [_days(stated[kind]) for kind in changed]},
        )
    return changed


def _days(one: PeriodWindow) -> str:
    days = f"{one.begins_day}/{one.begins_month} – {one.ends_day}/{one.ends_month}"
    return f"{PeriodKind(one.kind).label}: {days}"
