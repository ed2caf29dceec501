"""Results of a round as a workbook: the figures of the pages, text never a formula."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from contests.bands import band_of, bands_of, quality
from contests.models import Division, Round
from contests.points import hundredths_of, points_of
from contests.schedule import result_state
from contests.subjects import about_round, note_export
from leaderboard.aggregates.places import standings_in
from leaderboard.finals.results_notes import Notes, note_columns, notes_of
from leaderboard.models import BoardKey
from leaderboard.rules import LeaderboardRefusal
from leaderboard.standings.ranking import CONDITIONS, failed_conditions
from leaderboard.standings.sealed_names import sealed_units, with_sealed_names
from quizsite.accounts.models import User
from quizsite.accounts.units.paths import NamedUnit, named_heirs
from quizsite.audit.kinds import AuditKind
from quizsite.audit.names import EMPTIED
from quizsite.language.moments import exact_moment
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table, stream_workbook

_RANKED = (
    *("sort_key", "entry_id", "entry__field"),
    *("sealed__commitment", "sealed__full_name", "entry__user__full_name"),
    *("entry__display_name", "unit_id", "unit__name", "unit__kind__name"),
    *("entry__user__email", "entry__user__phone"),
    *("correct_count", "question_count", "points", "most_points"),
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
    note_export(about_round(round), AuditKind.RESULTS_EXPORTED, file=file, by=by, at=at)


def results_table(round: Round, rows: Iterable[Row], *, at: datetime) -> Table:
    return Table(_("Kết quả"), _about(round, at), _columns(round), rows)


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
    result, decided_at = result_state(round, at=at), round.decided_at
    facts = {"result": result or "–", "at": exact_moment(decided_at or at)}
    if decided_at:
        state = _("%(result)s, chốt lúc %(at)s") % facts
    else:
        state = _("%(result)s, số liệu lúc %(at)s") % facts
    digest = _("Mã kiểm chứng: %(digest)s") % {"digest": round.result_digest or "–"}
    return [round.contest.title, round.title, state, digest]


def _columns(round: Round) -> list[Column]:
    has_conditions = bool(CONDITIONS & set(round.tie_chain))
    return [
        Column("n", _("STT")),
        Column("division", _("Bảng thi"), width=44),
        Column("place", _("Hạng")),
        Column("full_name", _("Họ và tên")),
        Column("name", _("Tên trên bảng công khai")),
        Column("unit", _("Đơn vị")),
        Column("above", _("Thuộc")),
        Column("kind", _("Khối")),
        Column("email", _("Thư điện tử")),
        Column("phone", _("Số điện thoại")),
        Column("correct", _("Số câu đúng")),
        Column("questions", _("Số câu")),
        *_points_columns(round),
        *([Column("band", _("Dải chất lượng"))] if round.contest.quality_bands else ()),
        Column("seconds", _("Thời gian làm bài (giây)")),
        Column("finished_at", _("Nộp lúc")),
        *_prediction_columns(round),
        Column("attempts", _("Số lượt thi")),
        *([Column("conditions", _("Điều kiện xét giải"))] if has_conditions else ()),
        *note_columns(round),
    ]


def _prediction_columns(round: Round) -> list[Column]:
    if round.asks_words:
        return [Column("prediction", _("Điểm câu hỏi phụ"))]
    return [Column("prediction", _("Dự đoán")), Column("gap", _("Lệch dự đoán"))]


def _points_columns(round: Round) -> list[Column]:
    if round.has_points:
        return [Column("points", _("Điểm")), Column("most", _("Điểm tối đa của bài"))]
    if round.points_scale:
        return [Column("points", _("Điểm (thang %(scale)d)") % {"scale": round.points_scale})]
    return []


def result_rows(round: Round) -> Iterator[Row]:
    """Read every ranked person, division by division, as rows are asked for.

    Names of people and units are those of the finalising, if it sealed them."""
    ranked = round.standings.order_by().values_list("unit_id", flat=True).distinct()
    units = named_heirs(ranked, on=timezone.localdate()) | sealed_units(round)
    n, notes = 0, notes_of(round)
    for division in round.contest.divisions.all():
        for row in _ranked(round, division, units, notes):
            n += 1
            yield {"n": n, **row}


def _ranked(
    round: Round, division: Division, units: Mapping[int, NamedUnit], notes: Notes
) -> Iterator[Row]:
    standings = with_sealed_names(
        standings_in(BoardKey(round.contest_id, round.pk, division.pk)), round
    )
    place, key_above, bands = 0, "", bands_of(round.contest.quality_bands)
    rows = standings.values_list(*_RANKED).iterator(chunk_size=2000)
    for n, (key, entry_id, field, *who_and_what) in enumerate(rows, start=1):
        *who, correct, questions, points, most, used_ms, at, prediction, gap, attempts = (
            who_and_what
        )
        if key != key_above:
            place, key_above = n, key
        yield {
            "division": division.name,
            "place": place,
            **_who(*who, units=units),
            "correct": correct,
            "questions": questions,
            "points": _points(round, correct, questions, points),
            "most": hundredths_of(most),
            "band": bands[band_of(*quality(correct, questions, points, most), bands)].name,
            "seconds": used_ms / 1000,
            "finished_at": exact_moment(at),
            # Words have no mark before marks rank people.
            "prediction": None if round.asks_words and gap is None else prediction,
            "gap": gap,
            "attempts": attempts,
            "conditions": conditions_met(key, round.tie_chain),
            **notes.on(entry_id, field=field),
        }


def _points(round: Round, correct: int, questions: int, points: int | None) -> float | None:
    """A number of a workbook is a float; it is rounded before."""
    if round.has_points:
        return hundredths_of(points)
    scale = round.points_scale
    return float(points_of(correct, questions, scale=scale)) if scale else None


def conditions_met(key: str, chain: Sequence[str]) -> str:
    """Tell whether a result may get a prize; "" if the round sets no condition."""
    if not CONDITIONS & set(chain):
        return ""
    return _("Chưa đạt") if failed_conditions(key, chain) else _("Đạt")


def _who(*known: Any, units: Mapping[int, NamedUnit]) -> Row:
    committed, sealed_name, present_name, public_name, unit_id, *rest = known
    unit_name, kind, email, phone = rest
    is_emptied = committed and not sealed_name
    unit = units.get(unit_id) or NamedUnit(unit_name, "")
    return {
        "full_name": str(EMPTIED) if is_emptied else sealed_name or present_name,
        "name": public_name,
        "unit": unit.name,
        "above": unit.path,
        "kind": kind,
        "email": email,
        "phone": phone,
    }
