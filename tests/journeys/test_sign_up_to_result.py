"""A newcomer goes in one go from signing up to their own place and the unit's share."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from contests.models import Attempt
from quizsite.accounts.models import Consent
from tests.factories import HeadcountFactory, UnitFactory
from tests.journeys.conftest import axe, code_sent_to, overflow
from tests.stage import open_round

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("width", [360, 1280])
def test_from_signing_up_to_the_result_and_the_units_share(
    full_server, server_log, contexts, width
):
    at = datetime.now(UTC)
    address = f"binh-{width}@example.vn"  # letters to one address are limited
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    unit = UnitFactory(name="Sở Nội vụ", code="so-noi-vu")
    HeadcountFactory(unit=unit, people=3, as_of=at.date() - timedelta(days=9))
    page = contexts(base_url=full_server, width=width).new_page()

    page.goto(f"/cuoc-thi/{round.contest.slug}/")
    assert axe(page) == []
    page.locator("main").get_by_role("link", name="Đăng ký dự thi").click()
    page.get_by_label("Họ và tên").fill("Trần Thị Bình")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill(address)
    page.get_by_role("combobox").fill("so noi vu")
    page.get_by_role("option", name=re.compile("Sở Nội vụ")).click()
    page.get_by_role("checkbox", name="Tôi đồng ý cho dùng dữ liệu").check()
    assert axe(page) == []
    page.get_by_role("button", name="Nhận mã").click()
    expect(page.get_by_label("Mã", exact=True)).to_be_focused()
    page.get_by_label("Mã", exact=True).fill(code_sent_to(address, server_log))
    expect(page.get_by_text("Trần Thị Bình").last).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Đúng, đăng ký dự thi").click()
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    expect(page.locator("#cau-1 input").first).to_be_enabled()
    page.locator("#cau-1 .option").first.click()
    expect(page.locator("#trang-thai")).to_have_attribute("data-state", "saved")
    page.locator("#mo-ban-do").click()
    page.locator("#ban-do .open-submit").click()
    page.locator("#nop").click()
    expect(page.get_by_role("heading", name="Bạn đã nộp bài")).to_be_visible()

    page.goto(f"/cuoc-thi/{round.contest.slug}/don-vi/?ky={round.number}")
    expect(page.get_by_role("main")).to_contain_text("33,33")
    assert axe(page) == []
    assert overflow(page) == 0
    assert Attempt.objects.get().entry.unit == unit
    assert Consent.objects.filter(user__email=address).exists()
