"""Results of a round as a workbook: the figures of the pages, text never a formula."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from contests.models import Division, Round
from contests.subjects import about_round, organiser
from leaderboard.aggregates.places import standings_in
from leaderboard.models import BoardKey
from leaderboard.rules import LeaderboardRefusal
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.moments import moment
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table, stream_workbook

_RANKED = (
    *("sort_key", "entry__user__full_name", "entry__display_name", "unit__name"),
    *("entry__user__email", "entry__user__phone", "correct_count", "question_count"),
    *("time_used_ms", "finished_at", "prediction", "prediction_gap", "attempt_count"),
)


class ExportRunning(LeaderboardRefusal):
    code = "export_running"
    status = 503
    message = _lazy("Máy chủ đang xuất một bảng kết quả khác. Bạn hãy thử lại sau ít phút.")


# A page waits for a file of as many people; a job writes larger ones (`jobs.write_results_file`).
LARGE = 20_000
# Writing keeps a core busy: pages of one process write one file at a time.
_exporting = threading.Lock()


def results_workbook(round: Round, *, at: datetime) -> _Held:
    """List every ranked person with full name and contact: for the organisers alone."""
    if not _exporting.acquire(blocking=False):
        raise ExportRunning
    return _Held(stream_workbook(results_table(round, result_rows(round), at=at)))


@transaction.atomic
def take_results(round: Round, *, file: str, by: User, at: datetime) -> None:
    """Note who takes names and contacts home, before the file is read."""
    record(
        about_round(round),
        kind=AuditKind.RESULTS_EXPORTED,
        by=organiser(by),
        at=at,
        after={"file": file},
    )


def results_table(round: Round, rows: Iterable[Row], *, at: datetime) -> Table:
    return Table(_("Kết quả"), _about(round, at), _columns(), rows)


def is_large(round: Round) -> bool:
    return round.standings.order_by()[: LARGE + 1].count() > LARGE


class _Held:
    """Lets the next export in once the file was read whole or its reader closed it."""

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


def _columns() -> list[Column]:
    return [
        Column("division", _("Bảng thi"), width=44),
        Column("place", _("Hạng")),
        Column("full_name", _("Họ và tên")),
        Column("name", _("Tên trên bảng công khai")),
        Column("unit", _("Đơn vị")),
        Column("email", _("Thư điện tử")),
        Column("phone", _("Số điện thoại")),
        Column("correct", _("Số câu đúng")),
        Column("questions", _("Số câu")),
        Column("seconds", _("Thời gian làm bài (giây)")),
        Column("finished_at", _("Nộp lúc")),
        Column("prediction", _("Dự đoán")),
        Column("gap", _("Lệch dự đoán")),
        Column("attempts", _("Số lượt thi")),
    ]


def result_rows(round: Round) -> Iterator[Row]:
    """Read every ranked person, division by division, as rows are asked for."""
    for division in round.contest.divisions.all():
        yield from _ranked(round, division)


def _ranked(round: Round, division: Division) -> Iterator[Row]:
    standings = standings_in(BoardKey(round.contest_id, round.pk, division.pk))
    place, key_above = 0, ""
    rows = standings.values_list(*_RANKED).iterator(chunk_size=2000)
    for n, (key, full_name, name, unit, email, phone, *figures) in enumerate(rows, start=1):
        if key != key_above:
            place, key_above = n, key
        correct, questions, time_used_ms, finished_at, prediction, gap, attempts = figures
        yield {
            "division": division.name,
            "place": place,
            "full_name": full_name,
            "name": name,
            "unit": unit,
            "email": email,
            "phone": phone,
            "correct": correct,
            "questions": questions,
            "seconds": time_used_ms / 1000,
            "finished_at": moment(finished_at),
            "prediction": prediction,
            "gap": gap,
            "attempts": attempts,
        }
