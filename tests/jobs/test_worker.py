"""The worker: one job after the other, none run twice by mistake, none left by the dead."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from quizsite.jobs import worker as workers
from quizsite.jobs.worker import (
    ATTEMPTS,
    LOST_AFTER,
    RETRY_AFTER,
    Worker,
    put_lost_jobs_back,
    take_job,
)
from quizsite.models import ProcessReport
from quizsite.operations.process_reports import SILENT_AFTER, database_clock
from tests.jobs import work
from tests.stage import race

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_else_to_do(settings):
    settings.TIMETABLE = {}
    work.done.clear()


@pytest.fixture
def worker():
    return Worker("here")


def run_all(worker):
    while worker.run_next():
        pass


def only_job():
    return DBTaskResult.objects.get()


def make_due():
    DBTaskResult.objects.update(run_after=timezone.now())


def test_jobs_are_run_in_turn_and_keep_what_they_returned(worker):
    for what in ("first", "second"):
        work.note.enqueue(what)

    run_all(worker)

    assert work.done == ["first", "second"]
    jobs = DBTaskResult.objects.order_by("enqueued_at")
    assert [(job.status, job.return_value) for job in jobs] == [
        ("SUCCESSFUL", "first"),
        ("SUCCESSFUL", "second"),
    ]


def test_a_job_of_a_transaction_that_is_taken_back_was_never_asked_for(worker):
    with transaction.atomic():
        work.note.enqueue("never")
        transaction.set_rollback(True)

    assert not worker.run_next()


def test_looking_for_work_where_there_is_none_takes_no_lock(django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        assert take_job("here") is None

    assert asked[0]["sql"].startswith("SELECT")


def test_a_job_that_fails_is_tried_again_later(worker):
    work.fail.enqueue()

    run_all(worker)

    job = only_job()
    assert (job.status, job.worker_ids) == ("READY", ["here"])
    assert job.run_after > timezone.now() + RETRY_AFTER / 2


def test_a_job_that_always_fails_is_given_up_with_its_reason(worker):
    work.fail.enqueue()

    for _ in range(ATTEMPTS):
        make_due()
        run_all(worker)

    job = only_job()
    assert (job.status, len(job.worker_ids)) == ("FAILED", ATTEMPTS)
    assert "nothing here" in job.traceback


def test_a_job_that_fails_does_not_keep_the_next_one_waiting(worker):
    work.fail.enqueue()
    work.note.enqueue("next")

    run_all(worker)

    assert work.done == ["next"]


def test_a_job_of_another_version_is_left_to_that_version(worker):
    work.note.enqueue("of a later version")
    DBTaskResult.objects.update(task_path="tests.jobs.work.of_a_later_version")

    run_all(worker)

    assert only_job().status == "READY"


def held_by(name, *, since=LOST_AFTER + timedelta(seconds=1), attempts=1):
    work.note.enqueue("again")
    DBTaskResult.objects.update(
        status="RUNNING", started_at=timezone.now() - since, worker_ids=[name] * attempts
    )


def report(name, *, age=timedelta(0)):
    ProcessReport.objects.create(
        name=name,
        role="jobs",
        pid=1,
        started_at=timezone.now(),
        reported_at=database_clock() - age,
        figures={},
    )


@pytest.mark.parametrize("silent_for", [None, SILENT_AFTER + timedelta(seconds=1)])
def test_a_job_of_the_dead_is_run_by_another(worker, silent_for):
    held_by("there")
    if silent_for:
        report("there", age=silent_for)

    run_all(worker)

    assert work.done == ["again"]
    assert only_job().worker_ids == ["there", "here"]


def test_a_job_of_the_living_is_left_to_them(worker):
    held_by("there")
    report("there")

    run_all(worker)

    assert work.done == []


def test_a_process_that_begins_has_time_to_report(worker):
    held_by("there", since=LOST_AFTER / 2)

    run_all(worker)

    assert work.done == []


def test_a_job_left_in_the_own_name_is_taken_up_at_once(worker):
    held_by("here", since=timedelta(0))
    report("here")

    run_all(worker)

    assert work.done == ["again"]


def test_a_job_that_kills_each_process_is_given_up(worker):
    held_by("there", attempts=ATTEMPTS)

    run_all(worker)

    assert (only_job().status, work.done) == ("FAILED", [])


def test_who_was_thought_dead_does_not_put_back_what_another_runs():
    held_by("there")
    thought_dead = only_job()
    put_lost_jobs_back(own_name="here")
    taken = take_job("here")

    workers._put_back(thought_dead)

    assert (only_job().status, only_job().worker_ids) == ("RUNNING", taken.worker_ids)


@pytest.mark.django_db(transaction=True)
def test_a_job_is_given_back_when_its_process_stops(worker):
    work.last_until_asked.enqueue()
    worker.start()
    while not work.done:
        time.sleep(0.01)

    worker.stop(within_s=10)

    job = only_job()
    assert not worker._thread.is_alive()
    assert (job.status, job.worker_ids) == ("READY", [])


@pytest.mark.django_db(transaction=True)
def test_an_idle_worker_stops_at_once(worker, monkeypatch):
    monkeypatch.setattr(workers, "LOOK_EVERY_S", 600)
    worker.start()

    worker.stop(within_s=10)

    assert not worker._thread.is_alive()


needs_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer and no connection to lose"
)


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_worker_outlives_its_connection(worker):
    work.lose_the_connection.enqueue()
    work.note.enqueue("after it")

    for _ in range(2 * ATTEMPTS):
        worker._run_next_safely()

    assert work.done == ["after it"]
    lost = DBTaskResult.objects.get(task_path="tests.jobs.work.lose_the_connection")
    assert (lost.status, len(lost.worker_ids)) == ("FAILED", ATTEMPTS)


def take_twice_at_once(monkeypatch):
    """Both have looked before either takes."""
    have_looked = threading.Barrier(2)
    exists = DBTaskResultQuerySet.exists

    def looking(jobs):
        found = exists(jobs)
        have_looked.wait(timeout=10)
        return found

    monkeypatch.setattr(DBTaskResultQuerySet, "exists", looking)
    work.note.enqueue("once")
    return race([lambda: take_job("one"), lambda: take_job("other")])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_job(monkeypatch):
    taken = take_twice_at_once(monkeypatch)

    assert [job is None for job in sorted(taken, key=bool)] == [True, False]


@needs_postgresql
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_take_it(monkeypatch):
    """Negative control."""
    have_read = threading.Barrier(2)

    def unlocked(jobs):
        job = jobs.first()
        have_read.wait(timeout=10)
        return job

    monkeypatch.setattr(DBTaskResultQuerySet, "get_locked", unlocked)

    taken = take_twice_at_once(monkeypatch)

    assert [job.pk for job in taken] == [only_job().pk] * 2
