"""The board moves for whoever watches it, in another browser, without a reload."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Entry
from tests.factories import NOON, UserFactory
from tests.journeys.conftest import axe, overflow
from tests.stage import entry_in, open_round

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def round():
    at = datetime.now(UTC)
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    earlier = entry_in(round, user=UserFactory(full_name="Lê Văn Cường"))
    submit_attempt(start_attempt(earlier, round=round, at=at), at=at)
    return round


def board_path(round):
    return f"/cuoc-thi/{round.contest.slug}/bang-xep-hang/?ky={round.number}"


def take_whole_paper(page, round):
    """Take a paper through the real pages and endpoints, without an answer."""
    page.goto(f"/cuoc-thi/{round.contest.slug}/vao-thi/{round.number}/")
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
    full_server, contexts, session_cookie, round, has_socket
):
    person = UserFactory(full_name="Trần Thị Bình")
    entry_in(round, user=person)
    watcher = contexts(base_url=full_server, width=1280).new_page()
    if has_socket:  # nothing else may bring the result
        watcher.route("**/bang-xep-hang/du-lieu/**", lambda route: route.abort())
    else:  # polling alone is enough
        watcher.route_web_socket("**/*", lambda socket: socket.close())
    watcher.goto(board_path(round))
    expect(watcher.get_by_text("L. V. Cường").first).to_be_visible()
    expect(watcher.get_by_text("T. T. Bình")).to_have_count(0)

    context = contexts(base_url=full_server)
    context.add_cookies([session_cookie(person, full_server)])
    taker = context.new_page()
    take_whole_paper(taker, round)

    expect(watcher.get_by_text("T. T. Bình").first).to_be_visible()
    assert axe(watcher) == []
    taker.get_by_role("link", name="Xem bảng xếp hạng").click()
    expect(taker.get_by_text("T. T. Bình").first).to_be_visible()
    assert overflow(taker) == 0


class Hall:
    """A watcher's page whose clock, board and server's haste the test decides."""

    def __init__(self, page, path, *, entry, takes_ms):
        self.page, self.entry, self.takes_ms = page, entry, takes_ms
        self.version, self.asked = 1000, 0
        # Stands still but for what the test moves: a slow machine is not a busy server.
        page.clock.install(time=NOON)
        page.clock.pause_at(NOON + timedelta(minutes=1))
        page.route("**/cua-toi/**", self.answer)
        page.route_web_socket("**/*", self.listen)
        page.goto(path)

    def listen(self, socket):
        self.socket = socket

    def answer(self, route):
        self.asked += 1
        self.page.clock.fast_forward(self.takes_ms)
        row = dict.fromkeys(("name", "unit", "score", "time", "why"), "")
        row |= {"id": self.entry.pk, "place": 10 + self.asked}
        route.fulfill(json={"row": row})

    def asked_after(self, seconds):
        """The board moves that much later; how often was the own place asked for till then?"""
        self.page.clock.fast_forward(seconds * 1000)
        self.version += 1
        totals = {"people": self.version}
        frame = {"version": self.version, "is_hidden": False, "rows": [], "totals": totals}
        self.socket.send(json.dumps(frame))
        shown = f"{self.version // 1000}.{self.version % 1000:03}"
        expect(self.page.locator('[data-total="people"]')).to_have_text(shown)
        self.page.clock.fast_forward(5_000)  # the longest anybody waits before asking
        self.page.evaluate("fetch('/suc-khoe').then(() => null)")  # what was asked comes before
        if self.asked:
            expect(self.page.locator("tr.own [data-place]")).to_have_text(str(10 + self.asked))
        return self.asked


@pytest.mark.parametrize(("takes_ms", "asked"), [(10, [1, 2, 3]), (1_000, [1, 1, 2])])
def test_a_busy_server_is_asked_less_often_for_the_own_place(
    full_server, contexts, session_cookie, round, takes_ms, asked
):
    context = contexts(base_url=full_server)
    entry = Entry.objects.get()
    context.add_cookies([session_cookie(entry.user, full_server)])

    hall = Hall(context.new_page(), board_path(round), entry=entry, takes_ms=takes_ms)

    assert [hall.asked_after(seconds) for seconds in (10, 10, 10)] == asked


def test_a_board_that_was_paused_stands_still_until_it_goes_on(full_server, contexts, round):
    watcher = contexts(base_url=full_server, width=1280).new_page()
    watcher.goto(board_path(round))
    button = watcher.get_by_role("button", name="Tạm dừng cập nhật")
    button.click()
    expect(watcher.locator("[data-state]")).to_contain_text("Đã tạm dừng lúc")
    person = entry_in(round, user=UserFactory(full_name="Trần Thị Bình"))
    paper = start_attempt(person, round=round, at=datetime.now(UTC))
    submit_attempt(paper, at=datetime.now(UTC))
    watcher.wait_for_timeout(12_000)  # longer than a silent board waits before it asks
    expect(watcher.get_by_text("T. T. Bình")).to_have_count(0)
    assert axe(watcher) == []
    watcher.get_by_role("button", name="Cập nhật tiếp").click()
    expect(watcher.get_by_text("T. T. Bình").first).to_be_visible()
    expect(watcher.locator("[data-state]")).not_to_contain_text("tạm dừng")
