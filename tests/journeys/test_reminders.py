"""From planning a reminder to the letter, its link out, and what its person chooses."""

import re
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

from quizsite.accounts.models import UnitContact
from quizsite.notifications.jobs import send_notices
from quizsite.notifications.push_encryption import new_site_key
from tests.contests.notices.test_telling import agrees
from tests.factories import OrganiserFactory, UnitFactory
from tests.journeys.conftest import axe, overflow
from tests.notifications.conftest import mailbox
from tests.stage import entry_in, open_round

__all__ = ["mailbox"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


HOUR = timedelta(hours=1)


def sound(page, path):
    page.screenshot(path=path, full_page=True)
    return (axe(page), overflow(page)) == ([], 0)


@pytest.fixture
def cast(organiser, colleague):
    """An open round, its organiser, a contact person, and one who has not handed in."""
    at, unit = timezone.now(), UnitFactory(name="Sở Nội vụ")
    round = open_round(opens_at=at - 24 * HOUR, closes_at=at + 48 * HOUR)
    OrganiserFactory(contest=round.contest, user=organiser)
    UnitContact.objects.create(user=colleague, unit=unit, since=at.date())
    return round, unit, agrees(entry_in(round, unit=unit).user)


@pytest.fixture(params=[360, 1280])
def page_of(request, contexts, session_cookie, live_server):
    def open_page(user=None):
        context = contexts(width=request.param)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        return context.new_page()

    return open_page


def plan(page, path):
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("1 người chưa nộp bài")).to_be_visible()
    assert sound(page, path)
    page.get_by_role("button", name="Hẹn gửi").click()
    expect(page.get_by_text("Đã hẹn.")).to_be_visible()


def send_soon():
    """The job five minutes later; the night is another test's."""
    soon = timezone.now() + HOUR / 12
    with override_settings(QUIET_HOURS=(0, 0)), pytest.MonkeyPatch.context() as patch:
        patch.setattr("quizsite.notifications.jobs.timezone.now", lambda: soon)
        send_notices.call()


def test_from_two_desks_to_one_letter_and_out(
    page_of, cast, organiser, colleague, mailbox, tmp_path
):
    round, unit, person = cast
    desk = f"/to-chuc/{round.contest.slug}/tin/"
    page = page_of(colleague)
    page.goto(f"/don-vi/{unit.code}/nhac/{round.contest.slug}/")
    plan(page, tmp_path / "unit.png")

    page = page_of(organiser)
    page.goto(f"{desk}nhac/")
    plan(page, tmp_path / "reminder.png")
    page.goto(f"{desk}mau/reminder/")
    assert sound(page, tmp_path / "words.png")
    send_soon()
    page.goto(desk)
    expect(page.get_by_text("Đã gửi 1, chờ 0")).to_be_visible()
    assert sound(page, tmp_path / "log.png")

    [mail] = mailbox.mails
    assert mailbox.to == [person.email]
    stop_by(mail, page_of(), tmp_path)
    choose(round, page_of(person), tmp_path)


def stop_by(mail, page, tmp_path):
    letter = mail.get_body(("html",)).get_content()
    page.set_content(letter)
    assert sound(page, tmp_path / "letter.png")
    page.goto(re.search(r"/thoi-nhan-tin/[^\"\s]+", letter)[0])
    assert sound(page, tmp_path / "stop.png")
    page.get_by_role("button", name="Thôi nhận").click()
    expect(page.get_by_text("không thư nào về cuộc thi này")).to_be_visible()


def choose(round, page, tmp_path):
    with override_settings(NOTICE_CHANNELS=["email", "push"], PUSH_KEY=new_site_key()):
        page.goto("/tai-khoan/tin/")
        assert sound(page, tmp_path / "own.png")
        page.locator("main").get_by_role("link", name=round.contest.title).click()
        expect(page.get_by_label("Nhắc dự thi: thư điện tử")).not_to_be_checked()
        assert sound(page, tmp_path / "wishes.png")
