"""A period's days come from windows that the staff may change."""

from datetime import date

import pytest

from leaderboard.propaganda.periods import (
    USUAL,
    period_before,
    period_now,
    period_of,
    set_windows,
    windows,
)
from leaderboard.propaganda_models import PeriodKind, PeriodWindow
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor
from quizsite.models import AuditLine
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_the_usual_windows_are_those_of_the_periodic_report():
    assert set(USUAL) == set(PeriodKind)
    days = {kind: (period_of(kind, 2026).begins, period_of(kind, 2026).ends) for kind in PeriodKind}
    assert days[PeriodKind.Q1] == (date(2025, 12, 15), date(2026, 3, 14))
    assert days[PeriodKind.HALF] == (date(2025, 12, 15), date(2026, 6, 14))
    assert days[PeriodKind.Q3] == (date(2026, 6, 15), date(2026, 9, 14))
    assert days[PeriodKind.NINE_MONTHS] == (date(2025, 12, 15), date(2026, 9, 14))
    assert days[PeriodKind.YEAR] == (date(2025, 12, 15), date(2026, 12, 14))


def test_the_four_quarters_leave_no_day_out():
    quarters = [period_of(PeriodKind(f"quy-{n}"), 2026) for n in range(1, 5)]
    year = period_of(PeriodKind.YEAR, 2026)
    assert (
        sum((one.ends - one.begins).days + 1 for one in quarters)
        == (year.ends - year.begins).days + 1
    )


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2026, 12, 14), "Quý IV năm 2026"),
        (date(2026, 12, 15), "Quý I năm 2027"),
        (date(2026, 2, 28), "Quý I năm 2026"),
    ],
)
def test_a_day_lies_in_one_quarter(day, title):
    assert period_now(day).title == title


@pytest.mark.parametrize(
    ("kind", "before"),
    [
        (PeriodKind.Q1, "Quý IV năm 2025"),
        (PeriodKind.Q3, "Quý II năm 2026"),
        (PeriodKind.HALF, "6 tháng đầu năm năm 2025"),
        (PeriodKind.YEAR, "Năm 2025"),
    ],
)
def test_a_quarter_follows_a_quarter_and_the_others_a_year(kind, before):
    assert period_before(period_of(kind, 2026)).title == before


def test_the_staff_state_other_windows_and_the_trail_says_which():
    own = PeriodWindow(kind=PeriodKind.Q1, begins_month=12, begins_day=10, ends_month=3, ends_day=5)
    by = Actor(None, Role.STAFF)
    assert set_windows(windows() | {PeriodKind.Q1: own}, by=by, at=NOON) == [PeriodKind.Q1]
    assert period_of(PeriodKind.Q1, 2026).begins == date(2025, 12, 10)
    assert period_of(PeriodKind.Q2, 2026).begins == date(2026, 3, 15)
    line = AuditLine.objects.get(kind=AuditKind.WINDOWS_CHANGED)
    assert line.after == {"windows": ["Quý I: 10/12 – 5/3"]}
    assert set_windows(windows(), by=by, at=NOON) == []
