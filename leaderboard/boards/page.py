"""A page of the board: the snapshot as first page, later pages read from SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contests.models import Entry
from contests.schedule import StatedResult
from leaderboard.boards.board import TOP, newest_board, own_row, page_of, row_as_json
from leaderboard.boards.selection import BoardChoice
from leaderboard.rules import Limits

PROJECTED = 12


@dataclass(frozen=True)
class BoardPage:
    board_id: int
    rows: list[dict[str, Any]]
    totals: dict[str, int | None]
    withheld: frozenset[str]
    is_hidden: bool
    version: int
    at: datetime | None
    number: int
    count: int
    own_id: int | None  # the viewer's entry, if it belongs on this board
    own: dict[str, Any] | None  # the viewer's line, wherever it stands
    is_own_shown: bool
    is_frozen: bool
    revealed: int  # how many of the first were revealed, from the last place up
    result: StatedResult | None

    @property
    def is_live(self) -> bool:
        """Rows of a final result move no more, unless they are still to be revealed."""
        is_final = self.result is not None and self.result.is_final
        return self.number == 1 and (self.is_frozen or not is_final)

    @property
    def has_shared_rows(self) -> bool:
        """All viewers of one version see the same first page; later pages have no version."""
        return self.number == 1 and not self.is_own_shown

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1


def board_page(choice: BoardChoice, *, entry: Entry | None, number: int, at: datetime) -> BoardPage:
    """Page 1 is the snapshot every viewer sees; later pages are read at this moment."""
    limits = choice.limits(at=at)
    board = newest_board(choice.key, limits=limits, at=at)
    snapshot = board.snapshot
    # The number of pages would tell how many people there are; a frozen board is the snapshot.
    count = 1 if limits.is_frozen else max(1, -(-(snapshot["totals"]["people"] or 0) // TOP))
    number = min(max(number, 1), count)
    rows = snapshot["rows"]
    if number > 1 and not snapshot["is_hidden"]:
        later = page_of(choice.key, offset=(number - 1) * TOP, limit=TOP)
        rows = [row_as_json(row, withheld=limits.withheld) for row in later]
    own = own_line(choice, entry, limits=limits)
    return BoardPage(
        board_id=board.pk,
        rows=rows,
        totals=snapshot["totals"],
        withheld=limits.withheld,
        is_hidden=snapshot["is_hidden"],
        version=board.version,
        at=board.snapshot_at,
        number=number,
        count=count,
        own_id=entry.pk if entry and _is_of(choice, entry) else None,
        own=own,
        is_own_shown=own is not None and any(row["id"] == own["id"] for row in rows),
        result=choice.result(at=at),
        is_frozen=limits.is_frozen,
        revealed=snapshot.get("revealed", 0) if limits.is_frozen else 0,
    )


def _is_of(choice: BoardChoice, entry: Entry) -> bool:
    return entry.division_id == choice.division.pk


def own_line(choice: BoardChoice, entry: Entry | None, *, limits: Limits) -> dict[str, Any] | None:
    """Read the viewer's row, if it belongs on this board and rows are shown."""
    if entry is None or limits.is_hidden or limits.is_frozen or not _is_of(choice, entry):
        return None
    row = own_row(entry, round_id=choice.key.round, rules=choice.rules)
    return row_as_json(row, withheld=limits.withheld) if row else None
