"""Jobs about the results of a whole contest; the path of each is stored, so none is moved."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import TaskContext, task

from contests.models import Contest
from leaderboard.finals.contest_file import (
    contest_result_rows,
    contest_results_table,
    count_people,
    counted_rounds,
)
from quizsite.jobs.files import store_file
from quizsite.jobs.progress import with_progress
from quizsite.tables.xlsx_writer import stream_workbook


@task(takes_context=True)
def write_contest_file(context: TaskContext, contest_id: int) -> str:
    """Store the results of a contest; return the file's name."""
    contest = Contest.objects.get(pk=contest_id)
    counted_rounds(contest)
    total, job_id = count_people(contest), context.task_result.id
    rows = with_progress(contest_result_rows(contest), total=total, job_id=job_id)
    name = f"contest-{contest_id}.xlsx"
    store_file(name, stream_workbook(contest_results_table(contest, rows, at=timezone.now())))
    return name
