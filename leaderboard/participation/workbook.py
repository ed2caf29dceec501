"""Participation as a workbook: the figures of the page, text never a formula."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from leaderboard.participation.figures import Participation, UnitFigures
from quizsite.language.moments import moment
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table, stream_workbook


def participation_workbook(
    participation: Participation, units: Sequence[UnitFigures], *, with_scores: bool, at: datetime
) -> bytes:
    """Write what the table is about in the first lines, then a line per unit."""
    rows = (_row(participation, one) for one in units)
    columns = [*_columns(), *(_score_columns() if with_scores else ())]
    table = Table(_("Tham gia"), _about(participation, at), columns, rows)
    return b"".join(stream_workbook(table))


def _about(participation: Participation, at: datetime) -> list[str]:
    round = participation.round
    return [
        participation.contest.title,
        round.title if round else _("Cả cuộc thi"),
        _("Số liệu lúc %(at)s") % {"at": moment(at)},
        _("Tổng số cán bộ lấy theo ngày %(on)s") % {"on": f"{participation.on:%d/%m/%Y}"},
    ]


def _columns() -> list[Column]:
    return [
        Column("unit", _("Đơn vị"), width=44),
        Column("code", _("Mã")),
        Column("kind", _("Khối")),
        Column("parent", _("Đơn vị cấp trên")),
        Column("headcount", _("Tổng số cán bộ")),
        Column("as_of", _("Tính đến ngày")),
        Column("is_sample", _("Số liệu mẫu")),
        Column("people", _("Số người dự thi")),
        Column("rate", _("Tỷ lệ tham gia (%)")),
        Column("is_above_headcount", _("Vượt tổng số")),
        Column("residents", _("Người dân dự thi")),
        Column("attempts", _("Số lượt thi")),
    ]


def _score_columns() -> list[Column]:
    return [
        Column("mean_score", _("Điểm trung bình")),
        Column("perfect_share", _("Bài đúng tất cả (%)")),
    ]


def _row(participation: Participation, one: UnitFigures) -> Row:
    base, parent = one.base, one.unit.parent_id
    return {
        "unit": one.unit.name,
        "code": one.unit.code,
        "kind": one.unit.kind_name,
        "parent": participation.figures[parent].unit.name if parent else "",
        "headcount": base.people if base else None,
        "as_of": f"{base.as_of:%d/%m/%Y}" if base else _("chưa có số liệu"),
        "is_sample": _("có") if base and base.is_sample else "",
        "people": one.counted.people,
        "rate": _number(one.rate),
        "is_above_headcount": _("có") if one.is_above_headcount else "",
        "residents": one.residents.people,
        "attempts": one.counted.attempts,
        "mean_score": _number(one.counted.mean_score),
        "perfect_share": _number(one.counted.perfect_share),
    }


def _number(value: object) -> float | None:
    return float(str(value)) if value is not None else None
