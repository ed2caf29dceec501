"""A job that died keeps nobody waiting: pages say so, and organisers ask for its work again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from contests.models import Round, RulingKind
from contests.registration.decision_order import CorrectionUnderWay
from contests.registration.entries import restore_entry, void_entry
from contests.rulings.decisions import confirm_ruling, propose_ruling
from contests.rulings.jobs import regrade
from leaderboard.finals.corrections import confirm_correction, pending_changes, propose_correction
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.jobs import correct_round
from leaderboard.models import ResultCheck
from quizsite.jobs.worker import Worker
from tests.factories import NOON, OrganiserFactory, RevisionFactory, SectionFactory
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db

AFTER = NOON + timedelta(days=7, seconds=2)
LATER = AFTER + timedelta(days=1)


@pytest.fixture(autouse=True)
def _later(settings, monkeypatch):
    settings.TIMETABLE = {}
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


@pytest.fixture
def two(week, organiser, colleague):
    for user in (organiser, colleague):
        OrganiserFactory(contest=week.contest, user=user)
    return organiser, colleague


@pytest.fixture
def final(week, division, two):
    for _ in range(2):
        take(week, division)
    return finalise_round(week, by=None, at=AFTER)


def address(week, name):
    return reverse(f"leaderboard:{name}", args=[week.contest.slug, week.number])


def give_up_jobs():
    DBTaskResult.objects.update(status="FAILED", enqueued_at=AFTER, finished_at=LATER)


def run_jobs():
    worker = Worker("here")
    while worker.run_next():
        pass


def corrected(final, two):
    """A correction that two people confirmed, and that no job has ranked."""
    entry = final.contest.entries.order_by("pk").first()
    void_entry(entry, by=two[0], at=LATER, reason="Khai sai")
    made = propose_correction(final, reason="Một người khai sai", by=two[0], at=LATER)
    confirm_correction(made, seen=pending_changes(final).mark, by=two[1], at=LATER)
    return entry


def test_a_correction_whose_job_died_is_asked_for_again_and_voiding_goes_on(final, two, signed_in):
    entry = corrected(final, two)
    give_up_jobs()
    desk = signed_in(two[1])
    page = desk.get(address(final, "finalise")).content.decode()
    assert "Máy chủ chưa tính xong bản kết quả đính chính" in page
    assert 'id="dang-chot">' in page  # it does not wait for what does not come
    with pytest.raises(CorrectionUnderWay):
        restore_entry(entry, by=two[0], at=LATER, reason="Khai đúng")

    answer = desk.post(address(final, "work_again"), follow=True)
    assert 'id="dang-chot" data-pending' in answer.content.decode()
    run_jobs()

    assert Round.objects.get(pk=final.pk).result_digest
    restore_entry(entry, by=two[0], at=LATER, reason="Khai đúng")


def test_a_correction_that_a_job_is_at_is_asked_for_once(final, two, signed_in):
    corrected(final, two)
    signed_in(two[1]).post(address(final, "work_again"))
    assert DBTaskResult.objects.filter(task_path=correct_round.module_path).count() == 1


def test_scoring_again_whose_job_died_is_told_and_asked_for_again(week, division, two, signed_in):
    take(week, division)
    revision = RevisionFactory(right=[0])
    SectionFactory(round=week, division=division, pool=[revision.pk])
    said = {"kind": RulingKind.GIVE, "reason": "Sai"}
    made = propose_ruling(week, revision, by=two[0], at=LATER, **said)
    confirm_ruling(made, by=two[1], at=LATER)
    desk = signed_in(two[0])
    waiting = desk.get(address(week, "finalise")).content.decode()
    assert 'id="viec" data-pending>Máy chủ đang chấm lại' in waiting
    give_up_jobs()
    assert "Máy chủ chưa chấm lại xong" in desk.get(address(week, "finalise")).content.decode()

    desk.post(address(week, "work_again"))
    run_jobs()

    assert not week.rulings.unfinished().exists()
    assert DBTaskResult.objects.filter(task_path=regrade.module_path).count() == 2
    assert "chấm lại" not in desk.get(address(week, "finalise")).content.decode()


def test_ranking_a_check_whose_job_died_is_told_and_asked_for_again(week, two, signed_in):
    ResultCheck.objects.create(round=week)
    desk = signed_in(two[0])
    assert "Máy chủ chưa xếp lại xong" in desk.get(address(week, "finalise")).content.decode()
    desk.post(address(week, "work_again"))
    page = desk.get(address(week, "finalise")).content.decode()
    assert "data-pending>Máy chủ đang xếp lại thứ hạng" in page


def test_nothing_is_asked_for_where_nothing_waits_and_by_nobody_else(
    week, two, signed_in, stranger
):
    answer = signed_in(two[0]).post(address(week, "work_again"))
    assert answer.url == address(week, "finalise")
    assert not DBTaskResult.objects.exists()
    assert signed_in(stranger).post(address(week, "work_again")).status_code in (403, 404)
