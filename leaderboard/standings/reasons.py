"""The reason why one result stands above another, in words."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from contests.models import TieCriterion
from leaderboard.standings.ranking import Reason
from quizsite.language.moments import rough_span


def words(reason: Reason) -> str:
    """Say what decided: "cùng 20 câu đúng, dự đoán sát hơn 14"."""
    why = _WORDS[TieCriterion(reason.criterion)](reason)
    if reason.criterion != TieCriterion.CORRECT and reason.ahead.correct == reason.behind.correct:
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
    return _("làm bài nhanh hơn %(span)s") % {"span": rough_span(saved)}


def _earlier(reason: Reason) -> str:
    apart = reason.behind.finished_at - reason.ahead.finished_at
    return _("nộp bài sớm hơn %(span)s") % {"span": rough_span(round(apart.total_seconds() * 1000))}


def _fewer(reason: Reason) -> str:
    return _("ít hơn %(n)s lượt thi") % {"n": reason.behind.attempts - reason.ahead.attempts}


_WORDS: dict[TieCriterion, Callable[[Reason], str]] = {
    TieCriterion.CORRECT: _more_correct,
    TieCriterion.ALL_CORRECT: lambda _reason: _("đúng tất cả các câu"),
    TieCriterion.PREDICTION: _closer,
    TieCriterion.TIME_USED: _faster,
    TieCriterion.SUBMITTED_EARLIER: _earlier,
    TieCriterion.FEWER_ATTEMPTS: _fewer,
    TieCriterion.REGISTERED_EARLIER: lambda _reason: _("đăng ký dự thi sớm hơn"),
    TieCriterion.LOTS: lambda _reason: _("bốc thăm theo mã đã niêm phong"),
}
