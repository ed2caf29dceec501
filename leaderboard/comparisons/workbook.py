"""The comparison as a workbook: the figures of the page, text never a formula."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from leaderboard.comparisons.changes import UnitChange
from leaderboard.comparisons.sides import Side
from quizsite.language.moments import moment
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table, stream_workbook


def comparison_workbook(
    lines: Sequence[UnitChange], *, now: Side, then: Side, at: datetime
) -> bytes:
    about = [
        now.full_label,
        _("So với: %(side)s") % {"side": then.full_label},
        _("Số liệu lúc %(at)s") % {"at": moment(at)},
    ]
    table = Table(_("So sánh"), about, _columns(), (_row(one) for one in lines))
    return b"".join(stream_workbook(table))


def _columns() -> list[Column]:
    return [
        Column("unit", _("Đơn vị"), width=44),
        Column("code", _("Mã")),
        Column("kind", _("Khối")),
        Column("people_then", _("Số người, trước")),
        Column("headcount_then", _("Tổng số, trước")),
        Column("rate_then", _("Tỷ lệ (%), trước")),
        Column("people", _("Số người, nay")),
        Column("headcount", _("Tổng số, nay")),
        Column("rate", _("Tỷ lệ (%), nay")),
        Column("rate_change", _("Thay đổi (điểm phần trăm)")),
        Column("people_change", _("Thay đổi (người)")),
        Column("is_above_headcount", _("Vượt tổng số")),
        Column("is_small", _("Ít người")),
        Column("has_merged", _("Trước gồm đơn vị đã sáp nhập")),
    ]


def _row(one: UnitChange) -> Row:
    now, then = one.now, one.then
    return {
        "unit": now.unit.name,
        "code": now.unit.code,
        "kind": now.unit.kind_name,
        "people_then": then.people if then else None,
        "headcount_then": then.headcount if then else None,
        "rate_then": _number(then.rate if then else None),
        "people": now.counted.people,
        "headcount": now.base.people if now.base else None,
        "rate": _number(now.rate),
        "rate_change": _number(one.rate_change),
        "people_change": one.people_change if then else None,
        "is_above_headcount": _("có") if now.is_above_headcount else "",
        "is_small": _("có") if now.is_small else "",
        "has_merged": _("có") if then and then.has_merged else "",
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
