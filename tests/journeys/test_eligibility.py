"""In a browser: organisers say who may enter, a person enters, and units see whom they miss."""

import os

import pytest
from playwright.sync_api import expect

from contests.models import Contest, Entry
from quizsite.accounts.models import UnitContact
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    HeadcountFactory,
    OrganiserFactory,
    UnitFactory,
    UserFactory,
)
from tests.journeys.conftest import axe, overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def sound(page, name):
    """Nothing bars anybody from the page; with a folder given it is kept as a picture too."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        assert (axe(page), overflow(page)) == ([], 0), name


def test_who_may_enter_is_set_asked_and_counted(pages, live_server, session_cookie):
    contest = ContestFactory(slug="thu-do", title="Tìm hiểu CCHC Thủ đô", state="draft")
    DivisionFactory(contest=contest)
    office = UnitFactory(name="Sở Tư pháp", code="so-tu-phap")
    HeadcountFactory(unit=office, category="truong-pho-phong", people=7)
    page = pages(width=360)
    organiser = OrganiserFactory(contest=contest).user
    page.context.add_cookies([session_cookie(organiser, live_server.url)])

    set_rules(page)
    Contest.objects.update(state="published")
    person = UserFactory(full_name="Lê Thị Hoa", unit=office)
    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(person, live_server.url)])
    enter(page)
    entry = Entry.objects.get()

    contact = UserFactory()
    UnitContact.objects.create(user=contact, unit=office, since=NOON.date())
    for who, path, name in (
        (organiser, f"/to-chuc/thu-do/du-thi/{entry.pk}/", "entry"),
        (organiser, f"/to-chuc/thu-do/du-thi/{entry.pk}/thong-tin/", "entry-details"),
        (organiser, "/to-chuc/thu-do/doi-tuong/so-lieu/", "entrant-ages"),
        (contact, "/don-vi/so-tu-phap/", "unit-desk"),
        (contact, "/cuoc-thi/thu-do/", "contest"),
    ):
        page.context.clear_cookies()
        page.context.add_cookies([session_cookie(who, live_server.url)])
        page.goto(path)
        sound(page, f"after-{name}")


def set_rules(page):
    page.goto("/to-chuc/thu-do/")
    page.get_by_role("link", name="Đối tượng dự thi").click()
    sound(page, "eligibility-empty")
    page.get_by_role("link", name="Đặt đối tượng").click()
    page.get_by_label("từ bao nhiêu tuổi").fill("18")
    page.get_by_text("Chỉ nhận người trong vài đơn vị").click()
    page.get_by_role("combobox").first.fill("so tu phap")
    page.get_by_role("option", name="Sở Tư pháp").click()
    page.get_by_label("trưởng phòng, phó trưởng phòng").check()
    sound(page, "division-rule")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("từ đủ 18 tuổi, tính đến ngày đăng ký")).to_be_visible()

    page.get_by_role("link", name="Chọn thông tin phải ghi").click()
    sound(page, "asked-details")
    phone = page.get_by_role("region", name="Số điện thoại liên hệ")
    phone.get_by_label("Số điện thoại liên hệ").select_option("must")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Hãy ghi dùng để làm gì").first).to_be_visible()
    sound(page, "asked-details-refused")
    phone.get_by_label("Dùng để", exact=True).fill("liên hệ trao giải")
    page.get_by_role("button", name="Lưu").click()

    page.get_by_role("link", name="Chỉ tiêu theo nhóm").click()
    page.get_by_label("Sở, ngành").check()
    page.get_by_label("nhóm đối tượng").select_option("truong-pho-phong")
    page.get_by_label("ít nhất (%)").fill("50")
    page.get_by_role("button", name="Thêm").click()
    expect(page.get_by_text("ít nhất 50 % trưởng phòng").first).to_be_visible()
    sound(page, "quotas")
    page.get_by_role("link", name="Đơn vị nào còn thiếu").click()
    expect(page.get_by_text("còn thiếu 4")).to_be_visible()
    sound(page, "quotas-missing")


def enter(page):
    page.goto("/cuoc-thi/thu-do/dang-ky/")
    page.get_by_label("Bạn thuộc nhóm").select_option("truong-pho-phong")
    page.get_by_label("Ngày sinh").fill("05/09/2015")
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_role("checkbox", name="Tôi đồng ý cho dùng dữ liệu").check()
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text("nhận người từ đủ 18 tuổi").nth(1)).to_be_visible()
    sound(page, "register-refused")
    page.get_by_label("Ngày sinh").fill("05/09/1988")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text("05/09/1988")).to_be_visible()
    sound(page, "register-check")
    page.get_by_role("button", name="Đúng, đăng ký dự thi").click()
    expect(page.get_by_text("Bạn đã đăng ký dự thi.")).to_be_visible()
