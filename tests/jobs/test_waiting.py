"""What a page is told of a job that it waits for."""

import pytest
from django_tasks_db.models import DBTaskResult

from quizsite.jobs.progress import Progress, report_progress
from quizsite.jobs.waiting import wait_for
from tests.jobs import work

pytestmark = pytest.mark.django_db


def test_a_job_that_nobody_asked_for_is_neither_under_way_nor_dead():
    wait = wait_for(work.note, "a")
    assert (wait.is_under_way, wait.has_died, wait.found) == (False, False, None)
    assert wait.progress == Progress(0, 0)


def test_a_job_that_waits_or_runs_is_under_way_and_says_how_far():
    work.note.enqueue("a")
    job = DBTaskResult.objects.get()
    report_progress(str(job.pk), done=1, total=4)
    for status in ("READY", "RUNNING"):
        DBTaskResult.objects.update(status=status)
        wait = wait_for(work.note, "a")
        assert (wait.is_under_way, wait.has_died) == (True, False)
        assert wait.progress.percent == 25


def test_a_job_that_was_given_up_has_died_and_has_found_nothing():
    work.note.enqueue("a")
    DBTaskResult.objects.update(status="FAILED", return_value="half")
    wait = wait_for(work.note, "a")
    assert (wait.is_under_way, wait.has_died, wait.found) == (False, True, None)


def test_a_job_that_is_done_tells_what_it_found():
    work.note.enqueue("a")
    DBTaskResult.objects.update(status="SUCCESSFUL", return_value={"n": 3})
    wait = wait_for(work.note, "a")
    assert (wait.is_under_way, wait.has_died, wait.found) == (False, False, {"n": 3})
