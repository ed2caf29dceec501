"""Organisers let a job recount their contest, and the command does the same with an exit code."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from leaderboard.finals.finalise import finalise_round
from leaderboard.models import Standing
from leaderboard.recount.jobs import recount_contest
from quizsite.audit.kinds import AuditKind
from quizsite.jobs.queue import newest_job
from quizsite.jobs.worker import Worker
from tests.audit.lines import last_line
from tests.factories import NOON, OrganiserFactory, RoundFactory
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db

AFTER = NOON + timedelta(days=8)


@pytest.fixture(autouse=True)
def _no_timetable(settings):
    settings.TIMETABLE = {}


@pytest.fixture
def desk(contest, organiser, signed_in):
    OrganiserFactory(contest=contest, user=organiser)
    return signed_in(organiser)


@pytest.fixture
def page(contest):
    return reverse("leaderboard:contest_recount", args=[contest.slug])


@pytest.fixture
def final(week, division):
    """Nobody answered a question, so that a paper without questions is right."""
    take(week, division, correct=0, of=0)
    return finalise_round(week, by=None, at=AFTER)


def asked(desk, page: str) -> str:
    desk.post(page)
    for _ in range(2):  # finalising asked for a job as well
        Worker("here").run_next()
    return desk.get(page).content.decode()


def said(slug: str) -> str:
    out = StringIO()
    call_command("verify_contest", slug, stdout=out)
    return out.getvalue()


def test_a_contest_in_order_says_what_was_recounted(contest, final, desk, page):
    RoundFactory(contest=contest, number=2, title="Tuần 2")
    desk.post(page)
    assert "Đang kiểm tra" in desk.get(page).content.decode()
    assert last_line().kind == AuditKind.CONTEST_VERIFIED
    shown = asked(desk, page)
    assert "Không có sai lệch. Đã kiểm tra: Tuần 1." in shown
    assert "Chưa chốt nên chưa kiểm tra: Tuần 2" in shown


def test_before_a_round_is_final_there_is_nothing_to_recount(week, desk, page):
    assert "Chưa kỳ nào chốt kết quả" in asked(desk, page)
    assert "chưa kỳ nào chốt" in said("thu-do")


def test_a_difference_is_told_on_the_page_and_by_the_exit_code(final, desk, page):
    assert "không có sai lệch (Tuần 1)" in said("thu-do")
    Standing.objects.filter(round=None).update(correct_count=7)
    shown = asked(desk, page)
    assert "sai lệch. Hãy gửi" in shown
    assert "số câu đúng: đang lưu 7, tính lại 0" in shown
    with pytest.raises(CommandError, match="sai lệch"):
        said("thu-do")
    with pytest.raises(CommandError, match="Không có cuộc thi"):
        said("khong-co")


def test_two_presses_ask_for_one_job(contest, week, desk, page):
    desk.post(page)
    first = newest_job(recount_contest, contest.pk)
    desk.post(page)
    assert newest_job(recount_contest, contest.pk).pk == first.pk


def test_only_its_organisers_open_the_page(week, page, stranger, signed_in, client):
    OrganiserFactory(user=stranger)
    assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(stranger).post(page).status_code == 404
    assert client.get(page).url.startswith(reverse("account_login"))
