"""The bell in a real browser: the button appears, the paper is the answer, the ticket ends it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.models import Attempt
from tests.factories import UserFactory
from tests.journeys.conftest import axe, overflow
from tests.stage import entry_in, open_round

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture
def at_the_door(full_server, contexts, session_cookie):
    """A contestant's page with the button of a round that opens in so many seconds."""

    def stand(*, opens_in_s=-3600, **options):
        at = datetime.now(UTC)
        round = open_round(
            opens_at=at + timedelta(seconds=opens_in_s), closes_at=at + timedelta(hours=1)
        )
        person = UserFactory(full_name="Trần Thị Bình")
        entry_in(round, user=person)
        context = contexts(base_url=full_server, **options)
        context.add_cookies([session_cookie(person, full_server)])
        page = context.new_page()
        page.goto(f"/cuoc-thi/{round.contest.slug}/vao-thi/{round.number}/")
        return page

    return stand


def start(page):
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.locator("#cau-1 input").first).to_be_enabled()


def asked(page):
    """Methods and paths of what the page asks the server for from now on, but for files."""
    seen = []
    page.on(
        "request",
        lambda request: (
            seen.append((request.method, re.sub(r"^http://[^/]+", "", request.url)))
            if "/static/" not in request.url
            else None
        ),
    )
    return seen


@WIDTHS
def test_the_button_appears_at_the_bell_without_loading_again(at_the_door, width):
    page = at_the_door(opens_in_s=6, width=width)
    expect(page.get_by_role("button", name="Bắt đầu làm bài")).to_be_hidden()
    requests = asked(page)
    expect(page.get_by_role("button", name="Bắt đầu làm bài")).to_be_visible()
    assert requests == []
    assert axe(page) == []
    assert overflow(page) == 0
    start(page)


def test_one_request_brings_the_paper_and_a_window_that_saves(at_the_door):
    page = at_the_door()
    requests = asked(page)
    start(page)
    page.locator("#cau-1 .option").first.click()
    expect(page.locator("#trang-thai-chu")).to_contain_text("Đã lưu trên máy chủ")
    assert requests[0] == ("POST", "/bat-dau/")
    assert {one for one in requests[1:] if "/ws/" not in one[1]} == {("POST", "/luu-bai/")}


def test_the_paper_has_its_own_address_and_loading_it_again_starts_nothing(at_the_door):
    page = at_the_door()
    start(page)
    attempt = Attempt.objects.get()
    expect(page).to_have_url(re.compile(f"/bai-thi/{attempt.code}/$"))
    requests = asked(page)
    page.reload()
    expect(page.locator("#cau-1 input").first).to_be_enabled()
    assert requests[0] == ("GET", f"/bai-thi/{attempt.code}/")
    attempt.refresh_from_db()
    assert attempt.writer == 2


def test_a_double_click_is_one_paper(at_the_door):
    page = at_the_door()
    page.get_by_role("button", name="Bắt đầu làm bài").dblclick()
    expect(page.locator("#cau-1 input").first).to_be_enabled()
    assert Attempt.objects.count() == 1


def test_whoever_comes_too_early_by_a_wrong_clock_waits_on(at_the_door):
    page = at_the_door(opens_in_s=30)
    page.evaluate("document.getElementById('bat-dau').hidden = false")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.get_by_text("Kỳ thi mở sau")).to_be_visible()
    assert not Attempt.objects.exists()


def hand_in(page):
    page.locator("#mo-ban-do").click()
    page.locator("#ban-do .open-submit").click()
    page.locator("#nop").click()


def test_a_paper_is_handed_in_by_its_ticket(at_the_door):
    page = at_the_door()
    start(page)
    requests = asked(page)
    hand_in(page)
    expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()
    assert ("POST", "/luu-bai/") in requests
    assert Attempt.objects.get().state == "submitted"


def test_where_the_ticket_is_not_taken_the_session_hands_in(at_the_door):
    page = at_the_door()
    start(page)
    page.route("**/luu-bai/", lambda route: route.fulfill(status=403, json={"code": "bad_ticket"}))
    hand_in(page)
    expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()
    assert Attempt.objects.get().state == "submitted"


def test_while_the_server_is_busy_the_paper_stays_open_and_says_so(at_the_door):
    page = at_the_door()
    start(page)
    page.route("**/luu-bai/", lambda route: route.fulfill(status=503, json={"code": "busy"}))
    hand_in(page)
    expect(page.locator("#nop-loi")).to_contain_text("Chưa nộp được")
    page.unroute("**/luu-bai/")
    page.locator("#nop").click()
    expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()
