"""The results of a large round: a job writes the file, a page says how far it is."""

import io
from datetime import timedelta

import pandas as pd
import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from contests.models import RoundState
from leaderboard.finals.finalise import finalise_round
from quizsite.jobs.progress import report_progress
from quizsite.jobs.worker import Worker
from quizsite.models import AuditLine
from tests.factories import NOON, OrganiserFactory
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

FINALISE = "/to-chuc/thu-do/ky/1/chot/"
PREPARE = f"{FINALISE}tep-ket-qua/"
PREPARED = f"{FINALISE}tep-ket-qua.xlsx"


@pytest.fixture
def large_week(week, division, contest, organiser, monkeypatch, settings, tmp_path):
    """Three people are more than a page waits for."""
    type(week).objects.update(
        opens_at=NOON - timedelta(days=7), closes_at=NOON - timedelta(hours=1)
    )
    week.refresh_from_db()
    settings.FILES_DIR, settings.TIMETABLE = tmp_path, {}
    monkeypatch.setattr("leaderboard.finals.results_file.LARGE", 2)
    OrganiserFactory(contest=contest, user=organiser)
    for _ in range(3):
        take(week, division)
    return week


def work():
    worker = Worker("here")
    while worker.run_next():
        pass


def test_a_large_file_is_written_in_the_background_and_taken_home(signed_in, large_week, organiser):
    client = signed_in(organiser)
    sent_on = client.get(f"{FINALISE}ket-qua.xlsx")
    before = client.get(PREPARE).content.decode()
    client.post(PREPARE)
    under_way = client.get(PREPARE).content.decode()
    work()
    ready = client.get(PREPARE).content.decode()
    file = client.get(PREPARED)

    assert sent_on["Location"] == PREPARE
    assert "Ghi tệp Excel" in before
    assert "data-pending" in under_way
    assert PREPARED in ready
    assert len(pd.read_excel(io.BytesIO(file.getvalue()), engine="calamine", header=5)) == 3
    assert "no-store" in file["Cache-Control"]
    assert 'filename="ket-qua-thu-do-ky-1.xlsx"' in file["Content-Disposition"]
    assert [line.kind for line in AuditLine.objects.all()] == ["results_exported"]


def test_a_file_being_written_is_not_asked_for_twice(signed_in, large_week, organiser):
    client = signed_in(organiser)
    for _ in range(2):
        client.post(PREPARE)

    assert DBTaskResult.objects.count() == 1


def test_progress_is_told_in_people(signed_in, large_week, organiser):
    client = signed_in(organiser)
    client.post(PREPARE)
    report_progress(str(DBTaskResult.objects.get().pk), done=1, total=3)

    page = client.get(PREPARE).content.decode()

    assert "Đã ghi 1 trên 3 người" in page


def test_a_file_that_cannot_be_written_is_told_in_words(signed_in, large_week, organiser):
    client = signed_in(organiser)
    client.post(PREPARE)
    DBTaskResult.objects.update(status="FAILED")

    page = client.get(PREPARE).content.decode()

    assert "Máy chủ không ghi được tệp" in page
    assert "Ghi tệp Excel" in page


def test_a_file_is_gone_after_its_day(signed_in, large_week, organiser, tmp_path):
    client = signed_in(organiser)
    client.post(PREPARE)
    work()
    for file in tmp_path.iterdir():
        file.unlink()

    assert "Ghi tệp Excel" in client.get(PREPARE).content.decode()
    assert client.get(PREPARED).status_code == 404


def test_a_file_of_before_the_final_ranking_is_not_handed_out_after_it(
    signed_in, large_week, organiser
):
    client = signed_in(organiser)
    client.post(PREPARE)
    work()
    type(large_week).objects.update(state=RoundState.FINALISED, finalised_at=timezone.now())
    type(large_week).objects.update(result_digest="0" * 64)

    assert client.get(PREPARED).status_code == 404
    assert "Ghi tệp Excel" in client.get(PREPARE).content.decode()


@pytest.mark.parametrize("address", [PREPARE, PREPARED])
def test_stranger_finds_no_large_file(signed_in, large_week, organiser, stranger, address):
    signed_in(organiser).post(PREPARE)
    work()

    assert signed_in(stranger).get(address).status_code == 404


def test_stranger_cannot_ask_for_a_large_file(signed_in, large_week, stranger):
    assert signed_in(stranger).post(PREPARE).status_code == 404
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize("address", [PREPARE, PREPARED])
def test_half_a_ranking_is_no_large_file_either(
    signed_in, large_week, organiser, monkeypatch, address
):
    monkeypatch.setattr("leaderboard.finals.final_ranking.BATCH", 2)
    finalise_round(large_week, by=None, at=NOON, within_s=0)

    assert signed_in(organiser).get(address).status_code == 409
