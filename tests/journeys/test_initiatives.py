"""Ideas in a real browser: a resident's phone, the moderator, the contact person, the public."""

import os
import re
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import expect

from contests.initiatives.arrangements import appoint_keeper
from contests.models import Initiative
from tests.contests.initiatives.cast import SITE, published, unit_with_contact
from tests.factories import NOON, UserFactory
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def looked_at(page, name):
    """Nothing is wrong for machines; SHOTS keeps a picture for people."""
    assert axe(page) == []
    assert overflow(page) == 0
    if folder := os.environ.get("SHOTS"):
        width = page.viewport_size["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def signed(pages, cookie, server, user, *, width=360):
    page = pages(width=width)
    page.context.add_cookies([cookie(user, server.url)])
    return page


def fill_in(page):
    page.get_by_label("Tên ý tưởng").fill("Đọc số thứ tự bằng loa")
    page.get_by_label("Vấn đề đang gặp").fill("Mẹ tôi không nhìn rõ bảng số.")
    page.get_by_label("Cách làm đề xuất").fill("Lắp loa đọc số và tên quầy.")
    page.get_by_label("Họ và tên").fill("Lê Văn Bảy")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill("bay@example.vn")
    page.get_by_label("Tôi đồng ý cho dùng tên").check()


def test_a_resident_sends_an_idea_and_reads_the_units_answer(pages, live_server, session_cookie):
    keeper = UserFactory(full_name="Phạm Phụ Trách")
    appoint_keeper(keeper, by=SITE, at=NOON)
    _unit, contact = unit_with_contact()
    page = pages(width=360)
    page.goto("/sang-kien/")
    looked_at(page, "list-empty")
    page.get_by_role("link", name="Gửi ý tưởng", exact=True).click()
    fill_in(page)
    looked_at(page, "new")
    page.get_by_role("button", name="Nhận mã xác nhận").click()
    code = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]
    page.get_by_label("Mã", exact=False).first.fill(code)
    expect(page.get_by_text("Mã theo dõi của bạn")).to_be_visible()
    looked_at(page, "track-new")

    idea = Initiative.objects.get()
    desk = signed(pages, session_cookie, live_server, keeper, width=1280)
    desk.goto("/")
    desk.get_by_role("link", name="Duyệt ý tưởng, sáng kiến").click()
    looked_at(desk, "desk")
    desk.get_by_role("link", name=idea.title).click()
    desk.get_by_text("Đăng công khai", exact=True).first.click()
    desk.get_by_role("button", name="Đăng ý tưởng").click()
    desk.get_by_text("Chuyển đơn vị trả lời", exact=True).first.click()
    desk.get_by_label("Đơn vị trả lời").fill("phuong mau")
    desk.get_by_role("option", name="Phường Mẫu").click()
    looked_at(desk, "desk-initiative")
    desk.get_by_role("button", name="Chuyển đơn vị").click()
    expect(desk.get_by_text("Đầu mối của đơn vị được báo")).to_be_visible()

    unit = signed(pages, session_cookie, live_server, contact)
    unit.goto("/")
    unit.get_by_role("link", name="Đầu mối: Phường Mẫu").click()
    unit.get_by_role("link", name="Ý tưởng chờ trả lời").click()
    looked_at(unit, "unit")
    unit.get_by_role("link", name=f"Mở {idea.title}").click()
    unit.get_by_text("Trả lời của đơn vị", exact=True).click()
    unit.get_by_role("button", name="Gửi trả lời").click()
    unit.get_by_label("tiếp thu, sẽ làm thử").check()
    unit.get_by_label("Nội dung trả lời").fill("Phường sẽ lắp loa trong tháng tới.")
    looked_at(unit, "unit-reply")
    unit.get_by_role("button", name="Gửi trả lời").click()
    expect(unit.get_by_text("Người gửi được báo")).to_be_visible()

    page.reload()
    expect(page.get_by_text("Phường sẽ lắp loa").first).to_be_visible()
    expect(page.get_by_text("đã trả lời đúng hạn")).to_be_visible()
    looked_at(page, "track-answered")


def test_like_ideas_are_listed_while_the_title_is_typed(pages, live_server):
    published("Gọi số thứ tự bằng giọng đọc")
    page = pages(width=360)
    page.goto("/sang-kien/gui/")
    page.get_by_label("Tên ý tưởng").press_sequentially("goi so thu tu bang loa")
    expect(page.get_by_role("link", name="Gọi số thứ tự bằng giọng đọc")).to_be_visible()
    expect(page.get_by_text("Có ý tưởng gần giống")).to_be_visible()
    looked_at(page, "new-similar")
    page.get_by_label("Tên ý tưởng").fill("Một chuyện khác hẳn")
    expect(page.get_by_role("link", name="Gọi số thứ tự bằng giọng đọc")).to_be_hidden()


def test_without_scripts_the_form_shows_them_once(contexts, live_server):
    published("Đọc số thứ tự bằng loa to")
    page = contexts(width=320, java_script_enabled=False).new_page()
    page.goto("/sang-kien/gui/")
    fill_in(page)
    page.get_by_role("button", name="Nhận mã xác nhận").click()
    expect(page.get_by_role("heading", name="Ý tưởng gần giống")).to_be_visible()
    expect(page.get_by_label("Cách làm đề xuất")).to_have_value("Lắp loa đọc số và tên quầy.")
    page.get_by_role("button", name="Nhận mã xác nhận").click()
    expect(page.get_by_role("heading", name="Nhập mã")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_public_reads_an_idea_and_supports_it(pages, live_server, session_cookie, width):
    found = published()
    page = signed(pages, session_cookie, live_server, UserFactory(), width=width)
    page.goto(f"/sang-kien/{found.pk}/")
    page.get_by_role("button", name="Ủng hộ ý tưởng này").click()
    expect(page.get_by_text("2 người ủng hộ")).to_be_visible()
    looked_at(page, "initiative")
