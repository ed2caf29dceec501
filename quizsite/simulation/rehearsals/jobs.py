"""Jobs of rehearsals. The path of each function is stored with its jobs, so none is renamed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django_tasks import TaskContext, task

from contests.models import Contest
from contests.rules import ContestRefusal
from quizsite.accounts.models import User
from quizsite.jobs.progress import report_progress
from quizsite.jobs.worker import give_back_if_stopping
from quizsite.simulation.rehearsals.rehearsal import (
    PEOPLE,
    begin_rehearsal,
    let_people_take,
    old_rehearsals,
    throw_away,
)


@task(takes_context=True)
def run_rehearsal(context: TaskContext, contest_id: int, user_id: int) -> dict[str, Any]:
    """Return where the rehearsal is, or why there is none."""
    contest, by = Contest.objects.get(pk=contest_id), User.objects.get(pk=user_id)
    try:
        made = begin_rehearsal(contest, by=by, at=timezone.now())
        rounds = list(made.rounds.select_related("contest").order_by("number"))
        for n, round in enumerate(rounds):
            for done in let_people_take(round):
                report_progress(
                    str(context.task_result.id),
                    done=n * PEOPLE + done,
                    total=len(rounds) * PEOPLE,
                )
    except (ContestRefusal, CommandError) as refusal:
        return {"refused": str(refusal)}
    return {"slug": made.slug}


@task()
def remove_rehearsal(contest_id: int, user_id: int) -> None:
    contest = Contest.objects.filter(pk=contest_id).first()
    if contest is not None:  # else another job was quicker
        give_back_if_stopping()
        throw_away(contest, by=User.objects.get(pk=user_id), at=timezone.now())


@task()
def remove_old_rehearsals() -> None:
    """Nobody has to remember them: each keeps others from rehearsing."""
    at = timezone.now()
    for contest in old_rehearsals(at=at):
        give_back_if_stopping()
        throw_away(contest, by=None, at=at)
