"""Winners as lines: on the organisers' page, in their file, and as the public reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contests.awards import Award
from contests.models import TieCriterion
from contests.points import hundredths_of, score_words
from contests.regulation.prizes import prize_name
from leaderboard.models import SealedName, Standing, Winner
from leaderboard.prizes.winners import Chosen, Winners, announced, standings_of
from quizsite.audit.names import EMPTIED
from quizsite.language.moments import exact_moment, moment, stop_watch
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table


@dataclass(frozen=True, slots=True)
class PublicLine:
    """What everybody reads of a winner: the name and unit that boards show."""

    prize: str
    division: str
    place: int
    name: str
    unit: str
    score: str
    time: str
    gap: int | None


def public_lines(award: Award) -> list[PublicLine]:
    """The announced list; who is in no result any more is left out."""
    listed = announced(award)
    standings = standings_of(award, [one.entry_id for one in listed])
    by_points = TieCriterion.POINTS in award.tie_chain
    asks_words = asks_in_words(award)
    return [
        _public(one, standings[one.entry_id], by_points=by_points, asks_words=asks_words)
        for one in listed
        if one.entry_id in standings
    ]


def asks_in_words(award: Award) -> bool:
    return award.round is not None and award.round.asks_words


def _public(winner: Winner, standing: Standing, *, by_points: bool, asks_words: bool) -> PublicLine:
    return PublicLine(
        prize=prize_name(winner.prize),
        division=winner.entry.division.name,
        place=winner.place,
        name=winner.entry.display_name,
        unit=unit_of(standing),
        score=score_of(standing, by_points=by_points, asks_words=asks_words),
        time=stop_watch(standing.time_used_ms),
        gap=None if asks_words else standing.prediction_gap,
    )


def score_of(standing: Standing, *, by_points: bool, asks_words: bool) -> str:
    """In what the award ranks by, with the mark of a sub-question in words."""
    mark = _mark(standing) if asks_words else ""
    if by_points and (points := score_words(standing, scale=None)):
        return _("%(points)s điểm") % {"points": points} + mark
    facts = {"n": standing.correct_count, "total": standing.question_count}
    return _("%(n)d/%(total)d câu đúng") % facts + mark


def _mark(standing: Standing) -> str:
    if standing.prediction_gap is None:
        return ""
    return _(", câu hỏi phụ %(n)d điểm") % {"n": standing.prediction}


def unit_of(standing: Standing) -> str:
    """As boards name it: as it was when the result became final."""
    named: str | None = getattr(standing, "unit_name", None)
    return named or standing.unit.name


def winners_table(winners: Winners, *, about: Sequence[str]) -> Table:
    """List the winners with full names, for the organisers' decision."""
    has_points = any(one.points is not None for one in winners.standings.values())
    columns = _columns(has_points=has_points, asks_words=asks_in_words(winners.award))
    return Table(_("Đạt giải"), about, columns, _rows(winners))


def _columns(*, has_points: bool, asks_words: bool) -> list[Column]:
    return [
        Column("number", _("STT"), width=6),
        Column("full_name", _("Họ và tên"), width=28),
        Column("unit", _("Đơn vị"), width=44),
        Column("correct", _("Số câu đúng")),
        Column("questions", _("Số câu")),
        *([Column("points", _("Điểm"))] if has_points else ()),
        Column("time", _("Thời gian làm bài")),
        Column("finished_at", _("Nộp lúc"), width=30),
        Column("prediction", _("Điểm câu hỏi phụ") if asks_words else _("Dự đoán")),
        *([] if asks_words else [Column("gap", _("Chênh lệch"))]),
        Column("prize", _("Giải"), width=24),
        Column("division", _("Bảng thi"), width=30),
        Column("place", _("Hạng")),
        Column("state", _("Xác nhận"), width=24),
    ]


def _rows(winners: Winners) -> Iterable[Row]:
    sealed = sealed_full_names(winners)
    for number, one in enumerate(winners.chosen, start=1):
        standing = winners.standings[one.win.entry]
        yield {
            "number": number,
            "full_name": sealed.get(one.win.entry, standing.entry.user.full_name),
            "unit": unit_of(standing),
            "correct": standing.correct_count,
            "questions": standing.question_count,
            "points": hundredths_of(standing.points),
            "time": stop_watch(standing.time_used_ms, is_exact=True),
            "finished_at": exact_moment(standing.finished_at),
            "prediction": standing.prediction,
            "gap": standing.prediction_gap,
            "prize": prize_name(one.prize),
            "division": one.division.name,
            "place": one.win.place,
            "state": state_words(one),
        }


def state_words(chosen: Chosen) -> str:
    at = chosen.check.at if chosen.check else None
    label = str(chosen.state.label)
    return f"{label}, {moment(at)}" if at else label


def sealed_full_names(winners: Winners) -> dict[int, str]:
    """Names as they were when the round became final; a deleted person's is empty for good."""
    entries = [one.win.entry for one in winners.chosen]
    sealed = SealedName.objects.filter(round=winners.award.round, entry__among=entries)
    return {
        entry: name or str(EMPTIED) for entry, name in sealed.values_list("entry_id", "full_name")
    }
