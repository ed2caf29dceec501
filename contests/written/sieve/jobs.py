"""Jobs of the sieve; the path of each is stored with its jobs, so none is moved or renamed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskContext, task

from contests.models import Round, RoundKind
from contests.written.sieve.examination import examine_round
from quizsite.jobs.progress import report_progress
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.worker import give_back_if_stopping

_LATE_FOR = timedelta(minutes=10)  # the last hand-ins are stored by then
_LOOKED_AFTER = timedelta(days=30)


@task(takes_context=True)
def sieve_round(context: TaskContext, round_id: int) -> None:
    """Examine what is new and compare all; a process that stops gives it back."""
    job_id = str(context.task_result.id)

    def progress(done: int, total: int) -> None:
        give_back_if_stopping()
        report_progress(job_id, done=done, total=total)

    round = Round.objects.select_related("contest").get(pk=round_id)
    at = timezone.now()
    examine_round(round, at=at)
    from contests.written.sieve.comparison import compare_round  # noqa: PLC0415 -- loads numpy

    compare_round(round, at=at, progress=progress)


@task()
def sieve_closed_rounds() -> None:
    for round_id in rounds_to_sieve(timezone.now()).values_list("pk", flat=True):
        enqueue_once(sieve_round, round_id)


def rounds_to_sieve(at: datetime) -> QuerySet[Round]:
    """Written rounds that closed a while ago and that nobody has compared."""
    return Round.objects.public().filter(
        kind=RoundKind.WRITTEN,
        closes_at__lt=at - _LATE_FOR,
        closes_at__gt=at - _LOOKED_AFTER,
        likeness_look=None,
    )
