"""Bands of quality and the change since the round before, in the file and on the page."""

import io
from datetime import timedelta

import pandas as pd
import pytest

from tests.factories import NOON, HeadcountFactory, RoundFactory, UnitFactory, UnitKindFactory
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

UNITS = "/cuoc-thi/thu-do/don-vi/"


@pytest.fixture
def weeks(contest, week, division, department):
    """The first week: one of four people, 3 of 5 right. The second: two, all and 1 of 5 right."""
    at = {"opens_at": NOON - timedelta(days=9), "closes_at": NOON - timedelta(days=2)}
    type(week).objects.update(**at)
    second = RoundFactory(contest=contest, number=2, title="Tuần 2", **at)
    HeadcountFactory(unit=department, people=4)
    UnitFactory(code="so-khac", name="Sở Khác")
    office = UnitFactory(parent=department, kind=UnitKindFactory(code="phong"))
    took = {"at": NOON - timedelta(days=3)}
    take(week, division, unit=department, correct=3, **took)
    for correct in (5, 1):
        take(second, division, unit=office, correct=correct, **took)
    return week, second


def sheets(client, **asked):
    content = client.get(f"{UNITS}so-lieu.xlsx", asked).getvalue()
    return pd.read_excel(io.BytesIO(content), engine="calamine", header=5, sheet_name=None)


def test_the_file_counts_bands_along_the_tree_and_says_what_changed(client, weeks):
    line = sheets(client, ky="2")["Tham gia"].set_index("Mã").loc["so-noi-vu"].to_dict()
    bands = {name: n for name, n in line.items() if name.startswith("Số người: ")}
    assert bands == {
        "Số người: Đúng tất cả": 1,
        "Số người: Từ 75 %": 0,
        "Số người: Từ 25 %": 0,
        "Số người: Dưới 25 %": 1,
    }
    assert line["Số người, thay đổi so với Tuần 1"] == 1
    assert line["Tỷ lệ, thay đổi so với Tuần 1 (điểm phần trăm)"] == 25
    assert line["Điểm trung bình, thay đổi so với Tuần 1"] == 0


def test_the_file_has_a_sheet_of_khoi(client, weeks):
    line = sheets(client, ky="2")["Theo khối"].set_index("Khối").iloc[0].to_dict()
    assert line["Số đơn vị"] == 2
    assert line["Số đơn vị có người dự thi"] == 1
    assert (line["Tổng số cán bộ"], line["Tỷ lệ tham gia (%)"]) == (4, 50)


def test_borders_are_the_contests_own(client, weeks, contest):
    type(contest).objects.update(quality_bands="từ 60: Giỏi\n0: Chưa đạt")
    line = sheets(client, ky="1")["Tham gia"].set_index("Mã").loc["so-noi-vu"].to_dict()
    assert (line["Số người: Giỏi"], line["Số người: Chưa đạt"]) == (1, 0)
    assert not [name for name in line if "thay đổi" in name]  # nothing came before


def test_nobody_counts_single_results_while_they_come_in(client, weeks):
    _first, second = weeks
    type(second).objects.filter(pk=second.pk).update(closes_at=NOON + timedelta(days=1))
    columns = list(sheets(client, ky="2")["Tham gia"].columns)
    assert not [name for name in columns if name.startswith("Số người: ")]
    assert "Điểm trung bình" in columns


def test_the_page_of_a_final_result_tells_both(client, weeks):
    assert "Chất lượng bài thi" not in client.get(UNITS, {"ky": "2"}).text
    _first, second = weeks
    final = {"state": "finalised", "result_digest": "0" * 64, "finalised_at": NOON}
    type(second).objects.filter(pk=second.pk).update(**final)
    page = client.get(UNITS, {"ky": "2"}).text
    assert "2 người dự thi, điểm trung bình 60,00. So với Tuần 1: thêm 1 người" in page
    assert "điểm trung bình không đổi" in page
    bands = client.get(UNITS, {"ky": "2"}).context["bands"]
    assert [(one.name, one.people) for one in bands] == [
        *(("Đúng tất cả", 1), ("Từ 75 %", 0), ("Từ 25 %", 0), ("Dưới 25 %", 1)),
    ]
    assert "Chất lượng bài thi" not in client.get(f"{UNITS}so-noi-vu/", {"ky": "2"}).text
