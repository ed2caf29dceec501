"""The job that seals the trail; its path is stored with each job, so it is never renamed."""

from django.utils import timezone
from django_tasks import task

from quizsite.audit.sealing import seal_lines


@task()
def seal() -> None:
    seal_lines(at=timezone.now())
