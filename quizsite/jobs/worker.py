"""The worker, one thread of a process, runs one job after the other.

The library has a worker too. It takes SQLite's only writer at every look, ends at the first lost
connection, and never takes over a killed process's job (docs/decisions/0020-background-jobs.md)."""

from __future__ import annotations

import threading
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

import structlog
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from quizsite.jobs.timetable import enqueue_due
from quizsite.operations.process_reports import reporting_processes

log = structlog.get_logger("quizsite.jobs")

Job = DBTaskResult[..., Any]

LOOK_EVERY_S = 1.0
UPKEEP_EVERY = timedelta(seconds=5)
# A new process takes a job before its first report is stored.
LOST_AFTER = timedelta(seconds=20)
ATTEMPTS = 4
RETRY_AFTER = timedelta(seconds=10)

_worker: ContextVar[Worker | None] = ContextVar("worker", default=None)


class GivenBack(Exception):
    """The job ends because its process stops; another worker begins it anew."""


def give_back_if_stopping() -> None:
    """Long jobs call it every second or so, where nothing is half done."""
    worker = _worker.get()
    if worker is not None and worker.is_stopping:
        raise GivenBack


class Worker:
    """`name` is that of the process's reports; a process that stops reporting loses its job."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self.run, name="jobs", daemon=True)
        self._next_upkeep = timezone.now()

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def start(self) -> None:
        self._thread.start()

    def stop(self, *, within_s: float) -> None:
        """Wait for the job to end or to be given back; a job that does neither is lost."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=within_s)

    def run(self) -> None:
        while not self.is_stopping:
            if not self._run_next_safely():
                self._stopping.wait(LOOK_EVERY_S)
        connection.close()

    def _run_next_safely(self) -> bool:
        close_old_connections()
        try:
            return self.run_next()
        except DatabaseTrouble as error:
            log.warning("jobs_not_looked_for", error=str(error))
            connection.close()
            self._next_upkeep = timezone.now()  # the job it was at is its own, and lost
            return False

    def run_next(self) -> bool:
        """Run the next job; returns whether there was one."""
        if timezone.now() >= self._next_upkeep:
            put_lost_jobs_back(own_name=self.name)
            enqueue_due(at=timezone.now())
            self._next_upkeep = timezone.now() + UPKEEP_EVERY
        job = take_job(self.name)
        if job is None:
            return False
        here = _worker.set(self)
        try:
            _run(job)
        finally:
            _worker.reset(here)
        return True


def take_job(worker_name: str) -> Job | None:
    """Mark the next job as this worker's; two workers never get the same one."""
    ready = DBTaskResult.objects.ready()
    # Looking takes no lock; a transaction would take SQLite's only writer every second.
    if not ready.exists():
        return None
    with transaction.atomic():
        job = ready.get_locked()
        if job is not None:
            job.claim(worker_name)
    return job


def _run(job: Job) -> None:
    log.info("job_started", job=job.task_path, id=str(job.pk))
    try:
        value = _call(job)
    except GivenBack:
        log.info("job_given_back", job=job.task_path, id=str(job.pk))
        _put_back(job, worker_ids=job.worker_ids[:-1])
    except Exception as error:  # noqa: BLE001 -- a bug in one job must not keep the others waiting
        _fail(job, error)
    else:
        job.set_successful(value)
        log.info("job_done", job=job.task_path, id=str(job.pk))


def _call(job: Job) -> Any:
    result: Any = job.task_result  # the two libraries differ in their type parameters
    context = [TaskContext(task_result=result)] if result.task.takes_context else []
    return result.task.call(*context, *result.args, **result.kwargs)


def _fail(job: Job, error: Exception) -> None:
    """Put the job back for later, as a worker of another version may know it, or give it up."""
    attempts = len(job.worker_ids)
    if attempts < ATTEMPTS:
        log.warning("job_tried_again", job=job.task_path, id=str(job.pk), exc_info=error)
        _put_back(job, run_after=timezone.now() + RETRY_AFTER * attempts)
    else:
        log.error("job_failed", job=job.task_path, id=str(job.pk), exc_info=error)
        job.set_failed(error)


def put_lost_jobs_back(*, own_name: str) -> None:
    """Put back what killed processes ran, and what a lost connection left in the own name.

    The calling worker runs no job meanwhile."""
    others = reporting_processes() - {own_name}
    before = timezone.now() - LOST_AFTER
    for job in DBTaskResult.objects.running():
        holder = job.worker_ids[-1]
        if holder == own_name or (holder not in others and job.started_at < before):
            _lose(job)


def _lose(job: Job) -> None:
    """Put the job back, unless it has cost too many processes their life."""
    log.warning("job_lost", job=job.task_path, id=str(job.pk), worker=job.worker_ids[-1])
    if len(job.worker_ids) < ATTEMPTS:
        _put_back(job)
    else:
        log.error("job_failed", job=job.task_path, id=str(job.pk))
        job.set_failed(RuntimeError("its worker was killed, or lost the database, each time"))


def _put_back(job: Job, **changes: Any) -> None:
    """Let any worker take the job, unless another worker has taken it meanwhile."""
    held = DBTaskResult.objects.filter(
        pk=job.pk, status=TaskResultStatus.RUNNING, worker_ids=job.worker_ids
    )
    held.update(status=TaskResultStatus.READY, **changes)
