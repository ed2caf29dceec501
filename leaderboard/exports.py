"""Participation and results as workbooks: the figures of the pages, text never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime

import pandas as pd
from django.utils.translation import gettext as _

from contests.models import Division, Round
from contests.words import moment
from leaderboard.boards import standings_in
from leaderboard.models import BoardKey
from leaderboard.participation import Figures, Participation

_HEADER_LINES = 5


def participation_workbook(
    participation: Participation, units: Sequence[Figures], *, with_scores: bool, at: datetime
) -> bytes:
    """One sheet: what it is about in the first lines, then a line per unit."""
    lines = [_line(participation, one, with_scores=with_scores) for one in units]
    return _workbook(_("Tham gia"), _header(participation, at), lines)


def results_workbook(round: Round, *, at: datetime) -> bytes:
    """Every ranked person with full name and contact: for the organisers alone."""
    if round.finalised_at:
        state = _("Kết quả đã chốt lúc %(at)s") % {"at": moment(round.finalised_at)}
    else:
        state = _("Kết quả chưa chốt, số liệu lúc %(at)s") % {"at": moment(at)}
    digest = _("Mã kiểm chứng: %(digest)s") % {"digest": round.result_digest or "–"}
    header = [round.contest.title, round.title, state, digest]
    lines = [
        line for division in round.contest.divisions.all() for line in _ranked(round, division)
    ]
    return _workbook(_("Kết quả"), header, lines)


def _ranked(round: Round, division: Division) -> Iterator[dict[str, object]]:
    standings = standings_in(BoardKey(round.contest_id, round.pk, division.pk))
    place, key_above = 0, ""
    for index, one in enumerate(standings.select_related("entry__user", "unit"), start=1):
        if one.sort_key != key_above:
            place, key_above = index, one.sort_key
        yield {
            _("Bảng thi"): division.name,
            _("Hạng"): place,
            _("Họ và tên"): one.entry.user.full_name,
            _("Tên trên bảng công khai"): one.entry.display_name,
            _("Đơn vị"): one.unit.name,
            _("Thư điện tử"): one.entry.user.email or "",
            _("Số điện thoại"): one.entry.user.phone or "",
            _("Số câu đúng"): one.correct_count,
            _("Số câu"): one.question_count,
            _("Thời gian làm bài (giây)"): one.time_used_ms / 1000,
            _("Nộp lúc"): moment(one.finished_at),
            _("Dự đoán"): one.prediction,
            _("Lệch dự đoán"): one.prediction_gap,
            _("Số lượt thi"): one.attempt_count,
        }


def _workbook(name: str, header: Sequence[str], lines: Sequence[dict[str, object]]) -> bytes:
    table = pd.DataFrame(lines)
    into = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with pd.ExcelWriter(into, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        table.to_excel(writer, sheet_name=name, startrow=_HEADER_LINES, index=False)
        sheet = writer.sheets[name]
        for row, text in enumerate(header):
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
