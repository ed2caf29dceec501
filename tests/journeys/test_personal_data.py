"""In a browser people read, download and delete their data, and a child enters with a guardian."""

import os

import pytest
from playwright.sync_api import expect

from contests.models import Entry
from quizsite.accounts.models import User
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    UnitFactory,
    UserFactory,
)
from tests.journeys.conftest import axe, overflow
from tests.people import create_person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "hoa ban trang 2026"
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


def look(page, name=""):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)
    assert (axe(page), overflow(page)) == ([], 0)


@pytest.fixture
def an(transactional_db):
    return create_person(
        full_name="Nguyễn Văn An",
        email="an@coquan.gov.vn",
        password=PASSWORD,
        at=NOON,
        unit=UnitFactory(name="Sở Nội vụ"),
    )


@WIDTHS
def test_from_reading_to_deleting(pages, live_server, session_cookie, an, width):
    entry = EntryFactory(user=an)
    page = pages(width=width)
    page.goto("/dang-nhap/")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill(an.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).press("Enter")
    page.wait_for_url("**/")
    page.goto("/tai-khoan/")
    page.get_by_role("link", name="Dữ liệu của tôi").press("Enter")
    page.get_by_role("button", name="Đồng ý: nhận tin về cuộc thi").press("Enter")
    expect(page.get_by_text("Đã ghi nhận sự đồng ý.")).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    look(page, "du-lieu")
    page.get_by_label("Nội dung").fill("Đừng công khai đơn vị của tôi")
    page.get_by_role("button", name="Gửi yêu cầu").press("Enter")
    expect(page.get_by_text("Bạn được trả lời muộn nhất")).to_be_visible()

    page.get_by_role("link", name="Tải tệp để đọc").press("Enter")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    with page.expect_download() as download:
        page.get_by_role("button", name="Xác nhận").press("Enter")
    assert download.value.suggested_filename == "du-lieu-cua-toi.html"

    staff = pages(width=width)
    staff.context.add_cookies([session_cookie(UserFactory(is_staff=True), live_server.url)])
    staff.goto("/to-chuc/du-lieu-ca-nhan/")
    look(staff, "yeu-cau")
    staff.get_by_label("Đã làm gì").first.fill("Đã trả lời qua thư.")
    staff.get_by_role("button", name="Ghi là xong").press("Enter")
    expect(staff.get_by_text("Đã ghi là xong.")).to_be_visible()

    page.goto("/tai-khoan/du-lieu-ca-nhan/")
    page.get_by_role("link", name="Xóa dữ liệu của tôi").press("Enter")
    look(page, "xoa")
    page.get_by_role("button", name="Xóa dữ liệu của tôi").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("không lấy lại được")
    page.get_by_label("Tôi hiểu rằng").check()
    page.get_by_role("button", name="Xóa dữ liệu của tôi").press("Enter")
    expect(page.get_by_text("Đã xóa dữ liệu của bạn")).to_be_visible()
    assert User.objects.get(pk=an.pk).erased_at is not None
    assert not Entry.objects.filter(pk=entry.pk).exists()


@WIDTHS
def test_a_child_enters_with_a_guardian(pages, live_server, session_cookie, an, width):
    contest = ContestFactory(data_controller="Sở Giáo dục và Đào tạo", data_contact="1900 1234")
    DivisionFactory(contest=contest, name="Học sinh", admits_minors=True)
    page = pages(width=width)
    page.context.add_cookies([session_cookie(an, live_server.url)])
    page.goto(f"/cuoc-thi/{contest.slug}/dang-ky/")
    look(page, "dang-ky")
    page.get_by_label("Năm sinh").fill("2014")
    page.get_by_label("Tôi đồng ý cho dùng dữ liệu").check()
    page.get_by_label("Tôi đồng ý công khai tên").check()
    page.get_by_role("button", name="Tiếp tục").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("dưới 16 tuổi")
    look(page, "dang-ky-loi")
    page.get_by_label("Họ và tên cha, mẹ").fill("Lê Thị Mai")
    page.get_by_label("Quan hệ").select_option("mother")
    page.get_by_label("Tôi là cha, mẹ").check()
    page.get_by_label("Em từ 7 tuổi").check()
    page.get_by_role("button", name="Tiếp tục").press("Enter")
    expect(page.get_by_text("Lê Thị Mai")).to_be_visible()
    look(page, "dang-ky-kiem-tra")
    page.get_by_role("button", name="Đúng, đăng ký dự thi").press("Enter")
    expect(page.get_by_text("Bạn đã đăng ký dự thi.")).to_be_visible()
    assert Entry.objects.get().display_name.startswith("Thí sinh ")
