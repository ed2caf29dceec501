"""Each serving process says every few seconds how it is, in one row of its own.

A thread, not a task: a process that serves only pages has no loop, and a loop that hangs must
be reported. The row is measured by what it costs to write it: the database's answer and clock."""

from __future__ import annotations

import multiprocessing.util
import os
import resource
import shutil
import socket
import threading
import time
from asyncio import AbstractEventLoop
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import redis
import structlog
from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection

from quizsite.models import ProcessReport
from quizsite.operations import metrics
from quizsite.operations.metric_windows import MetricWindow, take_snapshot

log = structlog.get_logger("quizsite.reporting")

EVERY_S = 5.0
SILENT_AFTER = timedelta(seconds=20)  # a process that missed three reports
FORGOTTEN_AFTER = timedelta(minutes=10)
MINUTE_S, ERRORS_S = 60, 300
OFF, UP, AWAY = "off", "up", "away"


class Papers(NamedTuple):
    """Open ones, those past their end, and how long the oldest of these has been."""

    open: int
    overdue: int
    overdue_s: int


@dataclass(frozen=True)
class ProcessFigures:
    """One process; what a running older version does not write yet has its default."""

    minute: dict[str, float] = field(default_factory=dict)
    buckets: dict[str, list[float]] = field(default_factory=dict)
    errors: float = 0
    waiting: float = 0
    board_sockets: float = 0
    paper_sockets: float = 0
    loop_s: float = 0
    database_s: float = 0
    clock_s: float = 0
    redis: str = OFF
    disk_free: int = 0
    disk_total: int = 0
    memory: int = 0
    open_papers: int = 0
    overdue_papers: int = 0
    overdue_s: int = 0

    @classmethod
    def read(cls, stored: dict[str, Any]) -> ProcessFigures:
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})


def database_clock() -> datetime:
    """The one clock all processes share; on SQLite it is this machine's."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            told: datetime = cursor.fetchone()[0]
            return told.astimezone(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT (julianday('now') - 2440587.5) * 86400.0")  # since 1970, in seconds
        return datetime.fromtimestamp(cursor.fetchone()[0], UTC)


class Reporter:
    """One per serving process. `count_papers` is asked at each report."""

    def __init__(
        self,
        role: str,
        *,
        count_papers: Callable[[], Papers],
        loop: AbstractEventLoop | None = None,
    ) -> None:
        self.role, self._count_papers, self._loop = role, count_papers, loop
        self._host, self._pid = socket.gethostname()[:80], os.getpid()
        self._started_at = datetime.now(UTC)
        self.name = f"{self._host}:{self._pid}:{self._started_at:%H%M%S%f}"
        self._window = MetricWindow()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reporting", daemon=True)
        self._redis = _redis_client()
        self._next_tidying = self._started_at

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Take the row back: who ends in good order is not missed."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._ending.is_set():
            self.report_safely()
            self._ending.wait(EVERY_S)
        self._leave()

    def report_safely(self) -> None:
        """A process whose database is away falls silent, and speaks again when it is back."""
        self._measure_around()
        try:
            self.report()
            metrics.DATABASE_AWAY.set(0)
        except DatabaseTrouble as error:
            metrics.DATABASE_AWAY.set(1)
            log.warning("not_reported", error=str(error))
            connection.close()

    def report(self) -> None:
        connection.ensure_connection()  # not part of what is measured
        asked, asked_at = time.monotonic(), time.time()
        now = database_clock()
        took = time.monotonic() - asked
        metrics.DATABASE_SECONDS.set(took)
        metrics.CLOCK_SECONDS.set(asked_at + took / 2 - now.timestamp())
        papers = self._count_papers()
        metrics.OPEN_PAPERS.set(papers.open)
        metrics.OVERDUE_PAPERS.set(papers.overdue)
        row = ProcessReport(
            name=self.name,
            role=self.role,
            host=self._host,
            pid=self._pid,
            started_at=self._started_at,
            reported_at=now,
            figures=asdict(self._figures(papers)),
        )
        # One statement: it waits for nobody holding more than this row.
        ProcessReport.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["reported_at", "figures"],
        )
        if now >= self._next_tidying:
            self._next_tidying = now + FORGOTTEN_AFTER / 10
            ProcessReport.objects.filter(reported_at__lt=now - FORGOTTEN_AFTER).delete()

    def _figures(self, papers: Papers) -> ProcessFigures:
        self._window.add(take_snapshot(at=time.monotonic()))
        disk = shutil.disk_usage(disk_of_data())
        metrics.DISK_FREE.set(disk.free)
        return ProcessFigures(
            minute=self._window.counts_within(MINUTE_S),
            buckets=self._window.buckets_within(MINUTE_S),
            errors=self._window.counts_within(ERRORS_S)["errors"],
            waiting=_value(metrics.SAVES_WAITING),
            board_sockets=_value(metrics.SOCKETS.labels("board")),
            paper_sockets=_value(metrics.SOCKETS.labels("paper")),
            loop_s=_value(metrics.LOOP_SECONDS),
            database_s=_value(metrics.DATABASE_SECONDS),
            clock_s=_value(metrics.CLOCK_SECONDS),
            redis=self._redis_state(),
            disk_free=disk.free,
            disk_total=disk.total,
            memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            open_papers=papers.open,
            overdue_papers=papers.overdue,
            overdue_s=papers.overdue_s,
        )

    def _measure_around(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            asked = time.monotonic()
            self._loop.call_soon_threadsafe(
                lambda: metrics.LOOP_SECONDS.set(time.monotonic() - asked)
            )

    def _redis_state(self) -> str:
        if self._redis is None:
            return OFF
        try:
            self._redis.ping()
        except (OSError, redis.RedisError):
            metrics.REDIS_AWAY.set(1)
            return AWAY
        metrics.REDIS_AWAY.set(0)
        return UP

    def _leave(self) -> None:
        try:
            ProcessReport.objects.filter(name=self.name).delete()
        except DatabaseTrouble as error:
            log.warning("report_not_taken_back", error=str(error))
        connection.close()


def _value(gauge: Any) -> float:
    """What a gauge without labels says."""
    value: float = gauge.collect()[0].samples[0].value
    return value


def _redis_client() -> redis.Redis | None:
    if not settings.REDIS_URL:
        return None
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


def disk_of_data() -> Path:
    """Where the database is, if it is a file; else this machine's own data."""
    if connection.vendor == "sqlite":
        return Path(str(connection.settings_dict["NAME"])).resolve().parent
    return Path(settings.VAR_DIR)


_reporters: list[Reporter] = []


def start(
    role: str,
    *,
    count_papers: Callable[[], Papers],
    loop: AbstractEventLoop | None = None,
) -> None:
    """Called once by whatever serves, in the process that serves."""
    if not settings.PROCESS_REPORTS:
        return
    reporter = Reporter(role, count_papers=count_papers, loop=loop)
    _reporters.append(reporter)
    reporter.start()
    # Runs at the end of a plain process and of a worker forked by multiprocessing alike; `atexit`
    # is silent in the latter.
    multiprocessing.util.Finalize(None, stop, exitpriority=10)


def stop() -> None:
    while _reporters:
        _reporters.pop().stop()
