"""Tallies: what boards and units add up to, without reading every standing.

The database notes each change of a standing (triggers, migration 0003). A board's tallies and its
uncounted changes together say, in any one statement, exactly what its standings say. Counting
keeps the uncounted part short and the rank blocks up to date."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Sum

from contests.models import Contest
from leaderboard.aggregates import rank_blocks
from leaderboard.models import Board, BoardCount, BoardKey, StandingChange, StandingDelta, UnitTally
from quizsite.db.bulk_write import write_rows

BATCH = 5000
# On SQLite a batch holds the one writer's turn, and every save waits for it.
SQLITE_BATCH = 500
_SUMS = ("people", "attempts", "correct", "perfect")

_FORGET = """
DELETE FROM leaderboard_standingchange WHERE contest = %s AND division = %s AND round {round}
"""
_ADD_UP = """
SELECT unit_id, question_count, COUNT(*), SUM(attempt_count), SUM(correct_count),
    SUM(CASE WHEN is_perfect THEN 1 ELSE 0 END)
FROM leaderboard_standing WHERE contest_id = %s AND division_id = %s AND round_id {round}
GROUP BY unit_id, question_count
"""
_ADD = """
INSERT INTO leaderboard_unittally (board_id, unit_id, question_count, {sums})
SELECT board_id, unit_id, question_count, {sums} FROM {{given}} WHERE true
ON CONFLICT (board_id, unit_id, question_count) DO UPDATE SET {added}
""".format(
    sums=", ".join(_SUMS),
    added=", ".join(f"{name} = leaderboard_unittally.{name} + excluded.{name}" for name in _SUMS),
)


class TallyRow(NamedTuple):
    """Sums over one unit's standings on one board that have this number of questions."""

    round: int | None
    division: int
    unit: int
    question_count: int
    people: int
    attempts: int
    correct: int
    perfect: int


def tally_rows(contest_id: int, **board: int | None) -> Iterator[TallyRow]:
    """Read all boards of a contest, or one `round`, one `division`, in one statement."""
    place = ("round", "division", "unit", "question_count")
    counted = UnitTally.objects.filter(
        board__contest=contest_id, **{f"board__{name}": value for name, value in board.items()}
    )
    waiting = StandingChange.objects.filter(contest=contest_id, **board).order_by()
    added_up = waiting.values(*place).annotate(**{f"sum_{one}": Sum(one) for one in _SUMS})
    rows = counted.values_list("board__round", "board__division", *place[2:], *_SUMS).union(
        added_up.values_list(*place, *(f"sum_{one}" for one in _SUMS)), all=True
    )
    for round_id, *numbers in rows:
        yield TallyRow(round_id, *map(int, numbers))


def boards_with_changes() -> list[BoardKey]:
    """Find boards with uncounted changes: the process that should count them may have died."""
    is_there = Exists(Contest.objects.filter(pk=OuterRef("contest")))
    changed = StandingChange.objects.filter(is_there).order_by()
    return [BoardKey(*ids) for ids in changed.values_list(*BoardKey._fields).distinct()]


def count_board(key: BoardKey) -> int:
    """Count the board's changes and return how many.

    If another process is counting this board, this one leaves the changes to it."""
    counted = 0
    while batch := _count_batch(key):
        counted += batch
    return counted


def _count_batch(key: BoardKey) -> int:
    waiting = StandingChange.objects.filter(**key._asdict()).order_by("pk")
    if not waiting.exists():
        return 0
    size = min(BATCH, SQLITE_BATCH) if connection.vendor == "sqlite" else BATCH
    with transaction.atomic():
        count = _lock_count(key, wait=False)
        rows = waiting.values_list(*StandingDelta._fields)[:size] if count else ()
        changes = [StandingDelta._make(row) for row in rows]
        if count and changes:
            _add(count.board_id, changes)
            StandingChange.objects.filter(pk__among=[one.id for one in changes]).delete()
            rank_blocks.add(count, key, changes, is_last=len(changes) < size)
            _renew(count)
    return len(changes)


def _lock_count(key: BoardKey, *, wait: bool) -> BoardCount | None:
    """Take the right to count this board until the transaction ends; None if another has it.

    On SQLite the transaction itself is that right."""
    ids = {f"{name}_id": value for name, value in key._asdict().items()}
    board, _ = Board.objects.filter(**ids).get_or_create(defaults=ids)
    BoardCount.objects.get_or_create(board=board, defaults={"mark": _mark()})
    counts = BoardCount.objects.select_for_update(no_key=True, skip_locked=not wait)
    return counts.filter(board=board).first()


def _mark() -> str:
    return secrets.token_hex(8)


def _renew(count: BoardCount) -> None:
    mark = _mark()
    BoardCount.objects.filter(pk=count.pk).update(mark=mark, stretches_mark=mark)


def _add(board_id: int, changes: Iterable[StandingDelta]) -> None:
    sums: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * len(_SUMS))
    for change in changes:
        into = sums[change.unit, change.question_count]
        for n, name in enumerate(_SUMS):
            into[n] += getattr(change, name)
    _store(board_id, ((*place, *numbers) for place, numbers in sums.items()))


def _store(board_id: int, rows: Iterable[tuple[int, ...]]) -> None:
    """Add these sums to the stored tallies."""
    columns = ("board_id", "unit_id", "question_count", *_SUMS)
    write_rows(
        _ADD,
        columns=dict.fromkeys(columns, "bigint"),
        rows=[(board_id, *row) for row in rows],
    )


@transaction.atomic
def recount_board(key: BoardKey) -> None:
    """Count the board from its standings, whatever was counted before."""
    count = _lock_count(key, wait=True)
    assert count is not None  # noqa: S101 -- we waited for it
    rows = _sums_of_standings(key)
    UnitTally.objects.filter(board=count.board_id).delete()
    _store(count.board_id, rows)
    rank_blocks.renew(count, key)
    _renew(count)


def _sums_of_standings(key: BoardKey) -> list[tuple[int, ...]]:
    """Add up by unit and number of questions, and delete the changes these sums contain.

    On PostgreSQL both must see the same moment, hence one statement."""
    is_round = "= %s" if key.round else "IS NULL"
    ids = [key.contest, key.division, *([key.round] if key.round else [])]
    forget = _FORGET.format(round=is_round)
    add_up = _ADD_UP.format(round=is_round)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"WITH gone AS ({forget}) {add_up}", [*ids, *ids])
        else:
            cursor.execute(forget, ids)
            cursor.execute(add_up, ids)
        return [tuple(map(int, row)) for row in cursor.fetchall()]


def compare_tallies(key: BoardKey) -> list[str]:
    """List tallies and blocks that differ from the standings; none if the totals are right.

    The transaction is rolled back, so the comparison changes nothing."""
    with transaction.atomic():
        _lock_count(key, wait=True)
        found: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * len(_SUMS))
        for one in tally_rows(key.contest, round=key.round, division=key.division):
            into = found[one.unit, one.question_count]
            for n, name in enumerate(_SUMS):
                into[n] += getattr(one, name)
        wrong = rank_blocks.compare(key)
        expected = {(row[0], row[1]): list(row[2:]) for row in _sums_of_standings(key)}
        transaction.set_rollback(True)
    return wrong + [
        f"unit {unit}, {questions} questions: counted {found[unit, questions]}"
        for unit, questions in sorted(expected.keys() | found.keys())
        if found[unit, questions] != expected.get((unit, questions), [0] * len(_SUMS))
    ]
