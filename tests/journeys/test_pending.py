"""A page that waits for a job shows its result by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import expect

from contests.allowances.incidents import confirm_incident, propose_incident
from contests.allowances.jobs import apply_incident, preview_incident
from contests.models import Affected, Incident, Remedy
from contests.rulings.decisions import propose_ruling
from leaderboard.finals.jobs import verify_rows
from leaderboard.wrong_questions.jobs import preview_ruling
from questionbank.models import Revision
from tests.factories import OrganiserFactory
from tests.journeys.conftest import axe, overflow
from tests.stage import open_round

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def round():
    at, hour = timezone.now(), timedelta(hours=1)
    return open_round(questions=4, count=4, opens_at=at - hour, closes_at=at + hour)


@pytest.fixture
def two(round):
    return [OrganiserFactory(contest=round.contest).user for _ in range(2)]


@pytest.fixture
def desk(pages, two, live_server, session_cookie):
    page = pages(width=360)
    page.context.add_cookies([session_cookie(two[0], live_server.url)])
    return page


def at_desk(round, *more):
    return f"/to-chuc/{round.contest.slug}/ky/{round.number}/" + "".join(f"{one}/" for one in more)


def done(value=None):
    DBTaskResult.objects.update(status="SUCCESSFUL", return_value=value, started_at=timezone.now())


def test_a_page_shows_what_a_job_found_without_being_reloaded(desk, round):
    desk.goto(at_desk(round, "kiem-tra"))
    desk.get_by_role("button", name="Kiểm tra").click()
    expect(desk.get_by_text("Đang kiểm tra")).to_be_visible()
    assert axe(desk) == []
    assert overflow(desk) == 0
    desk.evaluate("document.body.dataset.opened = 'once'")

    done(verify_rows.call(round.pk))

    expect(desk.get_by_text("bài đã đóng, không có sai lệch")).to_be_visible()
    expect(desk.locator("body")).to_have_attribute("data-opened", "once")
    expect(desk.locator("[data-said]")).to_contain_text("Máy chủ đã làm xong")
    expect(desk.get_by_role("link", name="Xem lại")).to_be_hidden()


def test_a_page_without_scripts_says_how_to_look_again(
    contexts, round, two, live_server, session_cookie
):
    context = contexts(java_script_enabled=False)
    context.add_cookies([session_cookie(two[0], live_server.url)])
    page = context.new_page()
    page.goto(at_desk(round, "kiem-tra"))
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_text("Đang kiểm tra")).to_be_visible()
    done(verify_rows.call(round.pk))
    page.get_by_role("link", name="Xem lại").click()
    expect(page.get_by_text("bài đã đóng, không có sai lệch")).to_be_visible()


def test_what_an_incident_would_give_appears_when_it_is_counted(desk, round, two):
    incident = propose(round, by=two[1])
    preview_incident.enqueue(incident.pk)
    desk.goto(at_desk(round, "su-co", incident.pk))
    expect(desk.get_by_text("Máy chủ đang đếm.")).to_be_visible()
    preview_incident.call(incident.pk)
    done()
    expect(desk.get_by_text("được cho thêm")).to_be_visible()

    confirm_incident(incident, by=two[0], at=timezone.now())
    desk.reload()
    expect(desk.get_by_text("Đang áp dụng")).to_be_visible()
    apply_incident.call(incident.pk)
    done()
    expect(desk.get_by_text("Đã áp dụng cho")).to_be_visible()


def propose(round, *, by):
    incident = Incident(
        round=round,
        affected=Affected.EVERYBODY,
        remedy=Remedy.ATTEMPT,
        extra_attempts=1,
        reason="Mất điện",
    )
    said = {"may_pass_closing": False, "accepts_shown": False}
    return propose_incident(incident, by=by, at=timezone.now(), **said)


def test_the_preview_of_a_ruling_opens_the_page_anew(desk, round, two):
    question = Revision.objects.get(pk=round.sections.get().pool[0])
    at = timezone.now()
    ruling = propose_ruling(round, question, kind="give", reason="Sai", by=two[1], at=at)
    preview_ruling.enqueue(ruling.pk)
    desk.goto(at_desk(round, "cau-hoi", question.pk))
    expect(desk.get_by_text("Máy chủ đang tính ai đổi hạng")).to_be_visible()
    preview_ruling.call(ruling.pk)
    done()
    expect(desk.get_by_text("bài đã đóng có câu này")).to_be_visible()
