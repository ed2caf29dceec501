"""Each serving process writes every few seconds how it is, into one row of its own.

A thread writes it, not a task: a process that serves only pages has no event loop. A thread also
reports a loop that hangs. With each row it measures the database's clock and its answer time."""

from __future__ import annotations

import multiprocessing.util
import os
import resource
import socket
import threading
import time
from asyncio import AbstractEventLoop
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import structlog
from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection

from quizsite.models import ProcessReport
from quizsite.operations import metrics, resources, running_work
from quizsite.operations.metric_windows import MetricWindow, take_snapshot
from quizsite.operations.releases import running_version
from quizsite.operations.repeated_lines import tell_repetitions

log = structlog.get_logger("quizsite.reporting")

EVERY_S = 5.0
SILENT_AFTER = timedelta(seconds=20)  # a process that missed three reports
FORGOTTEN_AFTER = timedelta(minutes=10)
MINUTE_S, ERRORS_S = 60, 300


class Papers(NamedTuple):
    """Counts of open and of overdue papers, and for how long the oldest one is overdue."""

    open: int
    overdue: int
    overdue_s: int


class JobCounts(NamedTuple):
    """Waiting ones, how long the oldest of these has waited, and those that failed in a day."""

    waiting: int
    oldest_s: int
    failed: int


@dataclass(frozen=True)
class ProcessFigures:
    """The report of one process; a figure that an older version does not write has its default."""

    version: str = ""
    abilities: list[str] = field(default_factory=list)
    minute: dict[str, float] = field(default_factory=dict)
    buckets: dict[str, list[float]] = field(default_factory=dict)
    errors: float = 0
    waiting: float = 0
    board_sockets: float = 0
    paper_sockets: float = 0
    loop_s: float = 0
    work: str = ""
    work_s: float = 0
    database_s: float = 0
    clock_s: float = 0
    redis: str = resources.OFF
    disk: str = "data"
    disk_free: int = 0
    disk_total: int = 0
    connections: int = 0
    connections_limit: int = 0
    files: int = 0
    files_limit: int = 0
    certificate_s: float | None = None
    memory: int = 0
    open_papers: int = 0
    overdue_papers: int = 0
    overdue_s: int = 0
    jobs_waiting: int = 0
    jobs_oldest_s: int = 0
    jobs_failed: int = 0

    @classmethod
    def read(cls, stored: dict[str, Any]) -> ProcessFigures:
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})


def database_clock() -> datetime:
    """Read the one clock that all processes share; on SQLite it is this machine's."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            told: datetime = cursor.fetchone()[0]
            return told.astimezone(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT (julianday('now') - 2440587.5) * 86400.0")  # since 1970, in seconds
        return datetime.fromtimestamp(cursor.fetchone()[0], UTC)


class Reporter:
    """Each serving process has one; its thread calls both counting functions for each report."""

    def __init__(
        self,
        role: str,
        *,
        count_papers: Callable[[], Papers],
        count_jobs: Callable[[], JobCounts],
        loop: AbstractEventLoop | None = None,
    ) -> None:
        self.role, self._loop = role, loop
        self._count_papers, self._count_jobs = count_papers, count_jobs
        self._host, self._pid = socket.gethostname()[:80], os.getpid()
        self._started_at = datetime.now(UTC)
        self._version = running_version()
        self.name = f"{self._host}:{self._pid}:{self._started_at:%H%M%S%f}"
        self._window = MetricWindow()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reporting", daemon=True)
        self._next_tidying = self._started_at
        self._loop_asked_at: float | None = None
        self.wrote_at: float | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Delete the row, so that the page does not call a process silent that ended properly."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._ending.is_set():
            self.report_safely()
            tell_repetitions()
            self._ending.wait(EVERY_S)
        self._leave()
        tell_repetitions(all_of_them=True)

    def report_safely(self) -> None:
        """Report if the database answers; else log it, and let the next round try again."""
        self._measure_around()
        try:
            self.report()
            metrics.DATABASE_AWAY.set(0)
            self.wrote_at = time.monotonic()
        except DatabaseTrouble as error:
            metrics.DATABASE_AWAY.set(1)
            log.warning("not_reported", error=str(error))
            connection.close()

    def report(self) -> None:
        connection.ensure_connection()  # connecting is not part of the measured time
        asked, asked_at = time.monotonic(), time.time()
        now = database_clock()
        took = time.monotonic() - asked
        metrics.DATABASE_SECONDS.set(took)
        metrics.CLOCK_SECONDS.set(asked_at + took / 2 - now.timestamp())
        papers = self._count_papers()
        metrics.OPEN_PAPERS.set(papers.open)
        metrics.OVERDUE_PAPERS.set(papers.overdue)
        jobs = self._count_jobs()
        metrics.JOBS_WAITING.set(jobs.waiting)
        metrics.JOBS_OLDEST_SECONDS.set(jobs.oldest_s)
        metrics.JOBS_FAILED.set(jobs.failed)
        for measure in _measures:
            measure(now)
        row = ProcessReport(
            name=self.name,
            role=self.role,
            host=self._host,
            pid=self._pid,
            started_at=self._started_at,
            reported_at=now,
            figures=asdict(self._figures(papers, jobs)),
        )
        # A single statement holds no lock but this row's while it waits.
        ProcessReport.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["reported_at", "figures"],
        )
        if now >= self._next_tidying:
            self._next_tidying = now + FORGOTTEN_AFTER / 10
            ProcessReport.objects.filter(reported_at__lt=now - FORGOTTEN_AFTER).delete()

    def _figures(self, papers: Papers, jobs: JobCounts) -> ProcessFigures:
        self._window.add(take_snapshot(at=time.monotonic()))
        return ProcessFigures(
            version=self._version,
            abilities=sorted(_abilities),
            minute=self._window.counts_within(MINUTE_S),
            buckets=self._window.buckets_within(MINUTE_S),
            errors=self._window.counts_within(ERRORS_S)["errors"],
            waiting=_value(metrics.SAVES_WAITING),
            board_sockets=_value(metrics.SOCKETS.labels("board")),
            paper_sockets=_value(metrics.SOCKETS.labels("paper")),
            loop_s=_value(metrics.LOOP_SECONDS),
            **running_work.longest()._asdict(),
            database_s=_value(metrics.DATABASE_SECONDS),
            clock_s=_value(metrics.CLOCK_SECONDS),
            **resources.measure()._asdict(),
            memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            open_papers=papers.open,
            overdue_papers=papers.overdue,
            overdue_s=papers.overdue_s,
            jobs_waiting=jobs.waiting,
            jobs_oldest_s=jobs.oldest_s,
            jobs_failed=jobs.failed,
        )

    def _measure_around(self) -> None:
        """Ask the loop for a sign of life. While it gives none, the time since the question is
        its delay: a loop that hangs would else be as quick as when it last answered."""
        if self._loop is None or self._loop.is_closed():
            return
        now = time.monotonic()
        if self._loop_asked_at is not None:
            metrics.LOOP_SECONDS.set(now - self._loop_asked_at)
            return
        self._loop_asked_at = now
        self._loop.call_soon_threadsafe(self._loop_answers)

    def _loop_answers(self) -> None:
        if self._loop_asked_at is not None:
            metrics.LOOP_SECONDS.set(time.monotonic() - self._loop_asked_at)
        self._loop_asked_at = None

    def _leave(self) -> None:
        try:
            ProcessReport.objects.filter(name=self.name).delete()
        except DatabaseTrouble as error:
            log.warning("report_not_taken_back", error=str(error))
        connection.close()


def _value(gauge: Any) -> float:
    value: float = gauge.collect()[0].samples[0].value
    return value


def reporting_processes() -> set[str]:
    """Names of those that are alive by their reports."""
    alive = ProcessReport.objects.filter(reported_at__gte=database_clock() - SILENT_AFTER)
    return set(alive.values_list("name", flat=True))


_abilities: set[str] = set()
_measures: list[Callable[[datetime], None]] = []


def add_measure(measure: Callable[[datetime], None]) -> None:
    """An app above sets figures of its own at each report, by the database's clock."""
    if measure not in _measures:
        _measures.append(measure)


def declare_ability(name: str) -> None:
    """Apps name what a process of before could not do; each report says it for its process."""
    _abilities.add(name)


def is_lacking(wanted: Collection[str]) -> bool:
    """Tell whether a process that may still serve cannot do all of this.

    One that is silent may only hang and go on; a process that ends takes its report back. Where no
    process reports there is one, this one."""
    known = ProcessReport.objects.filter(reported_at__gte=database_clock() - FORGOTTEN_AFTER)
    figures = known.values_list("figures", flat=True)
    return any(not set(wanted) <= set(ProcessFigures.read(one).abilities) for one in figures)


_reporters: list[Reporter] = []


def start(
    role: str,
    *,
    count_papers: Callable[[], Papers],
    count_jobs: Callable[[], JobCounts],
    loop: AbstractEventLoop | None = None,
) -> str | None:
    """Start this process's reporter and return its name; each serving process calls it once."""
    if not settings.PROCESS_REPORTS:
        return None
    reporter = Reporter(role, count_papers=count_papers, count_jobs=count_jobs, loop=loop)
    _reporters.append(reporter)
    reporter.start()
    # A plain process and a worker forked by multiprocessing both run `Finalize` at their end. Such
    # a worker does not run `atexit`.
    multiprocessing.util.Finalize(None, stop, exitpriority=10)
    return reporter.name


def can_write() -> bool:
    """Say whether this process has lately written its report, and so could write anything. A
    process that makes no reports is believed to be able to."""
    now = time.monotonic()
    return all(
        one.wrote_at is not None and now - one.wrote_at < SILENT_AFTER.total_seconds()
        for one in _reporters
    )


def stop() -> None:
    while _reporters:
        _reporters.pop().stop()
