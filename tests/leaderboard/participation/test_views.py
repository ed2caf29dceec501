"""Pages and the workbook of participation."""

import io

import pandas as pd
import pytest

from leaderboard.participation.selection import PER_PAGE
from tests.factories import (
    DivisionFactory,
    HeadcountFactory,
    UnitFactory,
    UnitKindFactory,
)
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]


UNITS = "/cuoc-thi/thu-do/don-vi/"


def test_participation_says_people_headcount_and_rate(client, week, division, department):
    HeadcountFactory(unit=department, people=3)
    take(week, division, unit=department)

    page = client.get(UNITS, {"ky": "1"}).content.decode()

    assert "1 / 3" in page
    assert "33,33 %" in page


def test_unit_without_headcount_has_no_rate_on_the_page(client, week, division, department):
    take(week, division, unit=department)

    page = client.get(UNITS).content.decode()

    assert "chưa có số liệu" in page
    assert "0,00 %" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_participation_asks_the_same_whatever_the_number_of_units(
    client, week, division, count, django_assert_num_queries
):
    for _ in range(count):
        unit = UnitFactory()
        HeadcountFactory(unit=unit)
        take(week, division, unit=unit)

    with django_assert_num_queries(6):  # contest, rounds; divisions, standings, units, headcounts
        client.get(UNITS, {"ky": "1"})


def test_drill_down_keeps_the_parent_in_sight(client, week, division, department):
    office = UnitFactory(code="van-phong", name="Văn phòng Sở", parent=department)
    HeadcountFactory(unit=department, people=4)
    take(week, division, unit=office)

    selection = client.get(UNITS + "so-noi-vu/").context["selection"]

    assert (selection.focus.unit.name, selection.focus.counted.people) == ("Sở Nội vụ", 1)
    assert [one.unit.name for one in selection.units] == ["Văn phòng Sở"]


def test_unknown_unit_is_not_found(client, week, division):
    assert client.get(UNITS + "khong-co/").status_code == 404


def listed(client, **query):
    units = client.get(UNITS, query).context["selection"].units
    return [one.unit.name for one in units]


@pytest.fixture
def three_units(week, division, department):
    ward = UnitFactory(
        name="Phường Ba Đình", kind=UnitKindFactory(code="phuong", name="Phường, xã")
    )
    school = UnitFactory(name="Trường Mầm non Hòa Bình", parent=ward)
    for unit, people, takers in [(department, 2, 1), (ward, 4, 3), (school, 1, 1)]:
        HeadcountFactory(unit=unit, people=people)
        for _ in range(takers):
            take(week, division, unit=unit, correct=5 if unit == department else 3)


def test_units_are_ordered_as_asked(client, three_units):
    assert listed(client) == ["Phường Ba Đình", "Sở Nội vụ"]
    assert listed(client, xep="ten") == ["Phường Ba Đình", "Sở Nội vụ"]
    assert listed(client, xep="so-nguoi") == ["Phường Ba Đình", "Sở Nội vụ"]
    assert listed(client, xep="diem") == ["Sở Nội vụ", "Phường Ba Đình"]


def test_units_are_found_without_accents_at_any_depth(client, three_units):
    assert listed(client, tim="hoa binh") == ["Trường Mầm non Hòa Bình"]
    assert listed(client, tim="P. Ba Dinh") == ["Phường Ba Đình"]


def test_units_are_found_by_former_names_with_a_word_on_where_they_went(client, three_units):
    UnitFactory(code="00097", name="Phường Hồng Hà")
    assert listed(client, tim="phúc xá") == ["Phường Hồng Hà"]
    page = client.get(UNITS, {"tim": "phúc xá"})
    note = "Phường Phúc Xá cũ (quận Ba Đình) nay thuộc Phường Hồng Hà."
    assert note in page.content.decode()


def test_the_table_to_copy_has_a_page_of_its_own(client, three_units):
    short, whole = (client.get(UNITS, said).content.decode() for said in ({}, {"trang": "tat-ca"}))
    assert ("Điểm TB" in short, "Điểm TB" in whole) == (False, True)
    assert "trang=tat-ca#bang" in short


def test_search_and_blocks_stand_before_the_units(client, three_units):
    page = client.get(UNITS).content.decode()
    places = [page.index(part) for part in ('id="tim"', 'href="?khoi=', '<ol class="units">')]
    assert places == sorted(places)


def test_units_are_filtered_by_kind(client, three_units):
    assert listed(client, khoi="so") == ["Sở Nội vụ", "Trường Mầm non Hòa Bình"][::-1]
    assert listed(client, khoi="phuong") == ["Phường Ba Đình"]


def test_totals_of_a_kind_count_nobody_twice(client, three_units, division, week):
    office = UnitFactory(name="Phòng Văn hóa", parent=UnitFactory(name="Sở Văn hóa"))
    take(week, division, unit=office)

    kinds = {kind.kind: kind for kind in client.get(UNITS).context["selection"].kinds}

    # Sở Nội vụ 1, Sở Văn hóa 1 (its office within it), and the school below the ward 1.
    assert (kinds["so"].units, kinds["so"].people) == (3, 3)
    assert (kinds["phuong"].units, kinds["phuong"].people) == (1, 4)


def test_units_at_100_percent_and_furthest_from_it_are_listed(client, three_units):
    selection = client.get(UNITS).context["selection"]

    assert [one.unit.name for one in selection.full] == ["Phường Ba Đình"]
    assert [one.unit.name for one in selection.lowest] == ["Sở Nội vụ"]


def test_each_headcount_has_its_own_figures(client, contest, week, division, department):
    pupils = DivisionFactory(contest=contest, headcount_category="hoc-sinh", position=2)
    take(week, pupils, unit=department)

    def people(**query):
        (one,) = client.get(UNITS, query).context["selection"].units
        return one.counted.people

    assert [people(), people(**{"tinh-tren": "hoc-sinh"}), people(**{"tinh-tren": "la"})] == [
        0,
        1,
        0,
    ]


def test_bars_share_one_scale_even_above_100_percent(client, week, division, department):
    HeadcountFactory(unit=department, people=1)
    half = UnitFactory()
    HeadcountFactory(unit=half, people=2)
    for unit in (department, department, half):
        take(week, division, unit=unit)

    lines = client.get(UNITS).context["lines"]

    assert [(line.bar, line.full) for line in lines] == [("100.00", "50.00"), ("25.00", "50.00")]


def test_workbook_has_the_figures_of_the_page(client, week, division):
    unit = UnitFactory(code="cong-thuc", name="=1+1")
    HeadcountFactory(unit=unit, people=3, is_sample=True)
    take(week, division, unit=unit, correct=4)

    response = client.get(UNITS + "so-lieu.xlsx", {"ky": "1"})
    content = io.BytesIO(response.getvalue())
    table = pd.read_excel(content, engine="calamine", header=5)
    header = pd.read_excel(content, engine="calamine", header=None, nrows=4)[0].tolist()

    assert table.iloc[0]["Đơn vị"] == "=1+1"
    assert table.iloc[0]["Tỷ lệ tham gia (%)"] == 33.33
    assert table.iloc[0]["Điểm trung bình"] == 80
    assert header == [
        "Tìm hiểu cải cách hành chính",
        "Tuần 1",
        "Số liệu lúc thứ Hai, 23/11/2026, 12:00",
        "Tổng số cán bộ lấy theo ngày 23/11/2026",
    ]


def test_many_units_stand_on_pages_with_bars_on_one_scale(client, week, division):
    for n in range(PER_PAGE + 3):
        unit = UnitFactory(name=f"Đơn vị {n:02}")
        HeadcountFactory(unit=unit, people=1 if n == 0 else 10)
        if n == 0:
            for _ in range(2):
                take(week, division, unit=unit)  # 200 %

    first, last = (client.get(UNITS, {"ky": "1", "trang": n}) for n in ("1", "2"))

    assert [len(page.context["lines"]) for page in (first, last)] == [PER_PAGE, 3]
    assert {line.full for page in (first, last) for line in page.context["lines"]} == {"50.00"}
    assert "?ky=1&amp;trang=1" in last.text


@pytest.mark.parametrize("asked", ["0", "99", "abc", "²", "1" * 5000])
def test_a_page_of_units_that_does_not_exist_shows_one_that_does(client, week, division, asked):
    UnitFactory()
    assert client.get(UNITS, {"trang": asked}).status_code == 200


def test_all_units_stand_on_one_page_for_the_printer(client, week, division):
    UnitFactory.create_batch(PER_PAGE + 3)
    page = client.get(UNITS, {"trang": "tat-ca"})
    assert len(page.context["lines"]) == PER_PAGE + 3
