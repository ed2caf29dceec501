"""Participation and results as workbooks: the figures of the pages, text never a formula."""

from __future__ import annotations

import io
import threading
from collections.abc import Generator, Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from contests.models import Division, Round
from leaderboard.boards.board import standings_in
from leaderboard.models import BoardKey
from leaderboard.participation.figures import Figures, Participation
from leaderboard.rules import LeaderboardRefusal
from quizsite.language.moments import moment
from quizsite.tables.xlsx_writer import Cell, Table, stream_workbook

_COLUMNS = (
    *(_lazy("Đơn vị"), _lazy("Mã"), _lazy("Khối"), _lazy("Đơn vị cấp trên")),
    *(_lazy("Tổng số cán bộ"), _lazy("Tính đến ngày"), _lazy("Số liệu mẫu")),
    *(_lazy("Số người dự thi"), _lazy("Tỷ lệ tham gia (%)"), _lazy("Vượt tổng số")),
    *(_lazy("Người dân dự thi"), _lazy("Số lượt thi")),
)
_SCORES = (_lazy("Điểm trung bình"), _lazy("Bài đúng tất cả (%)"))
_RESULTS = (
    *(_lazy("Bảng thi"), _lazy("Hạng"), _lazy("Họ và tên"), _lazy("Tên trên bảng công khai")),
    *(_lazy("Đơn vị"), _lazy("Thư điện tử"), _lazy("Số điện thoại"), _lazy("Số câu đúng")),
    *(_lazy("Số câu"), _lazy("Thời gian làm bài (giây)"), _lazy("Nộp lúc"), _lazy("Dự đoán")),
    *(_lazy("Lệch dự đoán"), _lazy("Số lượt thi")),
)
_RANKED = (
    *("sort_key", "entry__user__full_name", "entry__display_name", "unit__name"),
    *("entry__user__email", "entry__user__phone", "correct_count", "question_count"),
    *("time_used_ms", "finished_at", "prediction", "prediction_gap", "attempt_count"),
)


class ExportRunning(LeaderboardRefusal):
    code = "export_running"
    status = 503
    message = _lazy("Máy chủ đang xuất một bảng kết quả khác. Bạn hãy thử lại sau ít phút.")


# A million lines keep a core busy for half a minute: one file at a time in a process.
_exporting = threading.Lock()


def participation_workbook(
    participation: Participation, units: Sequence[Figures], *, with_scores: bool, at: datetime
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


def results_workbook(round: Round, *, at: datetime) -> _Held:
    """Every ranked person with full name and contact: for the organisers alone."""
    if not _exporting.acquire(blocking=False):
        raise ExportRunning
    columns = [str(one) for one in _RESULTS]
    table = Table(_("Kết quả"), _about(round, at), columns, result_rows(round))
    return _Held(stream_workbook(table))


class _Held:
    """Lets the next export in when the file was taken whole or its reader went away."""

    def __init__(self, pieces: Generator[bytes, None, None]) -> None:
        self._pieces = pieces
        self._is_held = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        self._pieces.close()
        if self._is_held:
            self._is_held = False
            _exporting.release()


def _about(round: Round, at: datetime) -> list[str]:
    if round.finalised_at:
        state = _("Kết quả đã chốt lúc %(at)s") % {"at": moment(round.finalised_at)}
    else:
        state = _("Kết quả chưa chốt, số liệu lúc %(at)s") % {"at": moment(at)}
    digest = _("Mã kiểm chứng: %(digest)s") % {"digest": round.result_digest or "–"}
    return [round.contest.title, round.title, state, digest]


def result_rows(round: Round) -> Iterator[Sequence[Cell]]:
    """Everybody who is ranked, division by division, read as they are asked for."""
    for division in round.contest.divisions.all():
        yield from _ranked(round, division)


def _ranked(round: Round, division: Division) -> Iterator[Sequence[Cell]]:
    standings = standings_in(BoardKey(round.contest_id, round.pk, division.pk))
    place, key_above = 0, ""
    rows = standings.values_list(*_RANKED).iterator(chunk_size=2000)
    for n, (key, full_name, name, unit, email, phone, *figures) in enumerate(rows, start=1):
        if key != key_above:
            place, key_above = n, key
        correct, questions, time_used_ms, finished_at, prediction, gap, attempts = figures
        yield (
            *(division.name, place, full_name, name, unit, email, phone, correct, questions),
            *(time_used_ms / 1000, moment(finished_at), prediction, gap, attempts),
        )


def _header(participation: Participation, at: datetime) -> list[str]:
    round = participation.round
    return [
        participation.contest.title,
        round.title if round else _("Cả cuộc thi"),
        _("Số liệu lúc %(at)s") % {"at": moment(at)},
        _("Tổng số cán bộ lấy theo ngày %(on)s") % {"on": f"{participation.on:%d/%m/%Y}"},
    ]


def _line(participation: Participation, one: Figures, *, with_scores: bool) -> Sequence[Cell]:
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
