"""Jobs of the signs; the path of each is stored with its jobs, so none is moved or renamed."""

from contextlib import suppress

from django.utils import timezone
from django_tasks import TaskContext, task
from django_tasks_db.models import DBTaskResult

from contests.integrity.looking import NothingToLookAt, look_at_round, rounds_to_look_at
from contests.models import Round
from quizsite.jobs.progress import report_progress
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.waiting import Wait
from quizsite.jobs.worker import give_back_if_stopping


@task(takes_context=True)
def find_signs(context: TaskContext, round_id: int) -> None:
    """Minutes for a very large round; a process that stops gives it back, and it begins anew."""
    job_id = str(context.task_result.id)

    def progress(done: int, total: int) -> None:
        give_back_if_stopping()
        report_progress(job_id, done=done, total=total)

    round = Round.objects.select_related("contest").get(pk=round_id)
    with suppress(NothingToLookAt):  # its time was over before the job began
        look_at_round(round, at=timezone.now(), progress=progress)


@task()
def look_at_closed_rounds() -> None:
    for round_id in rounds_to_look_at(timezone.now()).values_list("pk", flat=True):
        enqueue_once(find_signs, round_id)


def newest_looks() -> dict[int, Wait]:
    """Map rounds to the job that was last asked to look at them."""
    jobs = DBTaskResult.objects.filter(task_path=find_signs.module_path).order_by("enqueued_at")
    return {job.args_kwargs["args"][0]: Wait(job) for job in jobs}
