"""The reason why one result stands above another, in words."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from contests.models import TieCriterion
from contests.points import hundredths_words
from leaderboard.standings.ranking import Reason, Result
from quizsite.language.moments import rough_span

_Words = Callable[[Reason], str]


def words(reason: Reason, *, asks_words: bool = False) -> str:
    """Say what decided: "cùng 20 câu đúng, dự đoán sát hơn 14"."""
    is_mark = asks_words and reason.criterion == TieCriterion.PREDICTION
    why = _better_mark(reason) if is_mark else _WORDS[TieCriterion(reason.criterion)](reason)
    if reason.is_by_points:
        return _with_equal_points(reason, why)
    if reason.criterion != TieCriterion.CORRECT and reason.ahead.correct == reason.behind.correct:
        return _("cùng %(count)s câu đúng, %(why)s") % {"count": reason.ahead.correct, "why": why}
    return why


def _with_equal_points(reason: Reason, why: str) -> str:
    points = reason.ahead.hundredths
    if reason.criterion == TieCriterion.POINTS or points != reason.behind.hundredths:
        return why
    return _("cùng %(points)s điểm, %(why)s") % {"points": hundredths_words(points), "why": why}


def _more_correct(reason: Reason) -> str:
    return _("nhiều hơn %(n)s câu đúng") % {"n": reason.ahead.correct - reason.behind.correct}


def _more_points(reason: Reason) -> str:
    more = reason.ahead.hundredths - reason.behind.hundredths
    return _("hơn %(points)s điểm") % {"points": hundredths_words(more)}


def _has_more(reason: Reason) -> str:
    return _more_points(reason) if reason.is_by_points else _more_correct(reason)


def _closer(reason: Reason) -> str:
    if reason.ahead.gap is None or reason.behind.gap is None:
        return _("có câu dự đoán")
    return _("dự đoán sát hơn %(n)s") % {
        "n": number_format(reason.behind.gap - reason.ahead.gap, force_grouping=True)
    }


def _better_mark(reason: Reason) -> str:
    ahead, behind = reason.ahead.gap, reason.behind.gap
    if ahead is None or behind is None:
        return _("có trả lời câu hỏi phụ")
    return _("câu hỏi phụ hơn %(n)d điểm") % {"n": behind - ahead}


def _exact(reason: Reason) -> str:
    if reason.ahead.gap == 0:
        return _("dự đoán đúng chính xác")
    ahead, behind = reason.ahead, reason.behind
    one, other = ahead.correct, behind.correct
    if reason.is_by_points:
        one, other = ahead.hundredths, behind.hundredths
    return _closer(reason) if one == other else _has_more(reason)


def _condition(said: Callable[[], str], is_met: Callable[[Result], bool]) -> _Words:
    """Who meets it stands above who does not; among these, more of what ranks counts first."""
    return lambda reason: said() if is_met(reason.ahead) else _has_more(reason)


def _faster(reason: Reason) -> str:
    saved = reason.behind.time_used_ms - reason.ahead.time_used_ms
    return _("làm bài nhanh hơn %(span)s") % {"span": rough_span(saved)}


def _earlier(reason: Reason) -> str:
    apart = reason.behind.finished_at - reason.ahead.finished_at
    return _("nộp bài sớm hơn %(span)s") % {"span": rough_span(round(apart.total_seconds() * 1000))}


def _fewer(reason: Reason) -> str:
    return _("ít hơn %(n)s lượt thi") % {"n": reason.behind.attempts - reason.ahead.attempts}


_WORDS: dict[TieCriterion, _Words] = {
    TieCriterion.COMPLETE: _condition(
        lambda: _("trả lời đủ tất cả các câu"), lambda result: result.is_complete
    ),
    TieCriterion.PERFECT: _condition(
        lambda: _("đúng tất cả các câu"), lambda result: result.is_perfect
    ),
    TieCriterion.EXACT: _exact,
    TieCriterion.POINTS: _more_points,
    TieCriterion.CORRECT: _more_correct,
    TieCriterion.ALL_CORRECT: lambda _reason: _("đúng tất cả các câu"),
    TieCriterion.PREDICTION: _closer,
    TieCriterion.TIME_USED: _faster,
    TieCriterion.SUBMITTED_EARLIER: _earlier,
    TieCriterion.FEWER_ATTEMPTS: _fewer,
    TieCriterion.REGISTERED_EARLIER: lambda _reason: _("đăng ký dự thi sớm hơn"),
    # Standings keep neither; the jury's sheets tell how much.
    TieCriterion.MAIN_POINTS: lambda _reason: _("điểm tiêu chí chính cao hơn"),
    TieCriterion.CHAIR: lambda _reason: _("theo quyết định của trưởng ban giám khảo"),
    TieCriterion.LOTS: lambda _reason: _("bốc thăm theo mã đã niêm phong"),
}
