"""Finals in the background: the last ranking, and the file of a large round's results."""

import io
import threading
from datetime import timedelta

import pandas as pd
import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from contests.models import Round
from leaderboard.finals import final_ranking, jobs
from leaderboard.finals.final_ranking import entries_ranked, rounds_to_rank
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.jobs import rank_round, results_job, write_results_file
from leaderboard.models import Settlement
from leaderboard.rules import TooEarly
from leaderboard.standings.store import compare_standings
from quizsite.jobs import progress
from quizsite.jobs.files import path_of
from quizsite.jobs.progress import progress_of
from quizsite.jobs.worker import Worker
from quizsite.models import AuditLine
from tests.factories import NOON, ContestFactory, DivisionFactory, RoundFactory
from tests.leaderboard.cast import take
from tests.stage import race

pytestmark = pytest.mark.django_db

AFTER = NOON + timedelta(days=7, seconds=2)


@pytest.fixture(autouse=True)
def _small(settings, monkeypatch, tmp_path):
    settings.TIMETABLE = {}
    settings.FILES_DIR = tmp_path
    monkeypatch.setattr(final_ranking, "BATCH", 2)
    monkeypatch.setattr(jobs, "RANK_FOR_S", 0)
    monkeypatch.setattr(progress, "ROWS_BETWEEN_REPORTS", 2)


@pytest.fixture
def contest():
    return ContestFactory(slug="thu-do", tie_chain=["correct", "prediction", "time_used"])


@pytest.fixture
def week(contest):
    return RoundFactory(contest=contest, tie_chain=contest.tie_chain, prediction_target="entrants")


@pytest.fixture
def people(contest, week):
    division = DivisionFactory(contest=contest, code="cbccvc")
    return [take(week, division, seconds=n, prediction=9 - n) for n in range(5)]


@pytest.fixture
def half_ranked(week, people):
    return finalise_round(week, by=None, at=AFTER, within_s=0)


@pytest.fixture
def worker():
    return Worker("here")


def run_all(worker):
    while worker.run_next():
        pass


def test_finalising_asks_for_the_rest_of_the_ranking(half_ranked, worker):
    assert entries_ranked(half_ranked) == 2

    run_all(worker)

    half_ranked.refresh_from_db()
    assert half_ranked.result_digest
    assert entries_ranked(half_ranked) is None
    assert compare_standings(half_ranked) == []


def test_finalising_that_is_refused_asks_for_nothing(week, people):
    with pytest.raises(TooEarly):
        finalise_round(week, by=None, at=NOON)

    assert not DBTaskResult.objects.exists()


def test_a_ranking_that_others_completed_is_no_work(half_ranked, worker):
    final_ranking.continue_final_ranking(half_ranked)

    run_all(worker)

    assert AuditLine.objects.count() == 1
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_process_that_stops_keeps_what_it_ranked(half_ranked, worker, monkeypatch):
    go_on = jobs.continue_final_ranking

    def told_to_stop(*args, **kwargs):
        worker.stop(within_s=0)
        return go_on(*args, **kwargs)

    monkeypatch.setattr(jobs, "continue_final_ranking", told_to_stop)
    worker.run_next()

    assert DBTaskResult.objects.get().status == "READY"
    assert entries_ranked(half_ranked) == 4
    run_all(Worker("there"))
    assert compare_standings(half_ranked) == []


def complete_twice_at_once(left, monkeypatch):
    """The job and a serving process reach the end of the ranking together."""
    both_are_there = threading.Barrier(2)
    digest = final_ranking.result_digest

    def reach_the_end(round):
        found = digest(round)
        both_are_there.wait(timeout=10)
        return found

    while final_ranking._rank_batch(left):
        pass
    monkeypatch.setattr(final_ranking, "result_digest", reach_the_end)
    job, serving = Round.objects.get(pk=left.pk), Round.objects.get(pk=left.pk)
    return race([lambda: final_ranking._complete(job), lambda: final_ranking._complete(serving)])


needs_two_writers = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="one writer at a time anyway"
)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_job_and_serving_process_may_rank_at_once(week, people):
    left = finalise_round(week, by=None, at=AFTER, within_s=0)

    def serve():
        while rounds_to_rank():
            final_ranking.continue_final_ranking(Round.objects.get(pk=left.pk), within_s=0)

    race([lambda: rank_round.call(left.pk), serve])

    assert compare_standings(left) == []
    assert AuditLine.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_job_and_serving_process_complete_a_ranking_once(week, people, monkeypatch):
    left = finalise_round(week, by=None, at=AFTER, within_s=0)

    assert sorted(complete_twice_at_once(left, monkeypatch)) == [False, True]
    assert AuditLine.objects.count() == 1


@needs_two_writers
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_complete_it(week, people, monkeypatch):
    """Negative control."""
    left = finalise_round(week, by=None, at=AFTER, within_s=0)
    both_have_read = threading.Barrier(2)

    def unlocked(round, **_):
        found = Settlement.objects.filter(round=round).first()
        both_have_read.wait(timeout=10)
        return found

    while final_ranking._rank_batch(left):
        pass
    monkeypatch.setattr(final_ranking, "_rank_batch", lambda _round: 0)
    monkeypatch.setattr(final_ranking, "_take", unlocked)

    assert complete_twice_at_once(left, monkeypatch) == [True, True]
    assert AuditLine.objects.count() == 2


def table_of(file):
    return pd.read_excel(io.BytesIO(file.read_bytes()), engine="calamine", header=5)


def test_the_file_has_everybody_in_order(week, people, worker):
    write_results_file.enqueue(week.pk)

    run_all(worker)

    table = table_of(path_of(results_job(week).return_value))
    assert table["Tên trên bảng công khai"].tolist() == [one.display_name for one in people]
    assert table["Hạng"].tolist() == [1, 2, 3, 4, 5]


def test_the_file_tells_how_far_it_is(week, people, worker):
    write_results_file.enqueue(week.pk)

    run_all(worker)

    assert progress_of(str(results_job(week).pk)) == (4, 5)


def test_a_file_half_written_is_begun_anew_by_another(week, people, worker, monkeypatch):
    write_results_file.enqueue(week.pk)
    tell = progress.report_progress

    def told_to_stop(job_id, **progress):
        worker.stop(within_s=0)
        tell(job_id, **progress)

    with monkeypatch.context() as patch:
        patch.setattr(progress, "report_progress", told_to_stop)
        worker.run_next()
    assert list(path_of("").iterdir()) == []
    assert results_job(week).status == "READY"

    run_all(Worker("there"))

    assert len(table_of(path_of(results_job(week).return_value))) == 5


def test_a_file_overtaken_by_the_final_ranking_is_written_again(week, people, worker, monkeypatch):
    write_results_file.enqueue(week.pk)
    store = jobs.store_file

    def finalised_meanwhile(*args):
        store(*args)
        finalise_round(week, by=None, at=AFTER)

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "store_file", finalised_meanwhile)
        worker.run_next()
    week.refresh_from_db()
    type(week).objects.update(finalised_at=timezone.now())
    DBTaskResult.objects.update(run_after=timezone.now())
    run_all(worker)

    week.refresh_from_db()
    table = table_of(path_of(results_job(week).return_value))
    assert table["Lệch dự đoán"].tolist() == [0, 1, 2, 3, 4]


def test_no_file_is_written_of_half_a_ranking(half_ranked, worker):
    DBTaskResult.objects.all().delete()
    write_results_file.enqueue(half_ranked.pk)

    run_all(worker)

    assert results_job(half_ranked) is None or results_job(half_ranked).status == "READY"
    assert list(path_of("").iterdir()) == []
