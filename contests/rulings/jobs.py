"""Jobs of rulings; the path of each is stored with its jobs, so none is moved or renamed."""

from django.utils import timezone
from django_tasks import task

from contests.models import Round, RulingState
from contests.rulings.regrade import regrade_round
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.worker import give_back_if_stopping


@task(priority=10)  # boards show old scores meanwhile, and the round can't be finalised
def regrade(round_id: int) -> int:
    """Score a round's closed papers again; return how many scores changed."""
    round = Round.objects.get(pk=round_id)
    return regrade_round(round, at=timezone.now(), between=give_back_if_stopping)


@task()
def regrade_again() -> None:
    """Ask anew for what a job gave up: until then the round can't be finalised."""
    for round_id in rounds_to_regrade():
        enqueue_once(regrade, round_id)


def rounds_to_regrade() -> list[int]:
    waiting = Round.objects.filter(rulings__state=RulingState.IN_FORCE, rulings__regraded_at=None)
    return list(waiting.values_list("pk", flat=True).distinct())
