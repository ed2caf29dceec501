"""In a browser, from an empty site to a signed-off result; the console prints one link, no more."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Answer, Attempt, Round, RoundState
from questionbank.models import Revision
from quizsite.accounts.models import Unit
from tests.factories import EntryFactory, UserFactory
from tests.journeys import new_site
from tests.journeys.conftest import axe, overflow
from tests.journeys.new_site import (
    DESK,
    OTHER,
    PUBLIC,
    RIGHT,
    STEMS,
    WRONG,
    Site,
    at_desk,
    follow,
    pick_unit,
    press,
    told,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(full_server, contexts, server_log, session_cookie, settings):
    settings.TIMETABLE = {}  # the test is the worker
    return Site(full_server, server_log, contexts, session_cookie)


def reload_until_there(page: Page, wanted: Locator) -> None:
    for _ in range(60):
        if wanted.count():
            return
        page.wait_for_timeout(200)
        page.reload()
    expect(wanted).to_be_visible()


def register(site: Site) -> Page:
    page = site.page_of(UserFactory(full_name="Trần Văn Bình"))
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Vào cuộc thi")).click()
    follow(page, "Đăng ký dự thi")
    # There is one division, which nobody has to choose.
    pick_unit(page, "thuan hoa", "Phường Thuận Hóa")
    page.get_by_role("checkbox", name="Tôi đồng ý cho dùng dữ liệu").check()
    press(page, "Tiếp tục")
    told(page, "Phường Thuận Hóa")
    press(page, "Đúng, đăng ký dự thi")
    told(page, "Bạn đã đăng ký dự thi.")
    page.goto("/cuoc-thi/cchc/")
    return page


def start_paper(page: Page) -> Attempt:
    follow(page, "Vào thi Tuần 1")
    press(page, "Bắt đầu làm bài")
    expect(page.locator("#cau-1 input").first).to_be_enabled()
    return Attempt.objects.get()


def stems_of(attempt: Attempt) -> list[str]:
    known = dict(Revision.objects.values_list("pk", "stem"))
    return [known[pk] for pk, _order in attempt.paper]


def answer(page: Page, attempt: Attempt, positions: range) -> None:
    """All as the key has it, but for the question whose key is wrong."""
    for position in positions:
        option = OTHER if stems_of(attempt)[position - 1] == WRONG else RIGHT
        order = attempt.paper[position - 1][1]
        page.locator(f"#cau-{position} .option").nth(order.index(option)).click()
        expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved")
        page.locator("#sau").click()


def hand_in(page: Page) -> None:
    page.get_by_label("Số dự đoán").fill("1")
    page.locator("#sau").click()
    page.locator("#nop").click()
    expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()
    expect(page.locator(".score")).to_have_text("3/4 câu đúng")


def take_elsewhere(name: str, unit: str, *, right: set[str]) -> None:
    """One more person takes part, without a browser."""
    round, now = Round.objects.get(), datetime.now(UTC)
    entry = EntryFactory(
        contest=round.contest,
        division=round.contest.divisions.get(),
        unit=Unit.objects.get(name=unit),
        user__full_name=name,
    )
    attempt = start_attempt(entry, round=round, at=now)
    for position, stem in enumerate(stems_of(attempt), start=1):
        order = attempt.paper[position - 1][1]
        choice = 1 << order.index(RIGHT if stem in right else OTHER)
        Answer.objects.create(
            attempt=attempt, position=position, choice=choice, seq=1, saved_at=now
        )
    submit_attempt(attempt, at=now + timedelta(milliseconds=500))


def give_time_to_unit(site: Site, one: Page, other: Page) -> None:
    now = datetime.now(UTC)
    one.goto(DESK)
    follow(one, "Xem số liệu")
    follow(one, "Sự cố")
    follow(one, "Ghi một sự cố")
    one.get_by_label("Sự cố từ").fill(at_desk(now - timedelta(minutes=5)))
    one.get_by_label("Sự cố đến").fill(at_desk(now + timedelta(minutes=1)))
    pick_unit(one, "thuan hoa", "Phường Thuận Hóa")
    one.get_by_label("Số phút thêm").fill("10")
    one.get_by_label("Lý do").fill("Mất điện ở phường Thuận Hóa")
    press(one, "Gửi đề nghị")
    told(one, "Đã gửi đề nghị, chờ người thứ hai xác nhận.")
    site.run_jobs()
    other.goto(DESK)
    follow(other, "Xử lý sự cố")
    press(other, "Xác nhận và áp dụng")
    told(other, "Đã xác nhận.")
    site.run_jobs()
    other.reload()
    told(other, "Đã áp dụng cho 1 người.")


def annul(site: Site, one: Page, other: Page) -> None:
    one.goto(f"{DESK}ky/1/theo-doi/")
    follow(one, "Câu hỏi của kỳ")
    follow(one, WRONG)
    one.get_by_label("hủy câu").check()
    one.get_by_label("Lý do").fill("Hai phương án đều đúng.")
    press(one, "Gửi đề nghị")
    told(one, "Đã gửi đề nghị, chờ người thứ hai xác nhận.")
    site.run_jobs()
    other.goto(DESK)
    follow(other, "Xử lý câu hỏi")
    told(other, "2 người đổi hạng.")
    press(other, "Xác nhận và chấm lại")
    told(other, "Các bài có câu này đang được chấm lại.")
    site.run_jobs()


def correct_unit(page: Page) -> None:
    page.goto(DESK)
    follow(page, "Người dự thi")
    follow(page, "Trần Văn Bình")
    follow(page, "Đổi đơn vị, bảng thi")
    pick_unit(page, "phu xuan", "Phường Phú Xuân")
    page.get_by_label("Lý do").fill("Chọn nhầm phường")
    press(page, "Lưu")
    told(page, "Đã lưu. Tỷ lệ tham gia và bảng xếp hạng của kỳ chưa chốt được tính lại.")


def close_and_check(site: Site, page: Page) -> None:
    page.goto(DESK)
    follow(page, "Xem số liệu")
    follow(page, "Đóng sớm")
    page.get_by_label("Lý do").fill("Mọi người đã thi xong")
    press(page, "Đóng kỳ thi ngay")
    told(page, "Đã đóng kỳ thi.")
    follow(page, "Kiểm tra và chốt kết quả")
    button = page.get_by_role("button", name="Bắt đầu kiểm tra kết quả")
    reload_until_there(page, button)  # the last seconds' answers count
    button.click()
    told(page, "Kết quả đang được kiểm tra từ")
    site.run_jobs()


def appeal(page: Page) -> None:
    page.goto(PUBLIC)
    follow(page, "Tuần 1")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Lượt 1")).click()
    told(page, "hủy câu, không tính trong bài nào")
    told(page, "3/3 câu đúng")
    link = page.get_by_role("main").get_by_role("link", name="Khiếu nại", exact=True)
    reload_until_there(page, link)  # some seconds after the closing
    link.click()
    follow(page, "Về Tuần 1, lượt 1")
    page.get_by_label("Khiếu nại về").select_option(label="Kết quả của tôi trong kỳ thi này")
    page.get_by_label("Nội dung").fill("Xin kiểm tra thời gian của tôi.")
    press(page, "Gửi khiếu nại")
    told(page, "Đã gửi khiếu nại.")


def refuse_appeal(one: Page, other: Page) -> None:
    one.goto(f"{DESK}ky/1/chot/")
    told(one, "Còn 1 khiếu nại chưa xét xong.")
    for page in (one, other):
        page.goto(DESK)
        follow(page, "Trả lời khiếu nại")
        page.get_by_role("main").get_by_role("link", name=re.compile("^Trần Văn Bình")).click()
        if page is one:
            page.get_by_label("không chấp nhận", exact=True).check()
            page.get_by_label("Trả lời người gửi").fill("Giờ được thêm vẫn tính, theo thể lệ.")
            press(page, "Gửi người thứ hai xác nhận")
            told(page, "Đã ghi trả lời, chờ người thứ hai xác nhận.")
    press(other, "Xác nhận và gửi")
    told(other, "Đã xác nhận. Người gửi thấy câu trả lời.")


def confirm_winner_and_finalise(page: Page) -> None:
    page.goto(DESK)
    follow(page, "Kiểm tra rồi chốt")
    follow(page, "Người đạt giải")
    follow(page, "Ghi việc xác nhận Trần Văn Bình")
    page.get_by_label("đã xác nhận").check()
    press(page, "Ghi tình trạng")
    told(page, "Còn 0 trên 1 người chưa xác nhận.")
    page.goto(f"{DESK}ky/1/chot/")
    page.get_by_label("Tôi đã kiểm tra số liệu trên").check()
    press(page, "Chốt kết quả kỳ thi này")
    told(page, "Kết quả chính thức.")
    assert (axe(page), overflow(page)) == ([], 0)


def verify(site: Site, page: Page) -> None:
    follow(page, "Kiểm tra dữ liệu của kỳ thi")
    press(page, "Kiểm tra")
    told(page, "Đang kiểm tra.")
    site.run_jobs()
    page.reload()
    told(page, "3 bài đã đóng, không có sai lệch.")


def read_result(page: Page) -> None:
    """What anybody reads who has no account."""
    page.goto(PUBLIC)
    told(page, "Kết quả chính thức")
    told(page, "1 không được chấp nhận")
    assert (axe(page), overflow(page)) == ([], 0)
    follow(page, "Xem trang danh sách đạt giải")
    expect(page.get_by_role("listitem").filter(has_text="Giải Nhất")).to_contain_text(
        "Phường Phú Xuân hạng 1 · 3/3 câu đúng"
    )
    page.goto(PUBLIC)
    follow(page, "Bảng xếp hạng Tuần 1")
    told(page, "Kết quả chính thức")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Phường Phú Xuân")
    page.goto(PUBLIC)
    follow(page, "Toàn văn thể lệ, để in")
    told(page, "bản số 2")


def test_from_an_empty_site_to_a_signed_off_result(site):
    one = new_site.become_first_staff(site)
    new_site.set_up_units(one)
    new_site.stock_bank(site, one)
    new_site.create_contest(one)
    other = new_site.invite_organiser(site, one)
    one.goto(DESK)
    new_site.plan_round(one)
    new_site.publish(one)

    person = register(site)
    attempt = start_paper(person)
    answer(person, attempt, range(1, 3))
    give_time_to_unit(site, one, other)
    answer(person, attempt, range(3, 5))
    expect(person.locator("#them-gio")).to_contain_text("Ban tổ chức cho bạn thêm 10 phút.")
    hand_in(person)
    take_elsewhere("Lê Thị Mai", "Phường An Cựu", right=set(STEMS) - {STEMS[0]})
    take_elsewhere("Ngô Thị Cúc", "Phường Vỹ Dạ", right=set())

    annul(site, one, other)
    correct_unit(one)
    close_and_check(site, other)
    appeal(person)
    refuse_appeal(one, other)
    confirm_winner_and_finalise(other)
    verify(site, other)
    read_result(site.visitor())
    assert Round.objects.get().state == RoundState.FINALISED
