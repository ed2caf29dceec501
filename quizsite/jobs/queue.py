"""What waits, what runs and what failed, read from the library's table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Min
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from quizsite.operations.process_reports import JobCounts, database_clock

FAILURES_SHOWN_FOR = timedelta(days=1)


def count_jobs() -> JobCounts:
    """Count the whole site's waiting jobs, the age of the oldest, and the day's failed ones."""
    now = database_clock()
    ready = DBTaskResult.objects.ready().aggregate(n=Count("pk"), oldest=Min("enqueued_at"))
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=now - FAILURES_SHOWN_FOR)
    waited = (now - ready["oldest"]).total_seconds() if ready["oldest"] else 0
    return JobCounts(ready["n"], max(0, round(waited)), failed.count())


def newest_job(task: Task[..., Any], *args: int | str) -> DBTaskResult[..., Any] | None:
    """The job last asked for with these arguments, whatever became of it."""
    jobs = DBTaskResult.objects.filter(task_path=task.module_path, args_kwargs__args=list(args))
    return jobs.order_by("-enqueued_at").first()


def enqueue_once(task: Task[..., Any], *args: int | str) -> None:
    """Ask for a job unless the same one waits or runs; two who ask at once may both get one."""
    job = newest_job(task, *args)
    if job is None or is_over(job):
        task.enqueue(*args)


def is_over(job: DBTaskResult[..., Any]) -> bool:
    return job.status in {TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL}
