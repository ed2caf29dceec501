"""Why one stands above another, in words."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from leaderboard.ranking import Criterion, Reason


def duration(milliseconds: int, *, is_exact: bool = False) -> str:
    """A length of time as on a stop watch: "7:05", "1:02:03", exact "7:05,250"."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text},{rest:03}" if is_exact else text


def span(milliseconds: int) -> str:
    """A difference in words, with the two largest units: "3 phút 20 giây", "0,12 giây"."""
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


def words(reason: Reason) -> str:
    """What decided: "cùng 20 câu đúng, dự đoán sát hơn 14"."""
    why = _WORDS[reason.criterion](reason)
    if reason.criterion != Criterion.CORRECT and reason.ahead.correct == reason.behind.correct:
        return _("cùng %(count)s câu đúng, %(why)s") % {"count": reason.ahead.correct, "why": why}
    return why


def _more_correct(reason: Reason) -> str:
    return _("nhiều hơn %(n)s câu đúng") % {"n": reason.ahead.correct - reason.behind.correct}


def _closer(reason: Reason) -> str:
    if reason.ahead.gap is None or reason.behind.gap is None:
        return _("có câu dự đoán")
    return _("dự đoán sát hơn %(n)s") % {
        "n": number_format(reason.behind.gap - reason.ahead.gap, force_grouping=True)
    }


def _faster(reason: Reason) -> str:
    saved = reason.behind.time_used_ms - reason.ahead.time_used_ms
    return _("làm bài nhanh hơn %(span)s") % {"span": span(saved)}


def _earlier(reason: Reason) -> str:
    apart = reason.behind.finished_at - reason.ahead.finished_at
    return _("nộp bài sớm hơn %(span)s") % {"span": span(round(apart.total_seconds() * 1000))}


def _fewer(reason: Reason) -> str:
    return _("ít hơn %(n)s lượt thi") % {"n": reason.behind.attempts - reason.ahead.attempts}


_WORDS: dict[Criterion, Callable[[Reason], str]] = {
    Criterion.CORRECT: _more_correct,
    Criterion.ALL_CORRECT: lambda _reason: _("đúng tất cả các câu"),
    Criterion.PREDICTION: _closer,
    Criterion.TIME_USED: _faster,
    Criterion.SUBMITTED_EARLIER: _earlier,
    Criterion.FEWER_ATTEMPTS: _fewer,
    Criterion.REGISTERED_EARLIER: lambda _reason: _("đăng ký dự thi sớm hơn"),
    Criterion.LOTS: lambda _reason: _("bốc thăm theo mã đã niêm phong"),
}
