"""Each process writes one row of its own, and rows of dead processes are deleted."""

import logging
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from quizsite.models import ProcessReport
from quizsite.operations import metrics, process_reports
from quizsite.operations.process_reports import (
    FORGOTTEN_AFTER,
    JobCounts,
    Papers,
    ProcessFigures,
    Reporter,
    database_clock,
)
from quizsite.operations.resources import AWAY
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_else(db):
    """Delete the rows that servers left which other tests have killed."""
    ProcessReport.objects.all().delete()


@pytest.fixture
def reporter():
    return Reporter(
        "pages", count_papers=lambda: Papers(7, 2, 30), count_jobs=lambda: JobCounts(3, 40, 1)
    )


def test_a_process_writes_one_row_and_writes_it_over(reporter):
    reporter.report()
    first = ProcessReport.objects.get()
    metrics.STARTS.inc(3)
    reporter.report()
    second = ProcessReport.objects.get()
    assert (second.name, second.role) == (first.name, "pages")
    assert second.reported_at > first.reported_at
    assert second.started_at == first.started_at
    before, after = ProcessFigures.read(first.figures), ProcessFigures.read(second.figures)
    assert after.minute["starts"] - before.minute["starts"] == 3
    assert (after.open_papers, after.overdue_papers, after.overdue_s) == (7, 2, 30)
    assert (after.jobs_waiting, after.jobs_oldest_s, after.jobs_failed) == (3, 40, 1)
    assert after.disk_total > after.disk_free > 0


def test_two_processes_keep_two_rows(reporter):
    reporter.report()
    Reporter(
        "live", count_papers=lambda: Papers(0, 0, 0), count_jobs=lambda: JobCounts(0, 0, 0)
    ).report()
    assert ProcessReport.objects.count() == 2


def test_the_clock_is_the_databases(reporter):
    before = database_clock()
    reporter.report()
    assert before <= ProcessReport.objects.get().reported_at <= database_clock()
    assert abs(metrics.CLOCK_SECONDS.collect()[0].samples[0].value) < 60


def test_rows_of_dead_processes_are_deleted(reporter):
    def row(name, age):
        ProcessReport.objects.create(
            name=name, role="all", pid=1, started_at=NOON, reported_at=now - age, figures={}
        )

    now = database_clock()
    row("long-dead", FORGOTTEN_AFTER + timedelta(seconds=1))
    row("silent", timedelta(minutes=1))
    reporter._next_tidying = now
    reporter.report()
    assert set(ProcessReport.objects.values_list("name", flat=True)) == {"silent", reporter.name}


def test_a_process_reports_again_once_its_database_is_back(reporter, monkeypatch, caplog):
    def away():
        raise OperationalError("the database is gone")

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        # Closing would end the test's own transaction.
        patch.setattr(connection, "close", lambda: None)
        patch.setattr(process_reports, "database_clock", away)
        reporter.report_safely()
    assert "not_reported" in caplog.text
    assert metrics.DATABASE_AWAY.collect()[0].samples[0].value == 1
    reporter.report_safely()
    assert metrics.DATABASE_AWAY.collect()[0].samples[0].value == 0
    assert ProcessReport.objects.get().name == reporter.name


def test_a_redis_that_does_not_answer_is_away(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    reporter = Reporter(
        "live", count_papers=lambda: Papers(0, 0, 0), count_jobs=lambda: JobCounts(0, 0, 0)
    )
    reporter.report()
    assert ProcessFigures.read(ProcessReport.objects.get().figures).redis == AWAY


def test_the_known_figures_of_another_version_are_read():
    assert ProcessFigures.read({"waiting": 4, "of_a_later_version": 1}) == ProcessFigures(waiting=4)


@pytest.mark.django_db(transaction=True)
def test_a_process_that_ends_properly_deletes_its_row(settings, reporter, monkeypatch):
    settings.PROCESS_REPORTS = True
    monkeypatch.setattr(process_reports, "EVERY_S", 0.01)
    wrote = process_reports.threading.Event()
    process_reports.start(
        "all",
        count_papers=lambda: wrote.set() or Papers(0, 0, 0),
        count_jobs=lambda: JobCounts(0, 0, 0),
    )
    assert wrote.wait(timeout=10)
    process_reports.stop()
    assert not ProcessReport.objects.exists()
