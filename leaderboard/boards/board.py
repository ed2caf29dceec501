"""Boards: standings in order, a page at a time, and the snapshot every viewer sees."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from contests.models import Contest, Entry, Round, RoundState
from contests.queries import ranked_rounds
from leaderboard.aggregates.places import find_entries, place_of
from leaderboard.aggregates.tallies import count_board, tally_rows
from leaderboard.models import Board, BoardKey, Standing
from leaderboard.rules import may_show_rows
from leaderboard.standings.compute import StandingFacts, result_of
from leaderboard.standings.ranking import Reason, Result, deciding_criterion
from leaderboard.standings.reasons import words
from quizsite.db.fast_select import FastSelect
from quizsite.language.moments import stop_watch

TOP = 50


@dataclass(frozen=True)
class BoardRow:
    """One row of a board. `why` says what puts it above the next row."""

    entry_id: int
    place: int
    name: str
    unit: str
    correct: int
    questions: int
    time_used_ms: int
    gap: int | None
    why: str


class _Ranked(NamedTuple):
    sort_key: str
    result: Result


@dataclass(frozen=True)
class Totals:
    people: int
    attempts: int
    perfect: int


def page_of(
    key: BoardKey, *, offset: int, limit: int, as_of: datetime | None = None
) -> list[BoardRow]:
    """Read rows offset + 1 … offset + limit; equal keys share a place."""
    # One more, to say why the last is above it.
    entries = find_entries(key, offset=offset, limit=limit + 1, as_of=as_of)
    found = _lines.all(key.round, key.division, entries)
    if not found:
        return []
    chain = _chain(key, found)
    # Whoever came above since the entries were found would give two lines one place.
    place = min(place_of(key, found[0].sort_key, as_of=as_of), offset + 1) if offset else 1
    ranked = [_Ranked(one.sort_key, result_of(one, one.entry)) for one in found]
    whys = [*(_why(above, below, chain) for above, below in pairwise(ranked)), ""]
    rows = []
    for n, standing in enumerate(found[:limit]):
        if n and standing.sort_key != found[n - 1].sort_key:
            place = offset + n + 1
        rows.append(_row(standing, place=place, why=whys[n]))
    return rows


@FastSelect
def _lines(round: int | None, division: int, entry_ids: Collection[int]) -> QuerySet[Standing]:
    """Read the standings of entries that were found before.

    One statement for both lets PostgreSQL join and sort the whole board while its statistics are of
    an emptier table: 100 ms of 25,000 rows, every second at the opening."""
    standings = Standing.objects.filter(round=round, division=division, entry__among=entry_ids)
    shown = standings.select_related("entry", "unit").only(
        *("round", "entry", *StandingFacts._fields),
        *("entry__display_name", "entry__registered_at", "unit__name"),
    )
    return shown.order_by("sort_key", "entry_id")


def own_row(entry: Entry, *, round_id: int | None) -> BoardRow | None:
    """Read an entry's row, wherever it stands in its division."""
    key = BoardKey(entry.contest_id, round_id, entry.division_id)
    for own in _lines.all(key.round, key.division, [entry.pk]):
        return _row(own, place=place_of(key, own.sort_key), why="")
    return None


def totals(key: BoardKey) -> Totals:
    people = attempts = perfect = 0
    for one in tally_rows(key.contest, round=key.round, division=key.division):
        people += one.people
        attempts += one.attempts
        perfect += one.perfect
    return Totals(people, attempts, perfect)


def _chain(key: BoardKey, lines: Sequence[Standing]) -> list[str]:
    """Read the tie chain, and give each standing its round."""
    if key.round is None:
        return list(Contest.objects.values_list("tie_chain", flat=True).get(pk=key.contest))
    round = Round.objects.only("tie_chain", "true_predictions").get(pk=key.round)
    for standing in lines:
        standing.round = round
    return list(round.tie_chain)


def _why(above: _Ranked, below: _Ranked, chain: list[str]) -> str:
    criterion = deciding_criterion(above.sort_key, below.sort_key, chain)
    return words(Reason(criterion, above.result, below.result)) if criterion else ""


def _row(standing: Standing, *, place: int, why: str) -> BoardRow:
    return BoardRow(
        entry_id=standing.entry_id,
        place=place,
        name=standing.entry.display_name,
        unit=standing.unit.name,
        correct=standing.correct_count,
        questions=standing.question_count,
        time_used_ms=standing.time_used_ms,
        gap=standing.prediction_gap,
        why=why,
    )


def row_as_json(row: BoardRow) -> dict[str, Any]:
    return {
        "id": row.entry_id,
        "place": row.place,
        "name": row.name,
        "unit": row.unit,
        "score": f"{row.correct}/{row.questions}",
        "time": stop_watch(row.time_used_ms),
        "gap": row.gap,
        "why": row.why,
    }


def build_snapshot(key: BoardKey, *, at: datetime) -> dict[str, Any]:
    """Collect the top rows and totals; rows are left out while scores are withheld."""
    is_hidden = not rows_are_public(key, at=at)
    rows = [] if is_hidden else page_of(key, offset=0, limit=TOP)
    counted = totals(key)
    return {
        "is_hidden": is_hidden,
        "rows": [row_as_json(row) for row in rows],
        "totals": {
            "people": counted.people,
            "attempts": counted.attempts,
            "perfect": 0 if is_hidden else counted.perfect,
        },
    }


def rows_are_public(key: BoardKey, *, at: datetime) -> bool:
    rounds = ranked_rounds(key.contest)
    return may_show_rows([r for r in rounds if key.round in {None, r.pk}], at=at)


class Advance(StrEnum):
    MADE = "made"
    UNCHANGED = "unchanged"
    LOST = "lost"


def advance_board(key: BoardKey, *, at: datetime) -> tuple[Advance, Board]:
    """Store the present state as the next version, if it differs from the newest.

    Versions have no gaps and one author each: the update succeeds only while the version read is
    the newest. A process that lost must call again, because the winner may have read earlier."""
    count_board(key)
    stored = Board.objects.filter(contest=key.contest, round=key.round, division=key.division)
    board, _ = stored.get_or_create(
        defaults={
            "contest_id": key.contest,
            "round_id": key.round,
            "division_id": key.division,
        }
    )
    snapshot = build_snapshot(key, at=at)
    if board.version and snapshot == board.snapshot:
        return Advance.UNCHANGED, board
    expected = board.version
    board.version, board.snapshot, board.snapshot_at = expected + 1, snapshot, at
    won = Board.objects.filter(pk=board.pk, version=expected).update(
        version=board.version, snapshot=snapshot, snapshot_at=at
    )
    return Advance.MADE if won else Advance.LOST, board


def boards_in_motion(*, at: datetime) -> list[BoardKey]:
    """Find boards that results may still reach: of rounds open now or closed within a day."""
    moving = Round.objects.filter(
        state=RoundState.PUBLISHED, opens_at__lte=at, closes_at__gte=at - timedelta(days=1)
    )
    of_contests = Q(round=None, contest__in=moving.values("contest"))
    stored = Board.objects.filter(of_contests | Q(round__in=moving))
    return [BoardKey(*ids) for ids in stored.values_list("contest", "round", "division")]


def current_board(key: BoardKey, *, at: datetime) -> Board:
    """Read the newest snapshot; make it if there is none, or if scores were released since."""
    return newest_board(key, is_hidden=not rows_are_public(key, at=at), at=at)


@FastSelect
def _stored_board(contest: int, round: int | None, division: int) -> QuerySet[Board]:
    return Board.objects.filter(version__gt=0, contest=contest, round=round, division=division)


def newest_board(key: BoardKey, *, is_hidden: bool, at: datetime) -> Board:
    """As `current_board`, for a caller that knows whether rows are withheld."""
    stored = _stored_board.first(*key)
    if stored is not None and stored.snapshot["is_hidden"] == is_hidden:
        return stored
    return advance_board(key, at=at)[1]


def frame_of(board: Board) -> str:
    """Build the socket's frame: the snapshot without its reasons, which pages ask for."""
    rows = [{**row, "why": bool(row["why"])} for row in board.snapshot["rows"]]
    return _as_text({**snapshot_as_json(board), "rows": rows})


def snapshot_as_json(board: Board) -> dict[str, Any]:
    at = board.snapshot_at.isoformat() if board.snapshot_at else ""
    return {"version": board.version, "at": at, **board.snapshot}


def _as_text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
