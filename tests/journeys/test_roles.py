"""In a browser: a role is given to somebody who takes part, and two roles at once are approved."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from questionbank.models import BankRole
from tests.factories import ContestFactory, EntryFactory, OrganiserFactory, UserFactory
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "khó-đoán-lắm-2026"


@pytest.fixture
def desk(pages, live_server, session_cookie):
    """`desk(user, "/to-chuc/", width=360)`: a page of somebody who has just shown a password."""

    def open_page(user, path, *, width):
        user.set_password(PASSWORD)
        user.save()
        page = pages(width=width)
        page.context.add_cookies([session_cookie(user, live_server.url)])
        page.goto(f"{reverse('account_reauthenticate')}?next={path}")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Xác nhận").press("Enter")
        page.wait_for_url(f"**{path}")
        return page

    return open_page


@pytest.mark.parametrize("width", [360, 1280])
def test_a_person_who_takes_part_becomes_an_organiser(desk, transactional_db, width):
    contest = ContestFactory(slug="thu-do", title="Tìm hiểu CCHC Thủ đô")
    organiser = OrganiserFactory(contest=contest, user__full_name="Nguyễn Thu Hà").user
    other = UserFactory(full_name="Trần Thị Bình", email="binh@example.vn")
    EntryFactory(contest=contest, user=other)

    page = desk(organiser, "/to-chuc/thu-do/", width=width)
    page.get_by_role("link", name="Ban tổ chức", exact=True).click()
    page.get_by_label("Thư điện tử").fill("binh@example.vn")
    page.get_by_role("button", name="Giao vai").press("Enter")
    expect(page.get_by_text("Trần Thị Bình đang dự thi:")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_label("Lý do loại đăng ký").fill("Nay vào ban tổ chức")
    page.get_by_role("button", name="Loại đăng ký đó và giao vai").press("Enter")
    expect(page.get_by_role("heading", name="Trần Thị Bình")).to_be_visible()
    page.get_by_role("button", name="Bớt khỏi ban tổ chức Trần Thị Bình").press("Enter")
    expect(page.get_by_role("heading", name="Đã thôi giữ vai")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)


@pytest.mark.parametrize("width", [360, 1280])
def test_two_roles_at_once_are_approved_and_said(desk, transactional_db, width):
    contest = ContestFactory(slug="thu-do", title="Tìm hiểu CCHC Thủ đô")
    first = OrganiserFactory(contest=contest, user__full_name="Nguyễn Thu Hà").user
    second = OrganiserFactory(contest=contest, user__full_name="Lê Văn Cường").user
    BankRole.objects.create(user=first, kind=BankRole.Kind.AUTHOR)

    page = desk(second, "/to-chuc/thu-do/", width=width)
    expect(page.get_by_text("Nguyễn Thu Hà vừa tổ chức vừa soạn")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("link", name="Xem ban tổ chức").click()
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_label("Lý do, hiện trên trang công khai").fill("Sở chỉ có hai người")
    page.get_by_role("button", name="Chấp thuận giữ hai vai").press("Enter")
    expect(page.get_by_text("Đã chấp thuận.")).to_be_visible()
    assert (axe(page), overflow(page)) == ([], 0)
    page.goto("/cuoc-thi/thu-do/")
    expect(page.get_by_text("Sở chỉ có hai người")).to_be_visible()
    expect(page.get_by_text("Nguyễn Thu Hà")).to_have_count(0)
    assert (axe(page), overflow(page)) == ([], 0)


@pytest.mark.parametrize("width", [360, 1280])
def test_staff_give_a_role_in_the_bank_and_let_one_person_confirm(desk, transactional_db, width):
    staff = UserFactory(full_name="Quản Trị", is_staff=True)
    person = UserFactory(full_name="Đỗ Thị Soạn", email="soan@example.vn")
    EntryFactory(user=person, contest__title="Tìm hiểu một cửa")

    page = desk(staff, "/to-chuc/", width=width)
    page.get_by_role("link", name="Vai trong ngân hàng").click()
    page.get_by_label("Thư điện tử").fill("soan@example.vn")
    page.get_by_label("người duyệt câu hỏi").check()
    page.get_by_role("button", name="Giao vai").press("Enter")
    expect(page.get_by_text("Tìm hiểu một cửa")).to_be_visible()
    page.get_by_label("Lý do loại đăng ký").fill("Nay duyệt câu hỏi")
    page.get_by_role("button", name="Loại đăng ký đó và giao vai").press("Enter")
    expect(page.get_by_role("heading", name="Đỗ Thị Soạn")).to_be_visible()
    form = page.get_by_role("form", name="Việc cần hai người")
    form.get_by_label("Cho một người tự xác nhận").check()
    form.get_by_label("Lý do đổi thiết lập").fill("Phường chỉ có một người")
    form.get_by_role("button", name="Lưu thiết lập").press("Enter")
    expect(page.get_by_label("Cho một người tự xác nhận")).to_be_checked()
    assert (axe(page), overflow(page)) == ([], 0)
