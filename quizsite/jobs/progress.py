"""How far a running job is, kept in the cache that all processes share.

A row would not do: a job may read a snapshot, and SQLite then lets the connection write nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from django.core.cache import cache

from quizsite.jobs.worker import give_back_if_stopping

T = TypeVar("T")

_KEPT_S = 3600
ROWS_BETWEEN_REPORTS = 5000


class Progress(NamedTuple):
    done: int
    total: int

    @property
    def percent(self) -> int:
        return min(100 * self.done // self.total, 100) if self.total else 0


def report_progress(job_id: str, *, done: int, total: int) -> None:
    cache.set(_key(job_id), (done, total), _KEPT_S)


def with_progress(rows: Iterable[T], *, total: int, job_id: str) -> Iterator[T]:
    """Pass the rows on, and say now and then how many there were; a process that stops ends it."""
    for done, row in enumerate(rows):
        if done % ROWS_BETWEEN_REPORTS == 0:
            give_back_if_stopping()
            report_progress(job_id, done=done, total=total)
        yield row


def progress_of(job_id: str) -> Progress:
    return Progress(*cache.get(_key(job_id), (0, 0)))


def _key(job_id: str) -> str:
    return f"job-progress:{job_id}"
