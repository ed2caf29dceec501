"""A worker in a process of its own, killed and stopped in the middle of its work."""

import os
import random
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from benchmarks.filled_results import fill_results
from benchmarks.filling import fill_people
from leaderboard.finals.digest import result_digest
from leaderboard.finals.final_ranking import rounds_to_rank, share_ranked
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.jobs import results_job, write_results_file
from leaderboard.standings.store import compare_standings
from quizsite.jobs.files import path_of
from quizsite.operations.process_reports import SILENT_AFTER
from quizsite.serving import READY, Place, readiness
from tests.factories import UnitFactory
from tests.journeys.serving import ROOT, database_url, free_port
from tests.stage import open_round
from tests.with_us import WITH_US

pytestmark = [
    pytest.mark.slow,
    pytest.mark.fleet,
    pytest.mark.django_db(transaction=True),
]

MANY = 20_000  # written, and ranked, in some seconds: time enough to kill


@pytest.fixture
def start(tmp_path, settings):
    """Starts a server of that role, and waits until it is well."""
    settings.FILES_DIR = tmp_path / "files"
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "FILES_DIR": str(settings.FILES_DIR),
        "LOG_LEVEL": "WARNING",
    }
    processes = []

    def start_one(role):
        place = Place(port=free_port())
        command = [*WITH_US, ROOT / "bin" / "serve", "--role", role, "--port", str(place.port)]
        log = tmp_path / f"{role}-{place.port}.log"
        with log.open("w") as output:
            process = subprocess.Popen(  # noqa: S603 -- our own command
                command, cwd=ROOT, env=environment, stdout=output, stderr=output
            )
        processes.append(process)
        assert readiness(place, within_s=60) == READY, log.read_text()
        return process

    yield start_one
    for process in processes:
        process.kill()
        process.wait(timeout=10)


@pytest.fixture
def week():
    at = datetime.now(UTC)
    week = open_round(
        questions=8,
        count=6,
        opens_at=at - timedelta(hours=2),
        closes_at=at - timedelta(minutes=1),
        prediction_target="entrants",
        tie_chain=["correct", "prediction", "time_used"],
    )
    UnitFactory()
    people = fill_people(week.contest, MANY, at=at, rng=random.Random(1))
    fill_results(week, people, rng=random.Random(2))
    return week


def wait_until(is_so, *, within_s=60.0):
    gives_up_at = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < gives_up_at
        time.sleep(0.01)
    connections.close_all()


def status(week):
    return results_job(week).status


def test_the_job_of_a_killed_process_is_run_by_another(week, start):
    write_results_file.enqueue(week.pk)
    worker = start("jobs")
    wait_until(lambda: status(week) == "RUNNING")
    worker.kill()
    worker.wait(timeout=10)
    assert status(week) == "RUNNING"

    start("jobs")
    wait_until(lambda: status(week) == "SUCCESSFUL", within_s=60 + SILENT_AFTER.total_seconds())

    job = results_job(week)
    assert len(set(job.worker_ids)) == 2
    assert path_of(job.return_value).stat().st_size > MANY * 50


def test_a_process_that_is_stopped_gives_its_job_back_to_the_next(week, start):
    write_results_file.enqueue(week.pk)
    worker = start("jobs")
    wait_until(lambda: status(week) == "RUNNING")
    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=20)
    given_back = results_job(week)
    assert (given_back.status, given_back.worker_ids) == ("READY", [])

    start("jobs")
    wait_until(lambda: status(week) == "SUCCESSFUL")

    assert path_of(results_job(week).return_value).stat().st_size > MANY * 50


def test_serving_processes_complete_the_ranking_of_a_killed_worker(week, start):
    start("live")
    worker = start("jobs")
    finalise_round(week, by=None, at=datetime.now(UTC), within_s=0)
    wait_until(lambda: share_ranked(week) > 0.1)
    worker.kill()
    worker.wait(timeout=10)
    share_left = share_ranked(week)

    wait_until(lambda: not rounds_to_rank(), within_s=120)

    assert share_left < 1
    week.refresh_from_db()
    assert week.result_digest == result_digest(week)
    assert compare_standings(week) == []
