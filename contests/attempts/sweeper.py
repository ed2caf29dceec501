"""Closes overdue attempts every few seconds, beside the endpoints of a serving process."""

import asyncio

import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, connection

from contests.attempts.close import close_overdue
from quizsite.operations import running_work
from quizsite.operations.metrics import SWEPT_AT
from quizsite.operations.process_reports import database_clock

# While one thread reads and scores, the other writes its rows; SQLite has one writer.
SWEEPERS = 2
log = structlog.get_logger("contests.sweeping")


def sweep_once(share: int, of: int) -> int:
    close_old_connections()
    with running_work.running(running_work.SWEEP):
        # Not by this process's clock: one ten minutes ahead ended everybody's paper as much early.
        return close_overdue(at=database_clock(), share=share, of=of)


async def _sweep() -> int:
    of = SWEEPERS if connection.vendor == "postgresql" else 1
    in_thread = sync_to_async(sweep_once, thread_sensitive=False)
    return sum(await asyncio.gather(*(in_thread(share, of) for share in range(of))))


async def sweep_forever() -> None:
    """Any number of processes may sweep: on PostgreSQL they skip each other's rows."""
    while True:
        await asyncio.sleep(settings.SWEEP_EVERY_S)
        try:
            closed = await _sweep()
        except Exception:
            # The database is away, or there is a bug. A dead sweeper would leave papers open for
            # good in this process, so the next sweep tries again.
            log.exception("not_swept")
        else:
            SWEPT_AT.set_to_current_time()
            if closed:
                log.info("swept", closed=closed)
