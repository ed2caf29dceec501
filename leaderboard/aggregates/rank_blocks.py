"""Rank blocks: a board's standings in pieces of known size, for places and pages by SQL.

A block begins at a sort key and an entry, and ends where the next one begins. Its count and its
uncounted changes together say, in any one statement, how many standings it has. So a place is the
sum of the blocks above it and a part of one block. The table calls a block a stretch."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, QuerySet, Sum

from leaderboard.models import BoardCount, BoardKey, BoardStretch, StandingDelta, UnitTally
from quizsite.db.bulk_write import in_index_order, write_rows

SIZE = 5000  # twice as many are cut


class Point(NamedTuple):
    """A position between two standings: above the first one that is not smaller."""

    sort_key: str
    entry: int


TOP = Point("", 0)
_END = Point("g", 0)  # sort keys have no such letter

_STANDINGS = (
    "FROM leaderboard_standing WHERE contest_id = %s AND division_id = %s AND round_id {round} "
    "AND (sort_key, entry_id) >= (%s, %s) AND (sort_key, entry_id) < (%s, %s)"
)
_CHANGED = (
    "SELECT COALESCE(SUM(people), 0) FROM leaderboard_standingchange "
    "WHERE contest = %s AND division = %s AND round {round} "
    "AND (sort_key, entry) >= (%s, %s) AND (sort_key, entry) < (%s, %s)"
)
_COUNTED = f"SELECT (SELECT COUNT(*) {_STANDINGS}) - ({_CHANGED})"
_ABOVE = f"""
SELECT (
    SELECT COALESCE(SUM(people), 0) FROM leaderboard_boardstretch
    WHERE board_id = c.board_id AND (sort_key, entry) < (%s, %s)
) + ({_CHANGED}) + (SELECT COUNT(*) {_STANDINGS}) AS above
FROM leaderboard_boardcount c
WHERE c.board_id = %s AND c.mark = c.stretches_mark
AND EXISTS (SELECT 1 FROM leaderboard_boardstretch WHERE id = %s)
"""  # noqa: S608 -- constant text
_BEGUN = """
SELECT s.id, s.board_id, s.sort_key, s.entry FROM leaderboard_boardstretch s
JOIN leaderboard_board b ON b.id = s.board_id
JOIN leaderboard_boardcount c ON c.board_id = b.id AND c.mark = c.stretches_mark
WHERE b.contest_id = %s AND b.division_id = %s AND b.round_id {round}
AND (s.sort_key, s.entry) <= (%s, %s) ORDER BY s.sort_key DESC, s.entry DESC LIMIT 1
"""
# The round comes first for PostgreSQL, which else takes "is null" for no order of the index.
_FROM_TOP = f"SELECT COUNT(*) AS above {_STANDINGS}"
_LINES = f"SELECT entry_id {_STANDINGS} ORDER BY round_id, sort_key, entry_id LIMIT %s OFFSET %s"
_MOVE = (
    "UPDATE leaderboard_boardstretch SET people = leaderboard_boardstretch.people + given.people "
    "FROM {given} WHERE leaderboard_boardstretch.id = given.id"
)
_EVERY = f"""
SELECT sort_key, entry_id FROM (
    SELECT sort_key, entry_id, ROW_NUMBER() OVER (ORDER BY round_id, sort_key, entry_id) AS n
    {_STANDINGS}
) AS numbered WHERE n > 1 AND n %% %s = 1 ORDER BY n
"""  # noqa: S608 -- constant text


def count_above(key: BoardKey, point: Point) -> int | None:
    """Count the standings above; None if the board has no usable blocks."""
    for pk, board_id, sort_key, entry in _run(_BEGUN, key, [*_ids(key), *point]):
        block = BoardStretch(pk, board_id, sort_key, entry)
        return _above(key, block, point)
    return None


_Asked = dict[int, tuple[BoardKey, Sequence[Any]]]


def count_above_each(wanted: Sequence[tuple[BoardKey, Point]]) -> list[int]:
    """Count the standings above a point of each board, in three statements whatever their number.

    Boards without usable blocks are counted from the top."""
    begun = _run_each(_BEGUN, {n: (key, [*_ids(key), *at]) for n, (key, at) in enumerate(wanted)})
    asked: _Asked = {}
    for n, *fields in begun:
        key, point = wanted[n]
        asked[n] = (key, _above_asked(key, point, BoardStretch(*fields)))
    above = {n: int(count) for n, count in _run_each(_ABOVE, asked)}
    left: _Asked = {
        n: (key, [*_ids(key), *TOP, *point])
        for n, (key, point) in enumerate(wanted)
        if n not in above
    }
    above |= {n: int(count) for n, count in _run_each(_FROM_TOP, left)}
    return [above[n] for n in range(len(wanted))]


def _run_each(statement: str, asked: _Asked) -> list[Sequence[Any]]:
    """Run one statement for many boards at once; each row begins with its number in `asked`."""
    if not asked:
        return []
    parts = [
        f"SELECT {n} AS n, each_{n}.* FROM ({_on(key, statement)}) AS each_{n}"  # noqa: S608 -- constant text and numbers
        for n, (key, _params) in asked.items()
    ]
    return _execute(
        " UNION ALL ".join(parts), [one for _key, params in asked.values() for one in params]
    )


def find_entries(key: BoardKey, *, offset: int, limit: int) -> list[int] | None:
    """Find the entries of standings offset + 1 … offset + limit; None without usable blocks.

    If the board moves between the statements, the standings are those of a moment later."""
    blocks = list(_usable(key).order_by("sort_key", "entry"))
    ends = list(accumulate(block.people for block in blocks))
    for block in reversed(blocks[: bisect(ends, offset) + 1]):
        start = _start(block)
        above = _above(key, block, start)
        if above is None:
            return None
        if above <= offset:
            with in_index_order():
                rows = _ask(_LINES, key, start, _END, after=[limit, offset - above])
            return [entry for (entry,) in rows]
    return None


def _usable(key: BoardKey) -> QuerySet[BoardStretch]:
    """Select blocks as the board's last counting left them.

    During a rolling restart a version that knows no blocks may have counted since."""
    return BoardStretch.objects.filter(
        **{f"board__{name}": value for name, value in key._asdict().items()},
        board__boardcount__mark=F("board__boardcount__stretches_mark"),
    )


def _above(key: BoardKey, block: BoardStretch, point: Point) -> int | None:
    """Count from the start of a block, in one statement; None if the block no longer exists."""
    rows = _run(_ABOVE, key, _above_asked(key, point, block))
    return int(rows[0][0]) if rows else None


def _above_asked(key: BoardKey, point: Point, block: BoardStretch) -> list[Any]:
    start, board = _start(block), _ids(key)
    return [*start, *board, *TOP, *start, *board, *start, *point, block.board_id, block.pk]


def add(
    count: BoardCount, key: BoardKey, changes: Sequence[StandingDelta], *, is_last: bool
) -> None:
    """Take over counted changes, under the lock of the board's count.

    Blocks that have grown are divided only after the last batch: dividing reads all changes that
    still wait."""
    blocks = list(BoardStretch.objects.filter(board=count.board_id).order_by("sort_key", "entry"))
    if count.stretches_mark != count.mark or not blocks:
        renew(count, key)
        return
    starts = [_start(block) for block in blocks]
    added: Counter[int] = Counter()
    for change in changes:
        added[bisect(starts, (change.sort_key, change.entry)) - 1] += change.people
    for n, people in added.items():
        blocks[n].people += people
    moved = [(blocks[n].pk, people) for n, people in added.items() if people]
    write_rows(_MOVE, columns={"id": "bigint", "people": "bigint"}, rows=moved)
    if is_last:
        _cut(key, blocks)


def renew(count: BoardCount, key: BoardKey) -> None:
    """Divide the whole board again, under the lock of its count."""
    BoardStretch.objects.filter(board=count.board_id).delete()
    tallies = UnitTally.objects.filter(board=count.board_id)
    people = tallies.aggregate(people=Sum("people"))["people"] or 0
    _cut(key, [BoardStretch.objects.create(board_id=count.board_id, people=people)])


def _cut(key: BoardKey, blocks: Sequence[BoardStretch]) -> None:
    """Divide blocks that are too long; an empty block is joined to the one before."""
    empty = [one.pk for one in blocks if not one.people and _start(one) != TOP]
    if empty:
        BoardStretch.objects.filter(pk__among=empty).delete()
    for block, end in _with_ends(blocks):
        if block.people >= 2 * SIZE:
            _divide(key, block, end)


def _divide(key: BoardKey, block: BoardStretch, end: Point) -> None:
    # What is counted does not change under the lock, whatever else does: piece by piece is as
    # good as at once.
    starts = [Point(*row) for row in _ask(_EVERY, key, _start(block), end, after=[SIZE])]
    pieces = [
        BoardStretch(
            board_id=block.board_id,
            sort_key=a.sort_key,
            entry=a.entry,
            people=_counted(key, a, b),
        )
        for a, b in pairwise([*starts, end])
    ]
    block.people -= sum(piece.people for piece in pieces)
    block.save(update_fields=["people"])
    BoardStretch.objects.bulk_create(pieces)


def compare(key: BoardKey) -> list[str]:
    """List blocks that differ from the standings, under the lock of the board's count."""
    blocks = list(_usable(key).order_by("sort_key", "entry"))
    return [
        f"block from {block.sort_key or 'the top'}: counted {block.people} of {people}"
        for block, end in _with_ends(blocks)
        if block.people != (people := _counted(key, _start(block), end))
    ]


def _with_ends(blocks: Sequence[BoardStretch]) -> list[tuple[BoardStretch, Point]]:
    return list(zip(blocks, [*map(_start, blocks[1:]), _END], strict=False))


def _start(block: BoardStretch) -> Point:
    return Point(block.sort_key, block.entry)


def _counted(key: BoardKey, start: Point, end: Point) -> int:
    range_ = [*_ids(key), *start, *end]
    return int(_run(_COUNTED, key, [*range_, *range_])[0][0])


def _ask(
    statement: str, key: BoardKey, start: Point, end: Point, *, after: Sequence[int] = ()
) -> list[Sequence[Any]]:
    return _run(statement, key, [*_ids(key), *start, *end, *after])


def _ids(key: BoardKey) -> list[int]:
    return [key.contest, key.division, *([key.round] if key.round else [])]


def _run(statement: str, key: BoardKey, params: Sequence[Any]) -> list[Sequence[Any]]:
    return _execute(_on(key, statement), params)


def _on(key: BoardKey, statement: str) -> str:
    return statement.format(round="= %s" if key.round else "IS NULL")


def _execute(statement: str, params: Sequence[Any]) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(params))
        rows: list[Sequence[Any]] = cursor.fetchall()
    return rows
