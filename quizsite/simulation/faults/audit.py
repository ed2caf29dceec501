"""The ledger against the database, during a run and after it."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, connection

from contests.models import Answer
from quizsite.simulation.faults.run_ledger import Book

T = TypeVar("T")
EVERY_S = 1.0
SAMPLE = 250
BATCH = 500


def audit(book: Book, attempts: Sequence[int]) -> None:
    """Note acknowledged answers that are gone or older, and stored ones that nobody ever sent."""
    for start in range(0, len(attempts), BATCH):
        some = attempts[start : start + BATCH]
        owed = book.owed(some)  # first: whatever is acknowledged while the rows are read is more
        rows = Answer.objects.filter(attempt__in=some)
        book.compare(owed, rows.values_list("attempt_id", "position", "choice", "seq"))


async def audit_forever(book: Book, attempts: Sequence[int], rng: random.Random) -> None:
    """Every second: a loss may be papered over when the person answers the question again."""
    while True:
        sample = rng.sample(attempts, min(SAMPLE, len(attempts)))
        owed = book.owed(sample)
        try:
            stored = await in_database(lambda: _stored(sample))  # noqa: B023 -- awaited at once
        except (DatabaseError, InterfaceError):
            pass  # that is the fault of this run
        else:
            book.compare(owed, stored)
        await asyncio.sleep(EVERY_S)


def _stored(attempts: Sequence[int]) -> list[tuple[int, int, int, int]]:
    rows = Answer.objects.filter(attempt__in=attempts)
    return list(rows.values_list("attempt_id", "position", "choice", "seq"))


async def in_database(work: Callable[[], T]) -> T:
    """Off the loop, on a connection of its own: the database may have been restarted since."""

    def run() -> T:
        try:
            return work()
        finally:
            connection.close()

    return await asyncio.to_thread(run)
