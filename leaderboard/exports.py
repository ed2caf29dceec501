"""Participation as a workbook: the same figures as on the page, text never a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import pandas as pd
from django.utils.translation import gettext as _

from contests.words import moment
from leaderboard.participation import Figures, Participation

_HEADER_LINES = 5


def participation_workbook(
    participation: Participation, units: Sequence[Figures], *, with_scores: bool, at: datetime
) -> bytes:
    """One sheet: what it is about in the first lines, then a line per unit."""
    table = pd.DataFrame([_line(participation, one, with_scores=with_scores) for one in units])
    into = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with pd.ExcelWriter(into, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        name = _("Tham gia")
        table.to_excel(writer, sheet_name=name, startrow=_HEADER_LINES, index=False)
        sheet = writer.sheets[name]
        for row, text in enumerate(_header(participation, at)):
            sheet.write_string(row, 0, text)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 13, 16)
        sheet.freeze_panes(_HEADER_LINES + 1, 1)
    return into.getvalue()


def _header(participation: Participation, at: datetime) -> list[str]:
    round = participation.round
    return [
        participation.contest.title,
        round.title if round else _("Cả cuộc thi"),
        _("Số liệu lúc %(at)s") % {"at": moment(at)},
        _("Tổng số cán bộ lấy theo ngày %(on)s") % {"on": f"{participation.on:%d/%m/%Y}"},
    ]


def _line(participation: Participation, one: Figures, *, with_scores: bool) -> dict[str, object]:
    base, parent = one.base, one.unit.parent_id
    line: dict[str, object] = {
        _("Đơn vị"): one.unit.name,
        _("Mã"): one.unit.code,
        _("Khối"): one.unit.kind_name,
        _("Đơn vị cấp trên"): participation.figures[parent].unit.name if parent else "",
        _("Tổng số cán bộ"): base.people if base else None,
        _("Tính đến ngày"): f"{base.as_of:%d/%m/%Y}" if base else _("chưa có số liệu"),
        _("Số liệu mẫu"): _("có") if base and base.is_sample else "",
        _("Số người dự thi"): one.counted.people,
        _("Tỷ lệ tham gia (%)"): _number(one.rate),
        _("Vượt tổng số"): _("có") if one.is_above_headcount else "",
        _("Người dân dự thi"): one.residents.people,
        _("Số lượt thi"): one.counted.attempts,
    }
    if with_scores:
        line[_("Điểm trung bình")] = _number(one.counted.mean_score)
        line[_("Bài đúng tất cả (%)")] = _number(one.counted.perfect_share)
    return line


def _number(value: object) -> float | None:
    return float(str(value)) if value is not None else None
