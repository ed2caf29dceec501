"""Watching the board: own row pinned, reasons by keyboard, rows that move."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.models import Entry, ResultDetail, Round
from leaderboard.boards.board import advance_board
from leaderboard.boards.writer import keys_of
from leaderboard.finals.finalise import finalise_round
from leaderboard.standings.store import record_results
from tests.factories import (
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    RoundFactory,
    UserFactory,
)
from tests.journeys.conftest import axe, overflow, tab_through
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
        record_results(week, Entry.objects.values_list("pk", flat=True))
        for key in keys_of(week, [division.pk]):
            advance_board(key, at=datetime.now(UTC))
        return entry if seconds else None

    return take


@pytest.mark.parametrize("width", [360, 1280])
def test_the_persons_row_stays_in_sight_and_the_keyboard_opens_reasons(
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


@pytest.mark.parametrize(("width", "height"), [(360, 640), (320, 256)])
def test_the_pinned_row_hides_nothing_that_is_focused(
    full_server, contexts, session_cookie, week, take, width, height
):
    person = UserFactory(full_name="Trần Thị Bình")
    take(*range(1, 16))
    take(500, user=person)
    context = contexts(base_url=full_server, width=width, reduced_motion="reduce")
    context.add_cookies([session_cookie(person, full_server)])
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})

    page.goto(f"/cuoc-thi/{week.contest.slug}/bang-xep-hang/?ky=1")

    expect(page.locator("tr.own")).to_contain_text("T. T. Bình")
    stops = tab_through(page)
    assert len(stops) > 15
    assert [one["name"] for one in stops if one["isHidden"]] == []


def test_rows_move_when_another_person_finishes(full_server, contexts, week, take):
    take(30)
    page = contexts(base_url=full_server, width=360).new_page()
    page.route("**/bang-xep-hang/du-lieu/**", lambda route: route.abort())  # by socket alone
    page.goto(f"/cuoc-thi/{week.contest.slug}/bang-xep-hang/?ky=1")
    expect(page.locator("[data-state]")).to_have_text("Đang cập nhật trực tiếp")
    before = page.locator("[data-rows] tr").first.get_attribute("data-id")

    faster = take(20)

    expect(page.locator("[data-rows] tr").first).to_have_attribute("data-id", str(faster.pk))
    expect(page.locator(f"tr[data-id='{before}'] [data-move]")).to_have_text("▼ 1")
    expect(page.locator("[data-news]")).to_contain_text("đang đứng đầu")


def test_a_watcher_reads_that_the_result_became_official(full_server, contexts, week, take):
    take(30)
    page = contexts(base_url=full_server, width=360).new_page()
    page.goto(f"/cuoc-thi/{week.contest.slug}/bang-xep-hang/?ky=1")
    expect(page.locator("[data-result]")).to_have_text("Kết quả tạm thời")
    expect(page.locator("[data-state]")).to_have_text("Đang cập nhật trực tiếp")

    at = datetime.now(UTC)
    Round.objects.update(closes_at=at - timedelta(minutes=1))
    finalise_round(Round.objects.get(pk=week.pk), by=None, at=at)
    for key in keys_of(week):
        advance_board(key, at=at)

    expect(page.locator("[data-result]")).to_have_text("Kết quả chính thức")
    expect(page.locator("[data-state]")).to_have_text("")


@pytest.fixture
def withheld(week):
    """The round is open, and its scores are told only when it closes."""
    now = datetime.now(UTC)
    Round.objects.update(
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
        shown_after_submit=ResultDetail.NOTHING,
        shown_after_close=ResultDetail.SCORE,
    )
    return week


def close(round):
    Round.objects.filter(pk=round.pk).update(closes_at=datetime.now(UTC) - timedelta(seconds=1))


@pytest.mark.parametrize("has_socket", [True, False])
def test_a_withheld_board_moves_and_shows_its_rows_by_itself(
    full_server, contexts, session_cookie, withheld, take, has_socket
):
    person = UserFactory(full_name="Trần Thị Bình")
    take(500, user=person)
    context = contexts(base_url=full_server, width=360)
    context.add_cookies([session_cookie(person, full_server)])
    page = context.new_page()
    page.clock.install()
    if has_socket:
        page.route("**/bang-xep-hang/du-lieu/**", lambda route: route.abort())
    else:
        page.route_web_socket("**/ws/**", lambda socket: socket.close())
    page.goto(f"/cuoc-thi/{withheld.contest.slug}/bang-xep-hang/?ky=1")
    expect(page.get_by_role("heading", name="Thứ hạng chưa công bố")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)

    take(*range(1, 53))
    expect(page.locator('[data-total="people"]')).to_have_text("53")
    expect(page.locator('[data-total="perfect"]')).to_be_hidden()
    page.clock.fast_forward(15_000)  # the own place is not asked for sooner
    close(withheld)
    take(20)

    expect(page.locator("[data-rows] tr").first).to_contain_text("0:01")
    expect(page.get_by_role("heading", name="Thứ hạng chưa công bố")).to_be_hidden()
    expect(page.locator('[data-total="perfect"]')).to_have_text("54")
    expect(page.locator("tr.own")).to_contain_text("T. T. Bình")
    expect(page.locator("tr.own [data-place]")).to_have_text("54")
    assert (axe(page), overflow(page)) == ([], 0)


def test_a_withheld_board_without_results_says_so_once_it_is_shown(
    full_server, contexts, withheld, take
):
    page = contexts(base_url=full_server, width=360).new_page()
    page.goto(f"/cuoc-thi/{withheld.contest.slug}/bang-xep-hang/?ky=1")
    expect(page.get_by_role("heading", name="Chưa có ai trên bảng này")).to_be_hidden()

    close(withheld)
    take()

    expect(page.get_by_role("heading", name="Chưa có ai trên bảng này")).to_be_visible()
    expect(page.get_by_role("heading", name="Thứ hạng chưa công bố")).to_be_hidden()


def test_a_person_who_finishes_in_another_tab_finds_their_own_row(
    full_server, contexts, session_cookie, week, take
):
    person = UserFactory(full_name="Trần Thị Bình")
    entry = EntryFactory(contest=week.contest, division=week.contest.divisions.get(), user=person)
    take(*range(1, 53))
    context = contexts(base_url=full_server, width=1280)
    context.add_cookies([session_cookie(person, full_server)])
    page = context.new_page()
    page.clock.install()
    page.goto(f"/cuoc-thi/{week.contest.slug}/bang-xep-hang/?ky=1")
    expect(page.locator("[data-state]")).to_have_text("Đang cập nhật trực tiếp")
    expect(page.locator("tr.own")).to_have_count(0)

    closed_attempt(entry, week, correct=1, seconds=60)
    page.clock.fast_forward(15_000)
    take(20)

    expect(page.locator("tr.own")).to_contain_text("T. T. Bình")


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


@pytest.mark.parametrize("width", [320, 360])
def test_a_name_of_one_long_word_breaks_no_board(full_server, contexts, week, take, width):
    entry = take(10)
    Entry.objects.filter(pk=entry.pk).update(
        display_name="Nguyễn" + "nghiêng" * 16
    )  # 118 letters of the 120 that are kept
    page = contexts(base_url=full_server, width=width).new_page()
    page.goto(f"/cuoc-thi/{week.contest.slug}/bang-xep-hang/?ky=1")
    assert overflow(page) == 0


def test_on_paper_the_own_row_covers_nobody(full_server, contexts, session_cookie, week, take):
    person = UserFactory()
    take(*range(1, 15))
    take(500, user=person)
    context = contexts(base_url=full_server, width=1280)
    context.add_cookies([session_cookie(person, full_server)])
    page = context.new_page()
    page.goto(f"/cuoc-thi/{week.contest.slug}/bang-xep-hang/?ky=1")
    position = "getComputedStyle(document.querySelector('tr.own')).position"
    assert page.evaluate(position) == "sticky"
    page.emulate_media(media="print")
    assert page.evaluate(position) == "static"
