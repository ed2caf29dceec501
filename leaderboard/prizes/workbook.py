"""The sheet of a collective rule as a workbook, with its rule and formula above the table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from contests.models import CollectiveRule
from contests.regulation.prizes import rule_words, uses_attempts, uses_prize_points
from leaderboard.prizes.sheets import Sheet
from quizsite.language.moments import moment
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table, stream_workbook


def sheet_workbook(sheet: Sheet, *, at: datetime) -> bytes:
    rule = sheet.rule
    about = [
        rule.contest.title,
        rule.round.title if rule.round else _("Cả cuộc thi"),
        rule.title,
        _("Số liệu lúc %(at)s") % {"at": moment(at)},
        *rule_words(rule),
    ]
    table = Table(_("Tập thể"), about, _columns(rule), _rows(sheet))
    return b"".join(stream_workbook(table))


def _columns(rule: CollectiveRule) -> list[Column]:
    asked = [
        (uses_attempts(rule), Column("attempts", _("Số lượt thi"))),
        (uses_prize_points(rule), Column("prize_points", _("Điểm theo bậc giải"))),
    ]
    return [
        Column("number", _("STT"), width=6),
        Column("unit", _("Đơn vị"), width=44),
        Column("place", _("Hạng")),
        Column("prize", _("Giải"), width=24),
        Column("headcount", _("Số biên chế")),
        Column("people", _("Số người dự thi")),
        Column("rate", _("Tỷ lệ tham gia (%)")),
        Column("mean", _("Điểm trung bình")),
        Column("winners", _("Số người đạt giải")),
        *(column for is_asked, column in asked if is_asked),
        Column("points", _("Điểm do ban tổ chức chấm")),
        Column("note", _("Ghi chú điểm"), width=30),
        Column("total", _("Điểm tổng hợp")),
        Column("failed", _("Lý do không được xét"), width=36),
    ]


def _rows(sheet: Sheet) -> Iterator[Row]:
    for number, line in enumerate(sheet.lines, start=1):
        yield {
            "number": number,
            "unit": line.name,
            "place": line.place,
            "prize": line.prize,
            "headcount": line.headcount,
            "people": line.people,
            "rate": _figure(line.rate),
            "mean": _figure(line.mean),
            "winners": line.winners,
            "attempts": line.attempts,
            "prize_points": line.prize_points,
            "points": _figure(line.points),
            "note": line.note,
            "total": _figure(line.total),
            "failed": "; ".join(line.failed_words),
        }


def _figure(said: str) -> float | None:
    """A spreadsheet's number; the order was found with exact ones."""
    return float(said) if said else None
