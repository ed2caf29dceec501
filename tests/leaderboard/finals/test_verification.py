"""Organisers let a job compare a round's stored rows, and read on a page what it found."""

import pytest
from django.urls import reverse

from contests.models import Attempt, ContestOrganiser
from leaderboard.finals.jobs import verify_rows
from quizsite.audit.kinds import AuditKind
from quizsite.jobs.queue import newest_job
from quizsite.jobs.worker import Worker
from tests.audit.lines import last_line
from tests.factories import OrganiserFactory
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_timetable(settings):
    settings.TIMETABLE = {}


@pytest.fixture
def desk(week, organiser, signed_in):
    OrganiserFactory(contest=week.contest, user=organiser)
    return signed_in(organiser)


@pytest.fixture
def page(week):
    return reverse("leaderboard:verification", args=[week.contest.slug, week.number])


def asked(desk, page: str) -> str:
    desk.post(page)
    Worker("here").run_next()
    return desk.get(page).content.decode()


def test_a_round_in_order_says_how_many_papers_were_compared(week, division, desk, page):
    assert "Số liệu lúc" not in desk.get(page).content.decode()
    take(week, division)
    desk.post(page)
    assert "Đang kiểm tra" in desk.get(page).content.decode()
    assert last_line().kind == AuditKind.ROUND_VERIFIED
    verdict = verify_rows.call(week.pk)
    assert verdict["closed_papers"] == 1
    assert [one for one in verdict["differences"] if "bất biến 7" in one] == []


def test_a_difference_is_told_on_the_page(week, division, desk, page):
    entry = take(week, division)
    Attempt.objects.filter(entry=entry).update(correct_count=5)
    shown = asked(desk, page)
    assert "sai lệch. Hãy gửi" in shown
    assert "bất biến 7" in shown


def test_two_presses_ask_for_one_job(week, desk, page):
    desk.post(page)
    first = newest_job(verify_rows, week.pk)
    desk.post(page)
    assert newest_job(verify_rows, week.pk).pk == first.pk


def test_only_its_organisers_open_the_page(week, page, stranger, signed_in, client):
    OrganiserFactory(user=stranger)
    assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(stranger).post(page).status_code == 404
    assert client.get(page).url.startswith(reverse("account_login"))
    assert ContestOrganiser.objects.filter(contest=week.contest).count() == 0
