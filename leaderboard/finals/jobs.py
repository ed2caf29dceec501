"""Jobs of finals, which no request waits for.

The path of each function is stored with its jobs, so none is moved or renamed."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskContext, task
from django_tasks_db.models import DBTaskResult

from contests.models import Round
from contests.rulings.regrade import regrade_round
from contests.subjects import about_round, organiser
from leaderboard.boards.writer import keys_of, mark_dirty
from leaderboard.finals.check_ranking import checks_behind, rank_checked
from leaderboard.finals.corrected_ranking import (
    begin_corrected_ranking,
    is_to_be_ranked,
    rounds_to_correct,
)
from leaderboard.finals.final_ranking import continue_final_ranking, entries_ranked
from leaderboard.finals.results_file import result_rows, results_table
from leaderboard.finals.verification import verify_stored_rows
from leaderboard.rules import BeingFinalised, check_not_being_finalised
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.jobs.files import store_file
from quizsite.jobs.progress import with_progress
from quizsite.jobs.queue import enqueue_once, newest_job
from quizsite.jobs.worker import give_back_if_stopping
from quizsite.tables.xlsx_writer import stream_workbook

RANK_FOR_S = 1.0
PAUSE_S = 0.2


@task(priority=10)  # boards hide their rows meanwhile; a file of results can wait
def rank_round(round_id: int) -> None:
    """Complete the last ranking; a request and serving processes may be at it too."""
    round = Round.objects.select_related("contest").get(pk=round_id)
    while (before := entries_ranked(round)) is not None:
        give_back_if_stopping()
        if continue_final_ranking(round, within_s=RANK_FOR_S):
            mark_dirty(keys_of(round))
        elif entries_ranked(round) == before:
            time.sleep(PAUSE_S)  # another is in the middle of a batch


@task(priority=10)  # boards show old places meanwhile
def rank_check(round_id: int) -> None:
    """Rank a round being checked by the true predictions of now."""
    round = Round.objects.select_related("contest").get(pk=round_id)
    if rank_checked(round, between=give_back_if_stopping):
        mark_dirty(keys_of(round))


@task()
def rank_checks_again() -> None:
    """Ask anew for what a job gave up, or what came while one was ending."""
    for round_id in checks_behind():
        enqueue_once(rank_check, round_id)


@task(priority=10)  # boards hide their rows meanwhile
def correct_round(round_id: int) -> None:
    """Score papers again where a correction has changed what counts, then rank everybody anew."""
    round = Round.objects.select_related("contest").get(pk=round_id)
    if not is_to_be_ranked(round):
        return
    if round.rulings.in_force().filter(regraded_at=None).exists():
        regrade_round(round, at=timezone.now(), between=give_back_if_stopping)
    begin_corrected_ranking(round, at=timezone.now())
    rank_round.enqueue(round_id)


@task()
def correct_rounds_again() -> None:
    """Ask anew for corrections that a job gave up: until then boards show no rows."""
    for round_id in rounds_to_correct():
        enqueue_once(correct_round, round_id)


@task(takes_context=True)
def write_results_file(context: TaskContext, round_id: int) -> str:
    """Store the results of a round; return the file's name."""
    round = Round.objects.select_related("contest").get(pk=round_id)
    check_not_being_finalised(round)
    total, job_id = round.standings.count(), context.task_result.id
    rows = with_progress(result_rows(round), total=total, job_id=job_id)
    name = f"results-{round_id}.xlsx"
    store_file(name, stream_workbook(results_table(round, rows, at=timezone.now())))
    now = Round.objects.get(pk=round_id)
    if now.decided_at != round.decided_at or now.is_being_finalised:
        raise BeingFinalised  # some of the rows were ranked anew meanwhile
    return name


def results_job(round: Round) -> DBTaskResult[..., Any] | None:
    """Find the newest job that writes this round's file, unless the result was decided since."""
    job, decided_at = newest_job(write_results_file, round.pk), round.decided_at
    if job and job.started_at and decided_at and job.started_at <= decided_at:
        return None
    return job


DIFFERENCES_KEPT = 200  # whoever has more needs the command, not a longer page


@task()
def verify_rows(round_id: int) -> dict[str, Any]:
    """Compare the round's stored rows with each other; return what a page shows."""
    round = Round.objects.select_related("contest").get(pk=round_id)
    check_not_being_finalised(round)
    found = asdict(verify_stored_rows(round, at=timezone.now()))
    differences = found["differences"]
    return found | {"count": len(differences), "differences": differences[:DIFFERENCES_KEPT]}


@transaction.atomic
def ask_verification(round: Round, *, by: User, at: datetime) -> None:
    """Let a job compare the rows; two who ask at once may get one job or two."""
    check_not_being_finalised(round)
    record(about_round(round), kind=AuditKind.ROUND_VERIFIED, by=organiser(by), at=at)
    enqueue_once(verify_rows, round.pk)
