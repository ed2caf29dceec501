"""In a browser: organisers bar, ask for a pledge and a code, and decide on likely doubles."""

import os

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contests.models import BarredUnit, Entry
from contests.registration.doubles import find_doubles
from tests.factories import (
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    UnitFactory,
    UserFactory,
)
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def sound(page, name):
    """Nothing bars anybody from the page; with a folder given it is kept as a picture too."""
    if folder := os.environ.get("PICTURES"):
        width = page.viewport_size["width"]
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    assert (axe(page), overflow(page)) == ([], 0), name


@pytest.fixture
def contest(db):
    contest = ContestFactory(slug="thu-do", title="Tìm hiểu CCHC Thủ đô")
    DivisionFactory(contest=contest)
    return contest


@pytest.mark.parametrize("width", [360, 1280])
def test_a_unit_is_barred_and_taken_off_again(pages, live_server, session_cookie, width, contest):
    office = UnitFactory(name="Sở Nội vụ", code="so-noi-vu")
    EntryFactory(
        contest=contest,
        user__full_name="Lê Thị Hoa",
        unit=UnitFactory(name="Phòng Cải cách", parent=office),
    )
    page = pages(width=width)
    organiser = OrganiserFactory(contest=contest).user
    page.context.add_cookies([session_cookie(organiser, live_server.url)])
    page.goto("/to-chuc/thu-do/")
    sound(page, "desk")
    page.get_by_role("link", name="Không được dự thi").click()
    sound(page, "bars-empty")
    form = page.locator("form", has=page.get_by_role("button", name="Ghi đơn vị"))
    form.get_by_role("combobox").fill("so noi vu")
    page.get_by_role("option", name="Sở Nội vụ").click()
    form.get_by_label("Lý do").fill("Cơ quan tổ chức cuộc thi")
    form.get_by_role("button", name="Ghi đơn vị").click()
    expect(
        page.get_by_text("1 người đã đăng ký sẽ không bắt đầu được bài mới").first
    ).to_be_visible()
    sound(page, "bars-asked")
    page.get_by_label("Tôi đã biết và vẫn ghi vào danh sách").check()
    page.get_by_role("button", name="Ghi đơn vị").click()
    expect(page.get_by_role("link", name="Lê Thị Hoa")).to_be_visible()
    person = page.locator("form", has=page.get_by_role("button", name="Ghi người"))
    person.get_by_label("Thư điện tử").fill("vo@example.vn")
    person.get_by_label("Lý do").fill("Vợ của trưởng ban")
    person.get_by_role("button", name="Ghi người").click()
    expect(page.get_by_text("vo@example.vn").first).to_be_visible()
    sound(page, "bars")
    page.get_by_role("link", name="Bỏ khỏi danh sách Sở Nội vụ").click()
    sound(page, "lift")
    page.get_by_label("Lý do").fill("Ghi nhầm")
    page.get_by_role("button", name="Bỏ khỏi danh sách").click()
    expect(page.get_by_text("Chưa ghi đơn vị nào.")).to_be_visible()
    assert not BarredUnit.objects.exists()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_pledge_and_a_code_are_asked_and_equal_codes_are_decided_on(
    pages, live_server, session_cookie, width, contest
):
    UnitFactory(name="Phường Ba Đình", code="ba-dinh")
    page = pages(width=width)
    organiser = OrganiserFactory(contest=contest).user
    page.context.add_cookies([session_cookie(organiser, live_server.url)])
    page.goto("/to-chuc/thu-do/dieu-kien/")
    page.get_by_role("link", name="Dùng lời mẫu này").click()
    page.get_by_label("Mã phải ghi khi đăng ký").select_option("staff")
    sound(page, "conditions")
    page.get_by_role("button", name="Lưu điều kiện").click()
    expect(page.get_by_text("Đã lưu điều kiện đăng ký.")).to_be_visible()

    for name, email in (("Lê Thị Hoa", "hoa@gmail.com"), ("Lê Hoa", "hoa+2@gmail.com")):
        page.context.clear_cookies()
        person = UserFactory(full_name=name, email=email)
        page.context.add_cookies([session_cookie(person, live_server.url)])
        page.goto("/cuoc-thi/thu-do/dang-ky/")
        page.get_by_role("combobox").fill("ba dinh")
        page.get_by_role("option", name="Phường Ba Đình").click()
        page.get_by_role("checkbox", name="Tôi đồng ý cho dùng dữ liệu").check()
        page.get_by_role("button", name="Tiếp tục").click()
        page.get_by_label("Mã công chức, viên chức").fill("CC-0123")
        page.get_by_role("button", name="Đúng, đăng ký dự thi").click()
        expect(page.get_by_text("Hãy đọc và đánh dấu lời cam kết").first).to_be_visible()
        sound(page, "register")
        page.get_by_label("Tôi đã đọc và cam kết như trên").check()
        page.get_by_role("button", name="Đúng, đăng ký dự thi").click()
        expect(page.get_by_text("Bạn đã đăng ký dự thi.")).to_be_visible()
    sound(page, "contest")

    find_doubles(contest, at=timezone.now())
    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(organiser, live_server.url)])
    page.goto("/to-chuc/thu-do/")
    page.get_by_role("link", name="1 nhóm có thể trùng người đang chờ xét").click()
    sound(page, "doubles")
    page.get_by_role("link", name="Xét nhóm này").click()
    sound(page, "double")
    page.get_by_label("Lê Hoa, Phường Ba Đình (hoa+2@gmail.com)").check()
    page.locator("form", has=page.get_by_role("button", name="Loại", exact=True)).get_by_label(
        "Lý do"
    ).fill("Đăng ký hai lần")
    page.get_by_role("button", name="Loại", exact=True).click()
    expect(page.get_by_text("Không có nhóm nào chờ xét.")).to_be_visible()
    assert [entry.user.full_name for entry in Entry.objects.valid()] == ["Lê Thị Hoa"]
