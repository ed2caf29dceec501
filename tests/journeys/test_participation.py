"""Looking into participation, unit by unit, in a real browser."""

import io

import pandas as pd
import pytest
from playwright.sync_api import expect

from leaderboard.standings.store import record_results
from tests.factories import (
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    HeadcountFactory,
    RoundFactory,
    UnitFactory,
    UnitKindFactory,
)
from tests.journeys.conftest import axe, overflow
from tests.leaderboard.cast import closed_attempt

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]


@pytest.fixture
def contest():
    """A department with two offices, and a ward of which more came than it says it has."""
    contest = ContestFactory(slug="thu-do")
    division = DivisionFactory(contest=contest, code="cbccvc")
    week = RoundFactory(contest=contest, number=1)
    department = UnitFactory(code="so-noi-vu", name="Sở Nội vụ")
    office = UnitFactory(code="van-phong", name="Văn phòng Sở", parent=department)
    ward = UnitFactory(
        code="ba-dinh",
        name="Phường Ba Đình",
        kind=UnitKindFactory(code="phuong", name="Phường, xã"),
    )
    UnitFactory(code="thanh-tra", name="Thanh tra Sở", parent=department)
    HeadcountFactory(unit=department, people=8)
    HeadcountFactory(unit=ward, people=1)
    for unit in (department, office, office, ward, ward):
        entry = EntryFactory(contest=contest, division=division, unit=unit)
        closed_attempt(entry, week, correct=4)
        record_results(week, [entry.pk])
    return contest


@pytest.mark.parametrize("width", [360, 1280])
def test_from_all_units_down_to_an_office_and_back(pages, contest, width):
    page = pages(width=width)
    page.goto("/cuoc-thi/thu-do/don-vi/?ky=1")
    first = page.locator(".unit-line").first
    expect(first).to_contain_text("2 / 1 người · 200,00 %")
    expect(first).to_contain_text("Vượt tổng số")
    assert (axe(page), overflow(page)) == ([], 0)

    page.get_by_role("link", name="Sở Nội vụ").click()

    expect(page.locator(".parent")).to_contain_text("3 / 8 người · 37,50 %")
    expect(page.locator(".unit-line")).to_have_count(2)
    expect(page.locator(".unit-line").filter(has_text="Văn phòng")).to_contain_text(
        "2 người · chưa có số liệu tổng số"
    )
    assert (axe(page), overflow(page)) == ([], 0)

    page.get_by_role("link", name="Văn phòng Sở").click()

    trail = page.get_by_role("navigation", name="Đường dẫn")
    expect(trail).to_contain_text("Sở Nội vụ")
    trail.get_by_role("link", name="Mọi đơn vị").click()
    expect(page.locator(".unit-line")).to_have_count(2)


def test_a_unit_is_found_by_keyboard_and_without_accents(pages, contest):
    page = pages(width=360)
    page.goto("/cuoc-thi/thu-do/don-vi/")
    page.locator("summary", has_text="Tìm, lọc, sắp xếp").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Tìm đơn vị").focus()
    page.keyboard.type("van phong")
    page.keyboard.press("Enter")

    expect(page.locator(".unit-line")).to_have_count(1)
    expect(page.locator(".unit-line")).to_contain_text("Văn phòng Sở")


def test_the_table_and_the_file_say_what_the_bars_say(pages, contest):
    page = pages(width=1280)
    page.goto("/cuoc-thi/thu-do/don-vi/?ky=1")
    page.get_by_text("Bảng số liệu để sao chép").click()
    row = page.get_by_role("row").filter(has_text="Sở Nội vụ")
    expect(row).to_contain_text("37,50")

    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp Excel").click()

    content = io.BytesIO(download.value.path().read_bytes())
    table = pd.read_excel(content, engine="calamine", header=5)
    assert table.set_index("Đơn vị")["Tỷ lệ tham gia (%)"].to_dict() == {
        "Phường Ba Đình": 200,
        "Sở Nội vụ": 37.5,
    }
