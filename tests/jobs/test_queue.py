"""What operators and pages are told of jobs, and jobs that are due by the clock."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from quizsite.jobs.files import KEPT_FOR, file_of, path_of, store_file
from quizsite.jobs.progress import Progress, progress_of, report_progress
from quizsite.jobs.queue import count_jobs, enqueue_once, newest_job
from quizsite.jobs.tidy import RESULTS_KEPT_FOR, tidy
from quizsite.jobs.timetable import enqueue_due
from quizsite.jobs.worker import Worker
from quizsite.settings import TIMETABLE
from tests.jobs import work

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def run_all():
    worker = Worker("here")
    worker._next_upkeep += HOUR
    while worker.run_next():
        pass


def test_waiting_jobs_are_counted_with_the_age_of_the_oldest():
    for what in "ab":
        work.note.enqueue(what)
    work.note.using(run_after=timezone.now() + HOUR).enqueue("later")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(seconds=90))

    counts = count_jobs()

    assert (counts.waiting, counts.failed) == (2, 0)
    assert 90 <= counts.oldest_s < 120


def test_jobs_given_up_are_counted_for_a_day():
    for _ in range(2):
        work.fail.enqueue()
    DBTaskResult.objects.update(status="FAILED", finished_at=timezone.now())
    one = DBTaskResult.objects.first()
    DBTaskResult.objects.filter(pk=one.pk).update(finished_at=timezone.now() - 25 * HOUR)

    assert count_jobs() == (0, 0, 1)


def test_the_newest_job_is_that_of_the_same_work_and_arguments():
    first = work.note.enqueue(1)
    work.note.enqueue(2)
    work.fail.enqueue()

    assert str(newest_job(work.note, 1).pk) == first.id
    assert newest_job(work.note, 3) is None


def test_work_that_waits_is_not_asked_for_twice_but_again_when_it_is_over():
    enqueue_once(work.note, 1)
    enqueue_once(work.note, 1)
    assert DBTaskResult.objects.count() == 1
    run_all()

    enqueue_once(work.note, 1)

    assert DBTaskResult.objects.count() == 2


def test_work_of_the_timetable_is_due_once_in_its_time(settings):
    settings.TIMETABLE = {"quizsite.jobs.tidy.tidy": HOUR}
    now = timezone.now()

    counts = []
    for at in (now, now + HOUR / 2, now + HOUR + timedelta(minutes=1)):
        enqueue_due(at=at)
        counts.append(DBTaskResult.objects.count())

    assert counts == [1, 1, 2]


def test_every_line_of_the_timetable_is_a_job():
    enqueue_due(at=timezone.now())

    assert {job.task_path for job in DBTaskResult.objects.all()} == set(TIMETABLE)


def test_results_of_jobs_go_after_a_week_and_waiting_jobs_stay():
    for what in "ab":
        work.note.enqueue(what)
    run_all()
    work.note.enqueue("waits")
    old = DBTaskResult.objects.filter(status="SUCCESSFUL").first()
    DBTaskResult.objects.filter(pk=old.pk).update(
        finished_at=timezone.now() - RESULTS_KEPT_FOR - HOUR
    )
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=30))

    tidy.call()

    assert sorted(job.status for job in DBTaskResult.objects.all()) == ["READY", "SUCCESSFUL"]


def test_files_go_after_a_day():
    for name in ("old", "new"):
        store_file(name, [b"x"])
    before = (timezone.now() - KEPT_FOR - HOUR).timestamp()
    os.utime(path_of("old"), (before, before))

    tidy.call()

    assert [path.name for path in path_of("").iterdir()] == ["new"]


def test_tidying_where_no_file_was_ever_made_does_nothing():
    tidy.call()


def test_a_file_is_stored_whole_or_not_at_all():
    def pieces():
        yield b"half"
        raise RuntimeError

    store_file("report", [b"one", b"two"])
    with pytest.raises(RuntimeError):
        store_file("report", pieces())

    assert [path.name for path in path_of("").iterdir()] == ["report"]
    assert path_of("report").read_bytes() == b"onetwo"


def test_files_are_for_the_servers_own_user_alone():
    store_file("report", [b"x"])

    assert path_of("report").stat().st_mode & 0o077 == 0
    assert path_of("").stat().st_mode & 0o077 == 0


def test_a_job_has_a_file_from_its_end_until_it_is_removed():
    work.note.enqueue("report")
    before = file_of(newest_job(work.note, "report"))
    store_file("report", [b"x"])
    run_all()
    job = newest_job(work.note, "report")
    ready = file_of(job)
    path_of("report").unlink()

    assert (before, ready, file_of(job)) == (None, path_of("report"), None)


def test_progress_is_told_in_parts_of_the_whole():
    assert progress_of("a") == Progress(0, 0)

    report_progress("a", done=50, total=200)

    assert progress_of("a") == Progress(50, 200)
    assert [Progress(0, 0).percent, progress_of("a").percent, Progress(3, 2).percent] == [
        0,
        25,
        100,
    ]
