"""A person takes a paper in a real browser, through pages, answer endpoint and sockets."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from playwright.sync_api import expect

from contests.allowances.give import give_time
from contests.attempts.close import submit_attempt
from contests.models import Answer, Attempt
from questionbank.models import AnswerKey
from quizsite.accounts.signing_in.ended_sessions import SessionsAdapter
from tests.factories import OrganiserFactory, UserFactory
from tests.journeys.conftest import axe, overflow
from tests.stage import entry_in, open_round

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]

SAVED = re.compile(r"Đã lưu trên máy chủ \d\d:\d\d:\d\d")


@pytest.fixture
def scene(full_server, contexts, session_cookie):
    """Opens browsers of one contestant in one open round with a prediction."""

    class Scene:
        def __init__(self):
            self.person = UserFactory(full_name="Trần Thị Bình")

        def set_up(self, **fields):
            at = datetime.now(UTC)
            self.round = open_round(
                opens_at=at - timedelta(hours=1),
                closes_at=at + timedelta(hours=1),
                prediction_target="all_correct",
                **fields,
            )
            self.entry = entry_in(self.round, user=self.person)
            return self

        def browser(self, **options):
            context = contexts(base_url=full_server, **options)
            context.add_cookies([session_cookie(self.person, full_server)])
            return context

        def start(self, page):
            page.goto(f"/cuoc-thi/{self.round.contest.slug}/vao-thi/{self.round.number}/")
            page.get_by_role("button", name="Bắt đầu làm bài").click()
            expect(page.locator("#con-lai")).to_contain_text(":")
            expect(page.locator("#cau-1 input").first).to_be_enabled()
            return Attempt.objects.get(entry=self.entry, state="open")

        def stored(self):
            rows = Answer.objects.filter(attempt__entry=self.entry)
            return {row.position: row.choice for row in rows}

    return Scene()


WIDTHS = pytest.mark.parametrize("width", [360, 1280])


def tick(page, position, shown):
    page.locator(f"#cau-{position} .option").nth(shown).click()


def tick_right(page, attempt, position):
    pk, order = attempt.paper[position - 1]
    (right,) = AnswerKey.objects.get(revision=pk).right_options
    tick(page, position, order.index(right))


def expect_saved(page):
    expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved")


@WIDTHS
def test_from_start_to_result(scene, width):
    page = scene.set_up().browser(width=width).new_page()
    attempt = scene.start(page)
    assert axe(page) == []
    assert overflow(page) == 0
    for position in (1, 2, 3):
        tick_right(page, attempt, position)
        expect(page.locator("#trang-thai-chu")).to_have_text(SAVED)
        page.get_by_role("button", name="Sau", exact=True).click()
    page.get_by_label("Số dự đoán").fill("1250")
    expect_saved(page)
    page.locator("#sau").click()
    expect(page.get_by_text("Bạn đã trả lời 3/3 câu.")).to_be_visible()
    assert axe(page) == []
    page.locator("#nop").click()
    expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()
    expect(page.locator(".score")).to_have_text("3/3 câu đúng")
    expect(page.locator(".facts")).to_contain_text("1.250")
    assert axe(page) == []
    attempt.refresh_from_db()
    assert (attempt.correct_count, attempt.prediction, attempt.state) == (3, 1250, "submitted")


def test_forced_colours_keep_what_is_current_answered_and_chosen(scene):
    page = scene.set_up().browser(width=1280).new_page()
    page.emulate_media(forced_colors="active")
    scene.start(page)
    tick(page, 1, 0)
    look = "(one, name) => getComputedStyle(one)[name]"
    first, second = page.locator(".map .cell").nth(0), page.locator(".map .cell").nth(1)

    assert first.evaluate(look, "outlineStyle") != second.evaluate(look, "outlineStyle")
    assert first.evaluate(look, "backgroundColor") != second.evaluate(look, "backgroundColor")
    options = page.locator("#cau-1 .option")
    assert options.nth(0).evaluate(look, "outlineStyle") == "solid"
    assert options.nth(1).evaluate(look, "outlineStyle") == "none"


def test_the_keyboard_alone_is_enough(scene):
    page = scene.set_up().browser(width=1280).new_page()
    scene.start(page)
    page.locator("#cau-1 legend").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect_saved(page)
    expect(page.locator("#cau-1 input").nth(1)).to_be_checked()
    page.locator("#sau").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cau-2 legend")).to_be_focused()


def test_nothing_answered_is_named_before_submitting(scene):
    page = scene.set_up().browser().new_page()
    scene.start(page)
    tick(page, 1, 0)
    page.locator("#mo-ban-do").click()
    page.locator("#ban-do .open-submit").click()
    expect(page.locator("#tong-ket-dem")).to_contain_text("Bạn đã trả lời 1/3 câu.")
    page.locator("#tong-ket").get_by_role("button", name="Câu 3").click()
    expect(page.locator("#cau-3")).to_be_visible()


@WIDTHS
def test_a_reload_lands_on_the_same_question_with_its_answers(scene, width):
    page = scene.set_up().browser(width=width).new_page()
    scene.start(page)
    tick(page, 1, 2)
    page.locator("#sau").click()
    tick(page, 2, 1)
    page.locator("#cau-2 .flag").click()
    expect_saved(page)
    page.reload()
    expect(page.locator("#cau-2")).to_be_visible()
    expect(page.locator("#cau-2 input").nth(1)).to_be_checked()
    expect(page.locator("#cau-2 .flag")).to_have_attribute("aria-pressed", "true")
    page.locator("#truoc").click()
    expect(page.locator("#cau-1 input").nth(2)).to_be_checked()


@WIDTHS
def test_offline_answers_are_kept_and_sent_when_the_network_is_back(scene, width):
    context = scene.set_up().browser(width=width)
    page = context.new_page()
    scene.start(page)
    context.set_offline(True)
    tick(page, 1, 0)
    page.locator("#sau").click()
    tick(page, 2, 1)
    expect(page.locator("#trang-thai-chu")).to_have_text(
        "Mất mạng: đã lưu trên máy này, sẽ tự gửi lại"
    )
    expect(page.locator("#cau-2 .kept")).to_have_text("Đã lưu trên máy này")
    assert scene.stored() == {}
    context.set_offline(False)
    expect(page.locator("#trang-thai-chu")).to_have_text(SAVED)
    assert scene.stored() == {1: 1, 2: 2}


def test_answers_that_waited_before_a_reload_are_sent_after_it(scene):
    page = scene.set_up().browser().new_page()
    scene.start(page)
    page.route("**/luu-bai/", lambda route: route.abort())
    tick(page, 1, 3)
    expect(page.locator("#trang-thai")).to_have_attribute("data-state", "offline")
    page.unroute("**/luu-bai/")
    page.reload()
    expect(page.locator("#trang-thai-chu")).to_have_text(SAVED)
    expect(page.locator("#cau-1 input").nth(3)).to_be_checked()
    assert scene.stored() == {1: 8}


def test_waiting_answers_yield_to_newer_ones_of_another_device(scene):
    scene.set_up()
    phone, computer = scene.browser(), scene.browser(width=1280)
    old = phone.new_page()
    scene.start(old)
    old.route("**/luu-bai/", lambda route: route.abort())
    tick(old, 1, 0)
    expect(old.locator("#trang-thai")).to_have_attribute("data-state", "offline")
    new = computer.new_page()
    new.goto(old.url)
    expect(new.locator("#cau-1 input").first).to_be_enabled()
    tick(new, 1, 3)
    expect_saved(new)
    old.unroute("**/luu-bai/")
    old.reload()
    expect(old.locator("#cau-1 input").nth(3)).to_be_checked()
    assert scene.stored() == {1: 8}


@pytest.mark.parametrize("has_socket", [True, False])
def test_a_second_device_makes_the_first_tab_read_only_within_5_s(scene, has_socket):
    scene.set_up()
    old = scene.browser().new_page()
    if not has_socket:
        old.route_web_socket("**/*", lambda socket: socket.close())
    scene.start(old)
    new = scene.browser(width=1280).new_page()
    new.goto(old.url)
    expect(old.locator("#chi-xem")).to_be_visible(timeout=5000)
    expect(old.locator("#cau-1 input").first).to_be_disabled()
    tick(new, 1, 1)
    expect_saved(new)
    old.get_by_role("button", name="Làm tiếp tại đây").click()
    expect(old.locator("#cau-1 input").nth(1)).to_be_checked()
    expect(new.locator("#chi-xem")).to_be_visible(timeout=5000)


@WIDTHS
def test_a_second_tab_turns_the_first_read_only(scene, width):
    context = scene.set_up().browser(width=width)
    first = context.new_page()
    scene.start(first)
    second = context.new_page()
    second.goto(first.url)
    expect(first.locator("#chi-xem")).to_be_visible(timeout=5000)


@WIDTHS
def test_at_the_deadline_what_is_saved_counts_without_submitting(scene, width):
    page = scene.set_up(time_limit_s=4).browser(width=width).new_page()
    attempt = scene.start(page)
    tick_right(page, attempt, 1)
    expect_saved(page)
    expect(page.get_by_role("heading", name="Đã hết giờ")).to_be_visible()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.correct_count) == ("expired", 1)
    assert attempt.finished_at == attempt.deadline_at


def test_answers_that_come_too_late_are_named(scene):
    page = scene.set_up(time_limit_s=3).browser().new_page()
    scene.start(page)
    page.route("**/luu-bai/", lambda route: route.abort())
    tick(page, 1, 0)
    page.wait_for_timeout(6500)
    page.unroute("**/luu-bai/")
    expect(page.locator("#den-muon")).to_contain_text("Không được tính: câu 1.")
    page.get_by_role("link", name="Xem kết quả").click()
    expect(page.get_by_role("heading", name="Đã hết giờ")).to_be_visible()
    assert scene.stored() == {}


def test_a_paper_submitted_elsewhere_shows_its_result(scene):
    page = scene.set_up().browser().new_page()
    attempt = scene.start(page)
    submit_attempt(attempt, at=datetime.now(UTC))
    page.reload()
    expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()


def test_a_busy_server_is_not_called_a_lost_network(scene):
    page = scene.set_up().browser().new_page()
    scene.start(page)
    page.route("**/luu-bai/", lambda route: route.fulfill(status=503, json={"code": "busy"}))
    tick(page, 1, 0)
    expect(page.locator("#trang-thai-chu")).to_have_text(
        "Máy chủ đang bận: đã lưu trên máy này, sẽ tự gửi lại"
    )
    page.unroute("**/luu-bai/")
    expect(page.locator("#trang-thai-chu")).to_have_text(SAVED)


def test_a_refused_token_leads_to_a_reload_that_saves(scene):
    page = scene.set_up().browser().new_page()
    scene.start(page)
    refusal = {"code": "bad_ticket", "message": "Phiên làm bài không hợp lệ, hãy tải lại trang."}
    page.route("**/luu-bai/", lambda route: route.fulfill(status=403, json=refusal))
    tick(page, 1, 2)
    expect(page.locator("#den-muon")).to_contain_text("hãy tải lại trang")
    page.unroute("**/luu-bai/")
    page.get_by_role("link", name="Tải lại trang").click()
    expect(page.locator("#trang-thai-chu")).to_have_text(SAVED)
    assert scene.stored() == {1: 4}


def test_ending_the_other_devices_leaves_the_own_paper_open_and_stops_theirs(scene, full_server):
    scene.set_up()
    own, other = scene.browser().new_page(), scene.browser().new_page()
    scene.start(other)
    key = next(c["value"] for c in other.context.cookies() if c["name"] == "sessionid")
    own.goto(other.url)
    expect(own.locator("#cau-1 input").first).to_be_enabled()
    tick(own, 1, 0)
    expect_saved(own)

    session = UserSession.objects.create(
        user=scene.person, session_key=key, ip="127.0.0.1", user_agent=""
    )
    SessionsAdapter().end_sessions([session])
    ticket_before = Attempt.objects.get().writer
    tick(own, 1, 1)

    for _ in range(100):
        if scene.stored()[1] == 2:
            break
        own.wait_for_timeout(100)
    expect_saved(own)
    assert scene.stored()[1] == 2
    assert Attempt.objects.get().writer == ticket_before + 1
    expect(own.locator("#chi-xem")).to_be_hidden()
    other.reload()
    expect(other.get_by_label("Thư điện tử hoặc số điện thoại")).to_be_visible()


def test_more_time_reaches_the_open_tab_even_at_its_end(scene):
    page = scene.set_up(time_limit_s=60).browser(width=360).new_page()
    attempt = scene.start(page)
    organiser = OrganiserFactory(contest=scene.round.contest).user
    give = {"round": scene.round, "may_pass_closing": False, "by": organiser, "reason": "Mất điện"}
    give_time(scene.entry, extra_s=600, at=datetime.now(UTC), **give)
    tick(page, 1, 0)
    expect(page.locator("#them-gio")).to_contain_text("Ban tổ chức cho bạn thêm 10 phút.")
    expect(page.locator("#con-lai")).to_have_text(re.compile(r"10:\d\d"))
    assert (axe(page), overflow(page)) == ([], 0)
    # The tab is told of a near end, and does not hear of the time given after that.
    Attempt.objects.update(deadline_at=datetime.now(UTC) + timedelta(seconds=2))
    tick(page, 1, 1)
    expect_saved(page)
    give_time(scene.entry, extra_s=300, at=datetime.now(UTC), **give)
    expect(page.locator("#con-lai")).to_have_text(re.compile(r"4:\d\d"), timeout=10_000)
    tick(page, 1, 2)
    expect_saved(page)
    attempt.refresh_from_db()
    assert attempt.state == "open"
