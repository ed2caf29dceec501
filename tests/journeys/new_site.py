"""Steps in a browser from an empty site to a published round, for `test_whole_contest.py`.

Pages are left by their own links where they have one, so that a dead end fails here."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from quizsite.accounts.models import User
from quizsite.jobs.worker import Worker
from tests.factories import UserFactory
from tests.journeys.conftest import code_sent_to
from tests.questionbank.importing.conftest import cells, csv_text

AXIS = "Bộ phận Một cửa"
WRONG = "Ai ký quyết định công bố thủ tục?"
STEMS = (
    "Hồ sơ được nộp ở đâu?",
    WRONG,
    "Kết quả được trả trong mấy ngày?",
    "Ai trả lời phản ánh của người dân?",
)
RIGHT, OTHER = 1, 0  # of each question's options, as the file writes them
DESK = "/to-chuc/cchc/"
PUBLIC = "/cuoc-thi/cchc/"


class Site:
    """Browsers of people, and the work that waits for a worker."""

    def __init__(self, url: str, log: Path, contexts: Any, session_cookie: Any) -> None:
        self.url, self.log = url, log
        self._contexts, self._session_cookie = contexts, session_cookie

    def visitor(self) -> Page:
        page: Page = self._contexts(base_url=self.url, width=1280).new_page()
        return page

    def page_of(self, user: User) -> Page:
        page = self.visitor()
        page.context.add_cookies([self._session_cookie(user, self.url)])
        return page

    def sign_up(self, page: Page, *, name: str, address: str) -> None:
        page.get_by_role("main").get_by_role("link", name="Đăng ký", exact=True).click()
        page.get_by_label("Họ và tên").fill(name)
        page.get_by_label("Thư điện tử hoặc số điện thoại").fill(address)
        page.get_by_role("checkbox").check()
        press(page, "Nhận mã xác nhận")
        code = page.get_by_label("Mã", exact=True)
        expect(code).to_be_visible()
        code.fill(code_sent_to(address, self.log))

    def run_jobs(self) -> None:
        worker = Worker("here")
        while worker.run_next():
            pass


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name, exact=True).click()


def told(page: Page, words: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)


def pick_unit(page: Page, typed: str, name: str) -> None:
    page.get_by_role("combobox", name=re.compile("Đơn vị|đơn vị")).fill(typed)
    page.get_by_role("option", name=re.compile(name)).click()


def at_desk(moment: datetime) -> str:
    """As a field for a moment takes it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def become_first_staff(site: Site) -> Page:
    printed = StringIO()
    call_command("first_staff_link", origin=site.url, stdout=printed)
    page = site.visitor()
    page.goto(re.findall(r"http\S+", printed.getvalue())[0])
    site.sign_up(page, name="Vũ Minh Đức", address="minh-duc@example.vn")
    press(page, "Nhận vai quản trị trang")
    told(page, "Bạn là quản trị trang.")
    return page


def set_up_units(staff: Page) -> None:
    follow(staff, "Lập các đơn vị")
    follow(staff, "Lập đơn vị của một tỉnh")
    staff.get_by_label("Tỉnh").select_option(label="Thành phố Huế")
    press(staff, "Xem trước")
    press(staff, "Thêm các đơn vị này")
    told(staff, "Đã thêm 40 đơn vị của Thành phố Huế.")


def invite_to_bank(site: Site, staff: Page, role: str, *, name: str) -> Page:
    staff.get_by_label("Mời làm").select_option(label=role)
    staff.get_by_label("Gửi cho ai").fill(name)
    press(staff, "Tạo lời mời")
    card = staff.get_by_role("article", name=name)
    invited = site.page_of(UserFactory(full_name=name))
    invited.goto(card.get_by_label("Đường dẫn để chép").input_value())
    press(invited, "Nhận vai này")
    told(invited, f"Bạn đã nhận vai: {role}.")
    return invited


def stock_bank(site: Site, staff: Page) -> None:
    staff.goto("/to-chuc/")
    follow(staff, "Mời người soạn và người duyệt câu hỏi")
    author = invite_to_bank(site, staff, "người soạn câu hỏi", name="Đỗ Thị Soạn")
    reviewer = invite_to_bank(site, staff, "người duyệt câu hỏi", name="Ngô Văn Duyệt")

    follow(author, "Trục")
    author.get_by_label("Tên trục").fill(AXIS)
    author.get_by_label("Mã trục").fill("MC")
    press(author, "Thêm trục")
    told(author, f"MC. {AXIS}")
    follow(author, "Nhập từ tệp")
    facts = {"axis": "MC", "document": "Không có căn cứ", "article": "", "right": "B"}
    rows = [cells(code=f"MC-{n}", stem=stem, **facts) for n, stem in enumerate(STEMS, start=1)]
    sent = {"name": "mot-cua.csv", "mimeType": "text/csv", "buffer": csv_text(*rows).encode()}
    author.set_input_files("input[type=file]", sent)
    press(author, "Đọc câu hỏi")
    author.get_by_label("Gửi duyệt ngay").check()
    press(author, "Xác nhận nhập")
    told(author, "Đã nhập 4 câu mới")

    follow(reviewer, "Chờ duyệt")
    follow(reviewer, "Bắt đầu giải")
    for n in range(len(STEMS)):
        reviewer.locator(".option").nth(RIGHT).click()
        press(reviewer, "Trả lời")
        told(reviewer, "Giống đáp án")
        if n < len(STEMS) - 1:
            follow(reviewer, "Giải câu tiếp theo")

    follow(reviewer, "Câu hỏi")
    reviewer.get_by_label("Chọn cả 4 câu đang lọc").check()
    press(reviewer, "Ban hành các câu chờ duyệt")
    told(reviewer, "Đã ban hành 4 câu.")


def create_contest(staff: Page) -> None:
    staff.goto("/to-chuc/")
    follow(staff, "Tạo cuộc thi")
    staff.get_by_label("Tên cuộc thi").fill("Tìm hiểu cải cách hành chính")
    staff.get_by_role("textbox", name="Đường dẫn").fill("cchc")
    staff.get_by_label("Đơn vị tổ chức").fill("Sở Nội vụ")
    expect(staff.get_by_label("Bên kiểm soát dữ liệu cá nhân")).to_have_value("")
    staff.get_by_label("Tên bảng").nth(1).fill("")
    staff.get_by_label("Số câu đúng, rồi làm nhanh").check()
    press(staff, "Lưu cuộc thi")
    told(staff, "Cuộc thi chưa có kỳ thi nào.")


def invite_organiser(site: Site, staff: Page) -> Page:
    follow(staff, "Thêm người tổ chức")
    follow(staff, "Mời bằng đường dẫn")
    press(staff, "Tạo lời mời")
    second = site.visitor()
    second.goto(staff.get_by_label("Đường dẫn để chép").input_value())
    site.sign_up(second, name="Lê Thu Hà", address="thu-ha@example.vn")
    press(second, "Nhận vai này")
    told(second, "Bạn đã nhận vai: ban tổ chức cuộc thi")
    return second


def plan_round(page: Page) -> None:
    now = datetime.now(UTC)
    follow(page, "Tạo kỳ đầu tiên")
    page.get_by_label("Mở lúc").fill(at_desk(now - timedelta(minutes=1)))
    page.get_by_label("Đóng lúc").fill(at_desk(now + timedelta(hours=2)))
    row = page.get_by_role("group", name=AXIS, exact=True)
    row.get_by_label("Dễ", exact=True).fill("4")
    page.get_by_role("heading", name="Dự đoán và xếp hạng").click()
    page.get_by_label("Số câu đúng, rồi làm nhanh").check()
    press(page, "Lưu bản nháp")
    told(page, "Đã lưu bản nháp của kỳ thi.")
    page.goto(DESK)
    follow(page, "Giải thưởng")
    follow(page, "Thêm giải Tuần 1")
    page.get_by_label("Tên giải").fill("Giải Nhất")
    page.get_by_label("Tiền thưởng").fill("1000000")
    press(page, "Lưu giải")
    told(page, "1 giải Nhất, mỗi giải 1.000.000 đồng")


def publish(page: Page) -> None:
    page.goto(DESK)
    follow(page, "Xem lại và công bố")
    press(page, "Công bố cuộc thi")
    told(page, "Đã công bố cuộc thi.")
    follow(page, "Công bố kỳ này")
    page.get_by_label("Tôi đã xem các điều trên và vẫn công bố").check()
    press(page, "Công bố kỳ thi")
    told(page, "Đã công bố kỳ thi và niêm phong câu hỏi của kỳ.")
