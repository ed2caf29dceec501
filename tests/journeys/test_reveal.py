"""A hall: the host's key reveals place after place, and a phone sees just those."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Route, expect

from leaderboard.boards.reveal import link_token
from tests.factories import ContestFactory, DivisionFactory, OrganiserFactory, RoundFactory
from tests.journeys.conftest import axe, overflow
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_one_key_reveals_the_next_place(pages, full_server, transactional_db):
    closed = datetime.now(UTC) - timedelta(minutes=5)
    contest = ContestFactory(slug="thu-do")
    division = DivisionFactory(contest=contest, code="cb")
    host = OrganiserFactory(contest=contest).user
    week = RoundFactory(
        contest=contest,
        number=1,
        opens_at=closed - timedelta(days=1),
        closes_at=closed,
        freeze_minutes=30,
    )
    best, second = (
        take(week, division, correct=n, at=closed - timedelta(minutes=1)) for n in (5, 4)
    )
    phone, screen = (pages(width=width, base_url=full_server) for width in (360, 1280))
    screen.goto(f"/cuoc-thi/thu-do/cong-bo/{link_token(week, by=host)}/")
    phone.goto("/cuoc-thi/thu-do/bang-xep-hang/?ky=1&bang=cb")
    expect(phone.get_by_text("Bảng đã dừng cập nhật")).to_be_visible()
    expect(phone.locator("[data-rows] tr")).to_have_count(0)

    screen.keyboard.press("Space")  # the button has the focus
    expect(screen.locator(".revealed li")).to_have_count(1)
    expect(screen.locator(".newest")).to_contain_text(second.display_name)
    screen.keyboard.press("PageDown")  # as a presenter's clicker does
    expect(screen.locator(".newest")).to_contain_text(best.display_name)
    expect(screen.get_by_text("Đã công bố hết")).to_be_visible()
    assert axe(screen) == []
    screen.set_viewport_size({"width": 320, "height": 640})
    assert overflow(screen) == 0

    expect(phone.get_by_text("Ban tổ chức đang công bố")).to_be_visible()
    expect(phone.locator("[data-rows] tr")).to_have_count(2)
    assert axe(phone) == []


def test_a_page_shows_once_its_keys_count(pages, full_server, transactional_db):
    """A press between the page and its script would be lost in front of the whole hall."""
    closed = datetime.now(UTC) - timedelta(minutes=5)
    division = DivisionFactory(contest=ContestFactory(slug="thu-do"), code="cb")
    host = OrganiserFactory(contest=division.contest).user
    week = RoundFactory(
        contest=division.contest,
        number=1,
        opens_at=closed - timedelta(days=1),
        closes_at=closed,
        freeze_minutes=30,
    )
    best = take(week, division, correct=5, at=closed - timedelta(minutes=1))
    screen = pages(width=1280, base_url=full_server)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    screen.route("**/reveal*.js", hold)
    address = f"/cuoc-thi/thu-do/cong-bo/{link_token(week, by=host)}/"
    with screen.expect_request("**/reveal*.js"):
        screen.goto(address, wait_until="commit")
    expect(screen.locator("h1")).to_have_count(0)
    held.pop().continue_()
    screen.unroute("**/reveal*.js")
    screen.locator("h1").wait_for()
    screen.keyboard.press("PageDown")
    expect(screen.locator(".newest")).to_contain_text(best.display_name)


def test_a_printed_contest_has_the_rules_of_its_rounds(pages, live_server, transactional_db):
    RoundFactory(contest=ContestFactory(slug="thu-do"), number=1)
    page = pages(width=1280)
    page.goto("/cuoc-thi/thu-do/")
    rules = page.locator("details.rules > h4").first
    expect(rules).to_be_hidden()
    page.emulate_media(media="print")
    expect(rules).to_be_visible()
