"""Puts moments, lengths of time and opening hours into Vietnamese words. Pure but for the zone."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _


def number(value: int) -> str:
    return number_format(value, force_grouping=True)


def day(at: datetime) -> str:
    """thứ Hai, 23/11/2026"""
    return date_format(timezone.localtime(at), "l, d/m/Y")


def moment(at: datetime) -> str:
    """thứ Hai, 23/11/2026, 08:00"""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def exact_moment(at: datetime) -> str:
    """thứ Hai, 23/11/2026, 08:00:59, where seconds decide"""
    return f"{day(at)}, {timezone.localtime(at):%H:%M:%S}"


def until(at: datetime) -> str:
    """Name the end of an opening time; for midnight people name the day before as the last."""
    if timezone.localtime(at).time() == time(0):
        return _("đến hết %(day)s") % {"day": day(at - timedelta(seconds=1))}
    return _("đến trước %(moment)s") % {"moment": moment(at)}


def deadline(at: datetime) -> str:
    """hết thứ Hai, 23/11/2026; thứ Hai, 23/11/2026, 12:00: after "chậm nhất"."""
    if timezone.localtime(at).time() == time(0):
        return _("hết %(day)s") % {"day": day(at - timedelta(seconds=1))}
    return moment(at)


def window(opens_at: datetime, closes_at: datetime) -> str:
    return _("từ %(start)s %(end)s") % {"start": moment(opens_at), "end": until(closes_at)}


def span(seconds: int) -> str:
    """20 phút; 1 giờ 30 phút; 45 giây"""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [
        _("%(n)s giờ") % {"n": number(hours)} if hours else "",
        _("%(n)s phút") % {"n": minutes} if minutes else "",
        _("%(n)s giây") % {"n": left} if left else "",
    ]
    return " ".join(part for part in parts if part) or _("0 giây")


def time_left(until_at: datetime, *, at: datetime) -> str:
    """Say in the two largest units how long it still is: 2 ngày 3 giờ; 45 phút."""
    seconds = max(0, int((until_at - at).total_seconds()))
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes = rest // 60
    if days:
        parts = [_("%(n)s ngày") % {"n": number(days)}, _("%(n)s giờ") % {"n": hours}]
        return " ".join(parts if hours else parts[:1])
    if hours:
        parts = [_("%(n)s giờ") % {"n": hours}, _("%(n)s phút") % {"n": minutes}]
        return " ".join(parts if minutes else parts[:1])
    return _("%(n)s phút") % {"n": minutes} if minutes else _("chưa đầy 1 phút")


def rough_span(milliseconds: int) -> str:
    """Say a difference in the two largest units: 3 phút 20 giây; 0,12 giây."""
    seconds = milliseconds // 1000
    if seconds < 60:
        return _("%(n)s giây") % {
            "n": number_format(milliseconds / 1000, 3).rstrip("0").rstrip(",")
        }
    units = ((86400, _("ngày")), (3600, _("giờ")), (60, _("phút")), (1, _("giây")))
    parts = []
    for size, name in units:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2])


def latency(seconds: float) -> str:
    """Say how long a machine took: 12 ms; 3 giây."""
    if seconds == float("inf"):
        return _("hơn một phút")
    if seconds < 1:
        return _("%(n)s ms") % {"n": number(max(round(seconds * 1000), 1))}
    return _("%(n)s giây") % {"n": number(round(seconds))}


def stop_watch(milliseconds: int, *, is_exact: bool = False) -> str:
    """7:05; 1:02:03; exact 7:05,250"""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text},{rest:03}" if is_exact else text


def listed(items: list[str]) -> str:
    """một; hai → "một và hai"; một, hai và ba."""
    *first, last = items
    return _("%(first)s và %(last)s") % {"first": ", ".join(first), "last": last} if first else last
