"""How far a running job is, kept in the cache that all processes share.

A row would not do: a job may read a snapshot, and SQLite then lets the connection write nothing."""

from __future__ import annotations

from typing import NamedTuple

from django.core.cache import cache

_KEPT_S = 3600


class Progress(NamedTuple):
    done: int
    total: int

    @property
    def percent(self) -> int:
        return min(100 * self.done // self.total, 100) if self.total else 0


def report_progress(job_id: str, *, done: int, total: int) -> None:
    cache.set(_key(job_id), (done, total), _KEPT_S)


def progress_of(job_id: str) -> Progress:
    return Progress(*cache.get(_key(job_id), (0, 0)))


def _key(job_id: str) -> str:
    return f"job-progress:{job_id}"
