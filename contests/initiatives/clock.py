"""Working days until a unit must have replied, and what the public reads of them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _
from holidays import HolidayBase, country_holidays

from contests.models import Referral, ReplyTerm
from quizsite.accounts.models import Unit

USUAL_DAYS = 15
_SATURDAY = 5


@lru_cache(maxsize=1)
def _holidays() -> HolidayBase:
    """One calendar for all; it reads a year when it is first asked of it."""
    return country_holidays("VN")


def due_after(at: datetime, *, days: int) -> datetime:
    """The end of the last of so many working days after this one."""
    day = timezone.localdate(at)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY and day not in _holidays()
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time(0)))


def working_days_between(start: datetime, end: datetime) -> int:
    """The working days after the day of `start`, the one that `end` ends among them."""
    day = timezone.localdate(start)
    last = timezone.localdate(end - timedelta(microseconds=1))
    count = 0
    while day < last:
        day += timedelta(days=1)
        count += day.weekday() < _SATURDAY and day not in _holidays()
    return count


def days_for(unit: Unit) -> int:
    """Its own term, that of the nearest unit above it, or that of the site."""
    line = list(unit.ancestors(include_self=True).values_list("pk", flat=True))
    terms = dict(ReplyTerm.objects.filter(unit__in=line).values_list("unit", "days"))
    near = next((terms[pk] for pk in reversed(line) if pk in terms), None)
    return near or site_days()


def site_days() -> int:
    own = ReplyTerm.objects.filter(unit=None).values_list("days", flat=True).first()
    return own or USUAL_DAYS


def clock_words(referral: Referral, *, at: datetime) -> str:
    """còn 3 ngày làm việc; hôm nay là hạn; quá hạn 2 ngày; đã trả lời đúng hạn."""
    if referral.replied_at is not None:
        if referral.replied_at < referral.due_at:
            return _("đã trả lời đúng hạn")
        late = working_days_between(referral.due_at, referral.replied_at)
        return _("đã trả lời, chậm %(n)d ngày làm việc") % {"n": max(1, late)}
    if at < referral.due_at:
        left = working_days_between(at, referral.due_at)
        return _("còn %(n)d ngày làm việc") % {"n": left} if left else _("hôm nay là hạn")
    late = working_days_between(referral.due_at - timedelta(microseconds=1), at)
    return _("quá hạn %(n)d ngày làm việc") % {"n": max(1, late)}
