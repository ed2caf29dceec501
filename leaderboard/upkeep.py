"""What a serving process does for boards and results every few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime

import structlog
from django.db import Error as DatabaseTrouble

from contests.models import Round
from leaderboard.aggregates.tallies import boards_with_changes
from leaderboard.boards import writer as board_writer
from leaderboard.boards.board import boards_in_motion
from leaderboard.finals.final_ranking import entries_ranked, settle_round, unsettled_rounds
from quizsite.live.messages import end, in_thread

log = structlog.get_logger("leaderboard.broadcasts")

CATCH_UP_EVERY_S = 15.0
COUNT_EVERY_S = 2.0
SETTLE_EVERY_S = 2.0
BETWEEN_S = 0.1
# Shutting down waits for as long.
SETTLE_FOR_S = 1.0


_catching_up: set[asyncio.Task[None]] = set()


async def start() -> None:
    """Called once on the serving loop."""
    board_writer.writer.start()
    _catching_up.add(asyncio.create_task(_catch_up_forever()))
    _catching_up.add(asyncio.create_task(_count_forever()))
    _catching_up.add(asyncio.create_task(_settle_forever()))


async def stop() -> None:
    await end(*_catching_up)
    _catching_up.clear()
    await board_writer.writer.stop()


async def _catch_up_forever() -> None:
    """A process killed between its commit and its snapshot leaves a board behind: boards in
    motion are looked at again, and an unchanged board makes no version."""
    while True:
        try:
            board_writer.writer.mark(await in_thread(boards_in_motion, at=datetime.now(UTC)))
        except DatabaseTrouble as error:
            log.warning("boards_not_caught_up", error=str(error))
        await asyncio.sleep(CATCH_UP_EVERY_S)


async def _count_forever() -> None:
    """What a process killed in between has not counted, within seconds; the look is short while
    there is nothing to do."""
    while True:
        try:
            board_writer.writer.mark(await in_thread(boards_with_changes))
        except DatabaseTrouble as error:
            log.warning("changes_not_looked_for", error=str(error))
        await asyncio.sleep(COUNT_EVERY_S)


async def _settle_forever() -> None:
    """Go on with last rankings that no job moves, for a second at a time."""
    reached: dict[int, int | None] = {}
    while True:
        is_left: list[bool] = []
        try:
            rounds = await in_thread(unsettled_rounds)
            now = await in_thread(_reached, rounds)
            resting = [one for one in rounds if reached.get(one.pk, -1) == now[one.pk]]
            is_left = [await _settle(one) for one in resting]
            reached = now | await in_thread(_reached, resting)
        except DatabaseTrouble as error:
            log.warning("rankings_not_looked_for", error=str(error))
        await asyncio.sleep(BETWEEN_S if any(is_left) else SETTLE_EVERY_S)


def _reached(rounds: Iterable[Round]) -> dict[int, int | None]:
    return {round.pk: entries_ranked(round) for round in rounds}


async def _settle(round: Round) -> bool:
    """Whether there is more to do at once."""
    try:
        if not await in_thread(settle_round, round, within_s=SETTLE_FOR_S):
            return True
        log.info("settled", round=round.pk)
        board_writer.writer.mark(await in_thread(board_writer.keys_of, round))
    except Exception:
        # The database is away, or a bug: no other round should stay half ranked for it.
        log.exception("not_settled", round=round.pk)
    return False
