"""What a page tells of a job that it waits for: how far it is, that it is done, or that it died."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from quizsite.jobs.progress import Progress, progress_of
from quizsite.jobs.queue import is_over, newest_job


@dataclass(frozen=True, slots=True)
class Wait:
    """`job` is None if nobody has asked, or so long ago that its row is gone.

    A page shows the result that is stored before it asks whether the job has died."""

    job: DBTaskResult[..., Any] | None

    @property
    def is_under_way(self) -> bool:
        return self.job is not None and not is_over(self.job)

    @property
    def has_died(self) -> bool:
        return self.job is not None and self.job.status == TaskResultStatus.FAILED

    @property
    def progress(self) -> Progress:
        return progress_of(str(self.job.pk)) if self.job else Progress(0, 0)

    @property
    def found(self) -> Any:
        """What the job returned; None as long as there is nothing."""
        is_done = self.job is not None and self.job.status == TaskResultStatus.SUCCESSFUL
        return self.job.return_value if self.job and is_done else None


def wait_for(task: Task[..., Any], *args: int | str) -> Wait:
    return Wait(newest_job(task, *args))
