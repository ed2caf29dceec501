"""The analysis as a workbook: what the pages say, text never a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from contests.analysis.shown import Line
from contests.analysis.weakest import Group
from contests.models import RoundAnalysis
from questionbank.languages import without_marks
from questionbank.models import AnswerKey
from quizsite.language.moments import moment
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table, stream_workbook

_LETTERS = "ABCDEFGH"


def analysis_workbook(
    analysis: RoundAnalysis, lines: Sequence[Line], groups: Sequence[Group]
) -> Iterator[bytes]:
    """A line for each question, one for each option of those whose key may be seen, and axes."""
    about = [
        f"{analysis.round.contest.title}: {analysis.round.title}",
        _("Số liệu lúc %(at)s, tính trên %(n)d bài, mỗi người một bài đầu tiên.")
        % {"at": moment(analysis.made_at), "n": analysis.papers},
    ]
    told = [one for one in lines if one.withheld is None]
    return stream_workbook(
        Table(_("Câu hỏi"), about, _question_columns(), map(_question, lines)),
        Table(_("Phương án"), about, _option_columns(), _options(told)),
        Table(_("Nội dung"), about, _axis_columns(), _axes(groups)),
    )


def _question_columns() -> list[Column]:
    return [
        Column("code", _("Mã câu hỏi")),
        Column("stem", _("Câu hỏi"), width=60),
        Column("axis", _("Trục nội dung"), width=30),
        Column("asked", _("Số người được hỏi")),
        Column("blank", _("Bỏ trống")),
        Column("right", _("Trả lời đúng")),
        Column("share", _("Tỷ lệ đúng (%)")),
        Column("low", _("Từ (%)")),
        Column("high", _("Đến (%)")),
        Column("r", _("Độ phân biệt")),
        Column("time", _("Thời gian, trung vị (giây)")),
        Column("exposed", _("Số bài có câu này")),
        Column("flags", _("Cần xem"), width=40),
    ]


def _question(line: Line) -> Row:
    figures, revision = line.figures, line.revision
    row: dict[str, str | int | float | None] = {
        **dict.fromkeys(one.name for one in _question_columns()),
        "code": revision.question.code,
        "stem": revision.stem,
        "axis": revision.question.axis.name,
        "asked": line.asked,
        "exposed": figures["exposed"],
        "flags": "; ".join(name for _kind, name in line.flags),
    }
    if line.withheld is not None:
        return row | {"right": _("chưa hiện")}
    if line.has_share:
        row |= {"blank": figures["blank"], "right": figures["right"]}
        row["share"] = _percent(figures["right"] / line.asked)
        row |= {name: _percent(figures[name]) for name in ("low", "high")}
    if "r" in figures:
        row["r"] = round(figures["r"][0], 2)
    if "time" in figures:
        row["time"] = figures["time"]["median"]
    return row


def _option_columns() -> list[Column]:
    return [
        Column("code", _("Mã câu hỏi")),
        Column("letter", _("Phương án")),
        Column("text", _("Nội dung"), width=60),
        Column("is_right", _("Đáp án")),
        Column("best", _("Nhóm điểm cao chọn")),
        Column("middle", _("Nhóm giữa chọn")),
        Column("weakest", _("Nhóm điểm thấp chọn")),
    ]


def _options(lines: Sequence[Line]) -> Iterator[Row]:
    keys = AnswerKey.objects.filter(revision__among=[one.revision.pk for one in lines])
    right = dict(keys.values_list("revision", "right_options"))
    for line in lines:
        for n, (text, counts) in enumerate(
            zip(line.revision.options, line.figures.get("options", ()), strict=False)
        ):
            yield {
                "code": line.revision.question.code,
                "letter": _LETTERS[n],
                "text": without_marks(text),
                "is_right": _("đáp án") if n in right[line.revision.pk] else "",
                **dict(zip(("best", "middle", "weakest"), counts, strict=True)),
            }


def _axis_columns() -> list[Column]:
    return [
        Column("group", _("Nhóm"), width=40),
        Column("people", _("Số người")),
        Column("axis", _("Trục nội dung"), width=40),
        Column("right", _("Trả lời đúng")),
        Column("asked", _("Lượt hỏi")),
        Column("share", _("Tỷ lệ đúng (%)")),
        Column("low", _("Từ (%)")),
        Column("high", _("Đến (%)")),
    ]


def _axes(groups: Iterable[Group]) -> Iterator[Row]:
    for group in groups:
        for one in group.axes:
            low, high = one.interval
            yield {
                "group": group.name,
                "people": group.people,
                "axis": one.name,
                "right": one.right,
                "asked": one.of,
                "share": _percent(one.part),
                "low": _percent(low),
                "high": _percent(high),
            }


def _percent(part: float) -> float:
    return round(100 * part, 1)
