"""Watching the board: own row pinned, reasons by keyboard, rows that move."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from contests.models import Entry
from leaderboard.boards import advance_board
from leaderboard.broadcasts import keys_of
from leaderboard.standings import record_results
from tests.factories import (
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    RoundFactory,
    UserFactory,
)
from tests.journeys.conftest import axe, overflow
from tests.leaderboard.cast import closed_attempt

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


@pytest.fixture
def week():
    contest = ContestFactory()
    DivisionFactory(contest=contest, code="cbccvc")
    return RoundFactory(contest=contest, number=1, tie_chain=["correct", "time_used"])


@pytest.fixture
def take(week):
    def take(*seconds, **facts):
        """One more person per time given; the last one is returned."""
        division = week.contest.divisions.get()
        for time in seconds:
            entry = EntryFactory(contest=week.contest, division=division, **facts)
            closed_attempt(entry, week, correct=5, seconds=time)
        for key in keys_of(week, record_results(week, Entry.objects.values_list("pk", flat=True))):
            advance_board(key, at=datetime.now(UTC))
        return entry

    return take


@pytest.mark.parametrize("width", [360, 1280])
def test_own_row_stays_in_sight_and_reasons_come_by_keyboard(
    full_server, contexts, session_cookie, week, take, width
):
    person = UserFactory(full_name="Trần Thị Bình")
    take(*range(1, 53))
    take(500, user=person)
    context = contexts(base_url=full_server, width=width)
    context.add_cookies([session_cookie(person, full_server)])
    page = context.new_page()

    page.goto(f"/cuoc-thi/{week.contest.slug}/bang-xep-hang/?ky=1")

    own = page.locator("tr.own")
    expect(own).to_contain_text("T. T. Bình")
    expect(own).to_be_in_viewport()
    page.locator(".why summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-reason]").first).to_have_text(
        "cùng 5 câu đúng, làm bài nhanh hơn 1 giây"
    )
    assert (axe(page), overflow(page)) == ([], 0)


def test_rows_move_when_somebody_else_finishes(full_server, contexts, week, take):
    take(30)
    page = contexts(base_url=full_server, width=360).new_page()
    page.goto(f"/cuoc-thi/{week.contest.slug}/bang-xep-hang/?ky=1")
    expect(page.locator("[data-state]")).to_have_text("Đang cập nhật trực tiếp")
    before = page.locator("[data-rows] tr").first.get_attribute("data-id")

    faster = take(20)

    expect(page.locator("[data-rows] tr").first).to_have_attribute("data-id", str(faster.pk))
    expect(page.locator(f"tr[data-id='{before}'] [data-move]")).to_have_text("▼ 1")
    expect(page.locator("[data-news]")).to_contain_text("đang đứng đầu")


def test_polling_alone_is_enough(full_server, contexts, week, take):
    take(30)
    context = contexts(base_url=full_server, width=360)
    context.route_web_socket("**/ws/**", lambda socket: socket.close())
    page = context.new_page()
    page.goto(f"/cuoc-thi/{week.contest.slug}/bang-xep-hang/?ky=1")

    faster = take(20)

    expect(page.locator("[data-rows] tr").first).to_have_attribute("data-id", str(faster.pk))


def test_projector_fits_its_screen(full_server, contexts, week, take):
    take(*range(1, 15))
    page = contexts(base_url=full_server, width=1280).new_page()

    page.goto(f"/cuoc-thi/{week.contest.slug}/bang-xep-hang/?ky=1&man-chieu=1")

    expect(page.locator("[data-rows] tr")).to_have_count(12)
    expect(page.locator("[data-rows] tr").last).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-clock]")).to_contain_text(":")
    assert page.evaluate("document.documentElement.scrollHeight - window.innerHeight") <= 0
    assert axe(page) == []
