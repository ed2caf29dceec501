"""Jobs of the analysis; the path of each is stored with its jobs, so none is moved or renamed."""

from contextlib import suppress

from django.utils import timezone
from django_tasks import TaskContext, task

from contests.analysis.rules import NotOver
from contests.analysis.sources import waiting_rounds
from contests.models import Round
from quizsite.jobs.progress import report_progress
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.worker import give_back_if_stopping


@task(takes_context=True)
def analyse(context: TaskContext, round_id: int) -> None:
    """Minutes for a very large round; a process that stops gives it back, and it begins anew."""
    from contests.analysis.analysing import analyse_round  # noqa: PLC0415 -- pandas takes 60 MB

    job_id = str(context.task_result.id)

    def between(done: int, total: int) -> None:
        give_back_if_stopping()
        report_progress(job_id, done=done, total=total)

    round = Round.objects.select_related("contest").get(pk=round_id)
    with suppress(NotOver):  # somebody was given more time since
        analyse_round(round, at=timezone.now(), between=between)


@task()
def analyse_closed_rounds() -> None:
    """Rounds that closed a while ago, and those whose papers or rulings changed since."""
    for round in waiting_rounds(timezone.now()):
        enqueue_once(analyse, round.pk)
