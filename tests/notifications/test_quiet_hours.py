"""Nights are quiet, by the clock of the site."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from quizsite.notifications.quiet_hours import wakes_at

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def on(day, hour, minute=0):
    return datetime(2026, 12, day, hour, minute, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("at", "wakes"),
    [
        (on(1, 20, 59), None),
        (on(1, 21), on(2, 7)),
        (on(1, 23, 59), on(2, 7)),
        (on(2, 0), on(2, 7)),
        (on(2, 6, 59), on(2, 7)),
        (on(2, 7), None),
        (on(2, 12), None),
    ],
)
def test_from_nine_to_seven(at, wakes):
    assert wakes_at(at, hours=(21, 7)) == wakes


def test_a_siesta():
    assert wakes_at(on(1, 12, 30), hours=(12, 14)) == on(1, 14)
    assert wakes_at(on(1, 14), hours=(12, 14)) is None


def test_equal_hours_mean_never():
    assert wakes_at(on(1, 3), hours=(0, 0)) is None
