"""Participation as a workbook: the figures of the page, text never a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from leaderboard.participation.figures import Participation, UnitFigures
from quizsite.language.moments import moment
from quizsite.tables.xlsx_writer import Cell

_COLUMNS = (
    *(_lazy("Đơn vị"), _lazy("Mã"), _lazy("Khối"), _lazy("Đơn vị cấp trên")),
    *(_lazy("Tổng số cán bộ"), _lazy("Tính đến ngày"), _lazy("Số liệu mẫu")),
    *(_lazy("Số người dự thi"), _lazy("Tỷ lệ tham gia (%)"), _lazy("Vượt tổng số")),
    *(_lazy("Người dân dự thi"), _lazy("Số lượt thi")),
)


_SCORES = (_lazy("Điểm trung bình"), _lazy("Bài đúng tất cả (%)"))


def participation_workbook(
    participation: Participation, units: Sequence[UnitFigures], *, with_scores: bool, at: datetime
) -> bytes:
    """What it is about in the first lines, then a line per unit: a few thousand at most."""
    import pandas as pd  # noqa: PLC0415 -- 50 MB that most processes never need

    columns = [str(name) for name in (*_COLUMNS, *(_SCORES if with_scores else ()))]
    lines = [_line(participation, one, with_scores=with_scores) for one in units]
    header = _header(participation, at)
    into, name = io.BytesIO(), _("Tham gia")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with pd.ExcelWriter(into, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        first = len(header) + 1
        pd.DataFrame(lines, columns=columns).to_excel(
            writer, sheet_name=name, startrow=first, index=False
        )
        sheet = writer.sheets[name]
        for row, text in enumerate(header):
            sheet.write_string(row, 0, text)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, len(columns), 16)
        sheet.freeze_panes(first + 1, 1)
    return into.getvalue()


def _header(participation: Participation, at: datetime) -> list[str]:
    round = participation.round
    return [
        participation.contest.title,
        round.title if round else _("Cả cuộc thi"),
        _("Số liệu lúc %(at)s") % {"at": moment(at)},
        _("Tổng số cán bộ lấy theo ngày %(on)s") % {"on": f"{participation.on:%d/%m/%Y}"},
    ]


def _line(participation: Participation, one: UnitFigures, *, with_scores: bool) -> Sequence[Cell]:
    base, parent = one.base, one.unit.parent_id
    line: list[Cell] = [
        *(one.unit.name, one.unit.code, one.unit.kind_name),
        participation.figures[parent].unit.name if parent else "",
        base.people if base else None,
        f"{base.as_of:%d/%m/%Y}" if base else _("chưa có số liệu"),
        _("có") if base and base.is_sample else "",
        one.counted.people,
        _number(one.rate),
        _("có") if one.is_above_headcount else "",
        *(one.residents.people, one.counted.attempts),
    ]
    if with_scores:
        line += [_number(one.counted.mean_score), _number(one.counted.perfect_share)]
    return line


def _number(value: object) -> float | None:
    return float(str(value)) if value is not None else None
