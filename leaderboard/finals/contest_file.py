"""Results of a whole contest as a workbook: its board, with each person's score of each round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contests.models import Contest, Division, Round
from contests.points import hundredths_of
from contests.queries import ranked_rounds
from contests.subjects import about_contest, note_export
from leaderboard.aggregates.places import standings_in
from leaderboard.models import BoardKey, Standing
from leaderboard.participation.tree import days_of
from leaderboard.rules import check_not_being_finalised
from quizsite.accounts.models import User
from quizsite.accounts.units.paths import NamedUnit, named_heirs
from quizsite.audit.kinds import AuditKind
from quizsite.language.moments import moment
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table

AT_ONCE = 2000


def counted_rounds(contest: Contest) -> list[Round]:
    """List the rounds that count; none of them may be in the middle of its last ranking."""
    rounds = ranked_rounds(contest.pk)
    for round in rounds:
        check_not_being_finalised(round)
    return rounds


@transaction.atomic
def take_contest_results(contest: Contest, *, file: str, by: User, at: datetime) -> None:
    """Note who takes names and contacts home, before the file is read."""
    note_export(about_contest(contest), AuditKind.RESULTS_EXPORTED, file=file, by=by, at=at)


def count_people(contest: Contest) -> int:
    return Standing.objects.filter(contest=contest, round=None).count()


def contest_results_table(contest: Contest, rows: Iterator[Row], *, at: datetime) -> Table:
    rounds = ranked_rounds(contest.pk)
    final = sum(bool(round.finalised_at) for round in rounds)
    said = _("%(final)s trên %(rounds)s kỳ đã chốt kết quả, số liệu lúc %(at)s")
    about = [contest.title, said % {"final": final, "rounds": len(rounds), "at": moment(at)}]
    return Table(_("Cả cuộc thi"), about, _columns(rounds), rows)


def _columns(rounds: Sequence[Round]) -> list[Column]:
    return [
        Column("n", _("STT")),
        Column("division", _("Bảng thi")),
        Column("place", _("Hạng")),
        Column("full_name", _("Họ và tên")),
        Column("name", _("Tên trên bảng công khai")),
        Column("unit", _("Đơn vị")),
        Column("above", _("Thuộc")),
        Column("kind", _("Khối")),
        Column("email", _("Thư điện tử")),
        Column("phone", _("Số điện thoại")),
        Column("rounds", _("Số kỳ đã thi")),
        Column("correct", _("Tổng số câu đúng")),
        Column("questions", _("Tổng số câu")),
        *([Column("points", _("Tổng điểm"))] if any(one.has_points for one in rounds) else ()),
        Column("seconds", _("Tổng thời gian (giây)")),
        Column("attempts", _("Số lượt thi")),
        *(Column(_of(one), _heading(one)) for one in rounds),
    ]


def _heading(round: Round) -> str:
    said = _("%(round)s: điểm") if round.has_points else _("%(round)s: số câu đúng")
    return said % {"round": round.title}


def _of(round: Round) -> str:
    return f"round_{round.pk}"


def contest_result_rows(contest: Contest) -> Iterator[Row]:
    """Read everybody, division by division, some thousand at a time with their rounds."""
    people = Standing.objects.filter(contest=contest, round=None).order_by()
    ids = people.values_list("unit_id", flat=True).distinct()
    units = named_heirs(ids, on=days_of(contest, None, at=timezone.now()).units)
    rounds, n = ranked_rounds(contest.pk), 0
    for division in contest.divisions.all():
        for row in _of_division(contest, division, rounds, units):
            n += 1
            yield {"n": n, **row}


def _of_division(
    contest: Contest,
    division: Division,
    rounds: Sequence[Round],
    units: Mapping[int, NamedUnit],
) -> Iterator[Row]:
    totals = standings_in(BoardKey(contest.pk, None, division.pk))
    shown = totals.select_related("entry__user", "unit__kind").iterator(chunk_size=AT_ONCE)
    seen, place, key_above = 0, 0, ""
    while batch := list(islice(shown, AT_ONCE)):
        scores = _scores([one.entry_id for one in batch], rounds)
        for one in batch:
            seen += 1
            if one.sort_key != key_above:
                place, key_above = seen, one.sort_key
            yield {
                "division": division.name,
                "place": place,
                **_row(one, units),
                **{_of(round): scores.get((one.entry_id, round.pk)) for round in rounds},
            }


def _scores(
    entry_ids: list[int], rounds: Sequence[Round]
) -> dict[tuple[int, int | None], int | float]:
    of_rounds = Standing.objects.filter(
        entry__among=entry_ids, round__in=[one.pk for one in rounds]
    )
    rows = of_rounds.order_by().values_list("entry_id", "round_id", "correct_count", "points")
    return {
        (entry, round): correct if points is None else points / 100
        for entry, round, correct, points in rows
    }


def _row(one: Standing, units: Mapping[int, NamedUnit]) -> dict[str, Any]:
    unit = units.get(one.unit_id) or NamedUnit(one.unit.name, "")
    return {
        "full_name": one.entry.user.full_name,
        "name": one.entry.display_name,
        "unit": unit.name,
        "above": unit.path,
        "kind": one.unit.kind.name,
        "email": one.entry.user.email,
        "phone": one.entry.user.phone,
        "rounds": one.rounds_taken,
        "correct": one.correct_count,
        "questions": one.question_count,
        "points": hundredths_of(one.points),
        "seconds": one.time_used_ms / 1000,
        "attempts": one.attempt_count,
    }
