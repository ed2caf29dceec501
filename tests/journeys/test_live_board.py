"""The board moves for whoever watches it, in another browser, without a reload."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.attempts import start_attempt, submit_attempt
from tests.factories import UserFactory
from tests.journeys.conftest import axe, overflow
from tests.stage import entry_in, open_round

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def round_():
    at = datetime.now(UTC)
    round_ = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    earlier = entry_in(round_, user=UserFactory(full_name="Lê Văn Cường"))
    submit_attempt(start_attempt(earlier, round_=round_, at=at), at=at)
    return round_


def board_path(round_):
    return f"/cuoc-thi/{round_.contest.slug}/bang-xep-hang/?ky={round_.number}"


def take_whole_paper(page, round_):
    """Through the real pages and doors, answering nothing."""
    page.goto(f"/cuoc-thi/{round_.contest.slug}/vao-thi/{round_.number}/")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.locator("#cau-1 input").first).to_be_enabled()
    page.locator("#cau-1 .option").first.click()
    expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved")
    page.locator("#mo-ban-do").click()
    page.locator("#ban-do .open-submit").click()
    page.locator("#nop").click()
    expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()


@pytest.mark.parametrize("has_socket", [True, False])
def test_a_result_appears_at_a_second_browser(
    full_server, contexts, session_cookie, round_, has_socket
):
    person = UserFactory(full_name="Trần Thị Bình")
    entry_in(round_, user=person)
    watcher = contexts(base_url=full_server, width=1280).new_page()
    if has_socket:  # nothing else may bring the result
        watcher.route("**/bang-xep-hang/du-lieu/**", lambda route: route.abort())
    else:  # polling alone is enough
        watcher.route_web_socket("**/*", lambda socket: socket.close())
    watcher.goto(board_path(round_))
    expect(watcher.get_by_text("L. V. Cường").first).to_be_visible()
    expect(watcher.get_by_text("T. T. Bình")).to_have_count(0)

    context = contexts(base_url=full_server)
    context.add_cookies([session_cookie(person, full_server)])
    taker = context.new_page()
    take_whole_paper(taker, round_)

    within = 4_000 if has_socket else 15_000
    expect(watcher.get_by_text("T. T. Bình").first).to_be_visible(timeout=within)
    # Rows glide in, and may be told to glide elsewhere.
    watcher.evaluate("Promise.allSettled(document.getAnimations().map((row) => row.finished))")
    assert axe(watcher) == []
    taker.get_by_role("link", name="Xem bảng xếp hạng").click()
    expect(taker.get_by_text("T. T. Bình").first).to_be_visible()
    assert overflow(taker) == 0
