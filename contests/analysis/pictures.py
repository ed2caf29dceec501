"""Charts of one question: what each third chose, and its share of right answers by time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from contests.analysis.limits import LEAST_PEOPLE
from contests.analysis.shown import Line
from contests.analysis.words import share
from questionbank.models import AnswerKey
from questionbank.question_types.counting import words
from quizsite.charts.columns import Column, ColumnChart
from quizsite.charts.rows import Row, RowChart, Share
from quizsite.language.moments import number

_LETTERS = "ABCDEFGH"


def thirds_chart(line: Line) -> RowChart | None:
    """Options, or the most frequent answers of a type without any; None where few were asked."""
    figures = line.figures
    if "thirds" not in figures:
        return None
    best, _middle, weakest = figures["thirds"]
    return RowChart(
        name="chon",
        title=_("Ai chọn gì"),
        said=_(
            "Người dự thi chia ba theo điểm các câu còn lại: trả lời đúng %(best)s ở nhóm điểm cao,"
            " %(weakest)s ở nhóm điểm thấp. Câu tốt thì đáp án được nhóm điểm cao chọn nhiều hơn."
        )
        % {
            "best": share(figures["right_thirds"][0], best),
            "weakest": share(figures["right_thirds"][2], weakest),
        },
        heading=_("Câu trả lời"),
        series=[
            _("nhóm điểm cao (%(n)s người)") % {"n": number(figures["thirds"][0])},
            _("nhóm giữa (%(n)s người)") % {"n": number(figures["thirds"][1])},
            _("nhóm điểm thấp (%(n)s người)") % {"n": number(figures["thirds"][2])},
        ],
        rows=_rows(line),
    )


def _rows(line: Line) -> list[Row]:
    figures, revision = line.figures, line.revision
    thirds = figures["thirds"]
    if "options" in figures:
        right = set(AnswerKey.objects.get(revision=revision).right_options)
        return [
            _row(f"{_LETTERS[n]}. {text}", counts, thirds, is_right=n in right)
            for n, (text, counts) in enumerate(
                zip(revision.options, figures["options"], strict=True)
            )
        ]
    rows = [
        _row(
            words(revision.kind, revision.options, one["answer"]),
            one["thirds"],
            thirds,
            is_right=one["is_right"],
        )
        for one in figures.get("answers", ())
    ]
    return rows or [_row(_("trả lời đúng"), figures["right_thirds"], thirds, is_right=False)]


def _row(label: str, counts: Sequence[int], thirds: Sequence[int], *, is_right: bool) -> Row:
    said = _("%(answer)s (đáp án)") % {"answer": label} if is_right else label
    return Row(said, tuple(Share(one, of) for one, of in zip(counts, thirds, strict=True)))


def hours_chart(line: Line, begins: Sequence[int]) -> ColumnChart | None:
    """None where everybody came at once, or few did."""
    columns = wide_enough(begins, line.figures.get("hours", []))
    if len(columns) < 2 or line.is_small:
        return None
    change = line.figures.get("change")
    said = _("Từ %(first)s ở đầu kỳ đến %(last)s ở cuối kỳ; không có bước nhảy rõ.") % {
        "first": share(*columns[0][1:]),
        "last": share(*columns[-1][1:]),
    }
    return ColumnChart(
        name="gio",
        title=_("Tỷ lệ đúng theo lúc bắt đầu làm bài (%)"),
        said=_change_said(change) if change else said,
        heading=_("Từ lúc"),
        series=[_("tỷ lệ đúng (%)")],
        columns=[Column(_time(begin), (100 * right // of,)) for begin, right, of in columns],
    )


def wide_enough(
    begins: Sequence[int], hours: Sequence[Sequence[int]]
) -> list[tuple[int, int, int]]:
    """Put slots together until each column shows the share of enough people."""
    found: list[tuple[int, int, int]] = []
    begin, right, of = None, 0, 0
    for at, (more_right, more) in zip(begins, hours, strict=True):
        begin, right, of = at if begin is None else begin, right + more_right, of + more
        if of >= LEAST_PEOPLE:
            found.append((begin, right, of))
            begin, right, of = None, 0, 0
    if of and found:  # the few who came last
        last = found.pop()
        found.append((last[0], last[1] + right, last[2] + of))
    return found


def _change_said(change: dict[str, Any]) -> str:
    return _("Trước %(at)s: %(before)s. Từ lúc đó: %(after)s.") % {
        "at": _time(change["from_s"]),
        "before": share(*change["before"]),
        "after": share(*change["after"]),
    }


def _time(seconds: int) -> str:
    return f"{timezone.localtime(datetime.fromtimestamp(seconds, UTC)):%H:%M %d/%m}"
