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
from leaderboard.finals.final_ranking import continue_final_ranking, entries_ranked, rounds_to_rank
from quizsite.live.messages import end, in_thread

log = structlog.get_logger("leaderboard.broadcasts")

CATCH_UP_EVERY_S = 15.0
COUNT_EVERY_S = 2.0
RANK_EVERY_S = 2.0
BETWEEN_S = 0.1
# Shutting down waits for as long.
RANK_FOR_S = 1.0


_catching_up: set[asyncio.Task[None]] = set()


async def start() -> None:
    """The serving loop calls this once."""
    board_writer.writer.start()
    _catching_up.add(asyncio.create_task(_catch_up_forever()))
    _catching_up.add(asyncio.create_task(_count_forever()))
    _catching_up.add(asyncio.create_task(_rank_forever()))


async def stop() -> None:
    await end(*_catching_up)
    _catching_up.clear()
    await board_writer.writer.stop()


async def _catch_up_forever() -> None:
    """Look at boards in motion again: a process may have been killed between commit and snapshot.

    An unchanged board makes no version."""
    while True:
        try:
            board_writer.writer.mark(await in_thread(boards_in_motion, at=datetime.now(UTC)))
        except DatabaseTrouble as error:
            log.warning("boards_not_caught_up", error=str(error))
        await asyncio.sleep(CATCH_UP_EVERY_S)


async def _count_forever() -> None:
    """Find changes that a killed process left uncounted; looking is short if there are none."""
    while True:
        try:
            board_writer.writer.mark(await in_thread(boards_with_changes))
        except DatabaseTrouble as error:
            log.warning("changes_not_looked_for", error=str(error))
        await asyncio.sleep(COUNT_EVERY_S)


async def _rank_forever() -> None:
    """Continue last rankings that no job moves, for a second at a time."""
    reached: dict[int, int | None] = {}
    while True:
        is_left: list[bool] = []
        try:
            rounds = await in_thread(rounds_to_rank)
            now = await in_thread(_reached, rounds)
            resting = [one for one in rounds if reached.get(one.pk, -1) == now[one.pk]]
            is_left = [await _rank(one) for one in resting]
            reached = now | await in_thread(_reached, resting)
        except DatabaseTrouble as error:
            log.warning("rankings_not_looked_for", error=str(error))
        await asyncio.sleep(BETWEEN_S if any(is_left) else RANK_EVERY_S)


def _reached(rounds: Iterable[Round]) -> dict[int, int | None]:
    return {round.pk: entries_ranked(round) for round in rounds}


async def _rank(round: Round) -> bool:
    """Return whether there is more to rank at once."""
    try:
        if not await in_thread(continue_final_ranking, round, within_s=RANK_FOR_S):
            return True
        log.info("settled", round=round.pk)
        board_writer.writer.mark(await in_thread(board_writer.keys_of, round))
    except Exception:
        # The database is away, or a bug: no other round should stay half ranked for it.
        log.exception("not_settled", round=round.pk)
    return False
