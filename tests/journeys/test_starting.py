"""A round opens in a real browser: the button appears, brings the paper, and a token ends it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.models import Attempt, DeviceClass
from tests.factories import UserFactory
from tests.journeys.conftest import axe, overflow
from tests.stage import entry_in, open_round

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]
TABLET, COMPUTER = DeviceClass.TABLET, DeviceClass.COMPUTER
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture
def start_page_of(full_server, contexts, session_cookie):
    """Open a contestant's start page of a round that opens in so many seconds."""

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
def test_the_button_appears_at_opening_time_without_a_reload(start_page_of, width):
    page = start_page_of(opens_in_s=6, width=width)
    expect(page.get_by_role("button", name="Bắt đầu làm bài")).to_be_hidden()
    requests = asked(page)
    expect(page.get_by_role("button", name="Bắt đầu làm bài")).to_be_visible()
    assert requests == []
    assert axe(page) == []
    assert overflow(page) == 0
    start(page)


def test_one_request_brings_the_paper_and_a_tab_that_saves(start_page_of):
    page = start_page_of()
    requests = asked(page)
    start(page)
    page.locator("#cau-1 .option").first.click()
    expect(page.locator("#trang-thai-chu")).to_contain_text("Đã lưu trên máy chủ")
    assert requests[0] == ("POST", "/bat-dau/")
    assert {one for one in requests[1:] if "/ws/" not in one[1]} == {("POST", "/luu-bai/")}


def test_the_paper_has_its_own_address_and_loading_it_again_starts_nothing(start_page_of):
    page = start_page_of()
    start(page)
    attempt = Attempt.objects.get()
    expect(page).to_have_url(re.compile(f"/bai-thi/{attempt.code}/$"))
    requests = asked(page)
    page.reload()
    expect(page.locator("#cau-1 input").first).to_be_enabled()
    assert requests[0] == ("GET", f"/bai-thi/{attempt.code}/")
    attempt.refresh_from_db()
    assert attempt.writer == 2


@pytest.mark.parametrize(("width", "device"), [(744, TABLET), (1280, COMPUTER)])
def test_an_ipad_that_calls_itself_a_mac_is_a_tablet(start_page_of, width, device):
    """The narrower screen is touched."""
    mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15"
    start(start_page_of(user_agent=mac, width=width))
    assert Attempt.objects.get().device == device


def test_a_double_click_is_one_paper(start_page_of):
    page = start_page_of()
    page.get_by_role("button", name="Bắt đầu làm bài").dblclick()
    expect(page.locator("#cau-1 input").first).to_be_enabled()
    assert Attempt.objects.count() == 1


def test_a_person_with_a_fast_clock_keeps_waiting(start_page_of):
    page = start_page_of(opens_in_s=30)
    page.evaluate("document.getElementById('bat-dau').hidden = false")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.get_by_text("Kỳ thi mở sau")).to_be_visible()
    assert not Attempt.objects.exists()


def hand_in(page):
    page.locator("#mo-ban-do").click()
    page.locator("#ban-do .open-submit").click()
    page.locator("#nop").click()


def test_a_paper_is_handed_in_by_its_token(start_page_of):
    page = start_page_of()
    start(page)
    requests = asked(page)
    hand_in(page)
    expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()
    assert ("POST", "/luu-bai/") in requests
    assert Attempt.objects.get().state == "submitted"


def test_the_session_hands_in_if_the_token_is_refused(start_page_of):
    page = start_page_of()
    start(page)
    page.route("**/luu-bai/", lambda route: route.fulfill(status=403, json={"code": "bad_ticket"}))
    hand_in(page)
    expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()
    assert Attempt.objects.get().state == "submitted"


def test_while_the_server_is_busy_the_paper_stays_open_and_says_so(start_page_of):
    page = start_page_of()
    start(page)
    page.route("**/luu-bai/", lambda route: route.fulfill(status=503, json={"code": "busy"}))
    hand_in(page)
    expect(page.locator("#nop-loi")).to_contain_text("Chưa nộp được")
    page.unroute("**/luu-bai/")
    page.locator("#nop").click()
    expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()
