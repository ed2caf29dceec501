"""Compares the ledger with the database, during a run and after it."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, connection

from contests.models import Answer
from quizsite.simulation.faults.run_ledger import RunLedger

T = TypeVar("T")
EVERY_S = 1.0
SAMPLE = 250
BATCH = 500
_COLUMNS = ("attempt_id", "position", "choice", "seq", "text")


def audit(ledger: RunLedger, attempts: Sequence[int]) -> None:
    """Note acknowledged answers that are gone or older, and stored ones that no tab sent."""
    for start in range(0, len(attempts), BATCH):
        some = attempts[start : start + BATCH]
        owed = ledger.owed(some)  # first: the server acknowledges more while we read the rows
        rows = Answer.objects.filter(attempt__in=some)
        ledger.compare(owed, rows.values_list(*_COLUMNS))


async def audit_forever(ledger: RunLedger, attempts: Sequence[int], rng: random.Random) -> None:
    """Audit a sample every second, since a person who answers again would hide a loss."""
    while True:
        sample = rng.sample(attempts, min(SAMPLE, len(attempts)))
        owed = ledger.owed(sample)
        try:
            was_audited = ledger.is_audited
            stored = await in_database(lambda: _stored(sample))  # noqa: B023 -- awaited at once
        except (DatabaseError, InterfaceError):
            pass  # this run's own fault has taken the database away
        else:
            if was_audited and ledger.is_audited:
                ledger.compare(owed, stored)
        await asyncio.sleep(EVERY_S)


def _stored(attempts: Sequence[int]) -> list[tuple[int, int, int, int, str | None]]:
    rows = Answer.objects.filter(attempt__in=attempts)
    return list(rows.values_list(*_COLUMNS))


async def in_database(work: Callable[[], T]) -> T:
    """Run `work` in a thread on a new connection: the database may have restarted since."""

    def run() -> T:
        try:
            return work()
        finally:
            connection.close()

    return await asyncio.to_thread(run)
