"""When notices rest: quiet hours of the night, in the site's zone. Pure but for the zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone


def wakes_at(at: datetime, *, hours: tuple[int, int]) -> datetime | None:
    """When the quiet hours that `at` lies in are over; None outside of them.

    (21, 7) is from nine in the evening to seven in the morning; equal hours mean never."""
    begins, ends = hours
    local = timezone.localtime(at)
    if begins <= ends:
        is_quiet = begins <= local.hour < ends
    else:
        is_quiet = local.hour >= begins or local.hour < ends
    if not is_quiet:
        return None
    wakes = local.replace(hour=ends, minute=0, second=0, microsecond=0)
    return wakes if wakes > local else wakes + timedelta(days=1)


def site_wakes_at(at: datetime) -> datetime | None:
    """When the site's own quiet hours are over; None outside of them."""
    return wakes_at(at, hours=settings.QUIET_HOURS)
