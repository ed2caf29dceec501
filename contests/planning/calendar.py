"""The weeks of a contest, and which of its rounds each has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from contests.schedule import Slot

_WEEK = timedelta(days=7)
_INSTANT = timedelta(microseconds=1)  # a round that closes at 00:00 lies before that day
MOST_WEEKS = 106  # two years; of a longer plan the weeks without rounds are left out


@dataclass(frozen=True, slots=True)
class Week:
    monday: date
    slots: list[Slot]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


def weeks_of(slots: Sequence[Slot]) -> list[Week]:
    """List each week from the first opening to the last closing, weeks without rounds too."""
    by_week: dict[date, list[Slot]] = {}
    for slot in sorted(slots, key=lambda one: (one.round.opens_at, one.round.number)):
        last = _day(slot.round.closes_at - _INSTANT)
        monday = _monday(_day(slot.round.opens_at))
        while monday <= last:
            by_week.setdefault(monday, []).append(slot)
            monday += _WEEK
    if not by_week:
        return []
    first, weeks = min(by_week), (max(by_week) - min(by_week)) // _WEEK + 1
    if weeks > MOST_WEEKS:
        return [Week(monday, by_week[monday]) for monday in sorted(by_week)]
    mondays = [first + n * _WEEK for n in range(weeks)]
    return [Week(monday, by_week.get(monday, [])) for monday in mondays]


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
