"""Jobs of finals, which no request waits for.

The path of each function is stored with its jobs, so none is moved or renamed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django_tasks import TaskContext, task
from django_tasks_db.models import DBTaskResult

from contests.models import Round
from leaderboard.boards.writer import keys_of, mark_dirty
from leaderboard.finals.final_ranking import continue_final_ranking, entries_ranked
from leaderboard.finals.results_file import result_rows, results_table
from leaderboard.rules import BeingFinalised, check_not_being_finalised
from quizsite.jobs.files import store_file
from quizsite.jobs.progress import report_progress
from quizsite.jobs.queue import newest_job
from quizsite.jobs.worker import give_back_if_stopping
from quizsite.tables.columns import Row
from quizsite.tables.xlsx_writer import stream_workbook

RANK_FOR_S = 1.0
PAUSE_S = 0.2
ROWS_BETWEEN_REPORTS = 5000


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


@task(takes_context=True)
def write_results_file(context: TaskContext, round_id: int) -> str:
    """Store the results of a round; return the file's name."""
    round = Round.objects.select_related("contest").get(pk=round_id)
    check_not_being_finalised(round)
    rows = _with_progress(round, job_id=context.task_result.id)
    name = f"results-{round_id}.xlsx"
    store_file(name, stream_workbook(results_table(round, rows, at=timezone.now())))
    now = Round.objects.get(pk=round_id)
    if now.finalised_at != round.finalised_at:
        raise BeingFinalised  # some of the rows were ranked anew meanwhile
    return name


def _with_progress(round: Round, *, job_id: str) -> Iterator[Row]:
    total = round.standings.count()
    for done, row in enumerate(result_rows(round)):
        if done % ROWS_BETWEEN_REPORTS == 0:
            give_back_if_stopping()
            report_progress(job_id, done=done, total=total)
        yield row


def results_job(round: Round) -> DBTaskResult[..., Any] | None:
    """Find the newest job that writes this round's file, unless the round was finalised since."""
    job = newest_job(write_results_file, round.pk)
    if job and job.started_at and round.finalised_at and job.started_at <= round.finalised_at:
        return None
    return job
