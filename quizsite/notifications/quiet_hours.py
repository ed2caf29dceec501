"""When notices rest: quiet hours of the night, in the site's zone. Pure but for the zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone


def wakes_at(at: datetime, *, hours: tuple[int, int]) -> datetime | None:
    """When the quiet hours that `at` lies in are over; None outside of them.

    (21, 7) is from nine in the evening to seven in the morning; equal hours mean never."""
    local = timezone.localtime(at)
    if not is_quiet_hour(local.hour, hours=hours):
        return None
    wakes = local.replace(hour=hours[1], minute=0, second=0, microsecond=0)
    return wakes if wakes > local else wakes + timedelta(days=1)


def is_quiet_hour(hour: int, *, hours: tuple[int, int]) -> bool:
    begins, ends = hours
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


def site_wakes_at(at: datetime) -> datetime | None:
    """When the site's own quiet hours are over; None outside of them."""
    return wakes_at(at, hours=settings.QUIET_HOURS)
