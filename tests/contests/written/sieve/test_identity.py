"""What gives an author away is found with its place; what does not is left in peace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.written.sieve.identity import Person, Trace, traces_in

HA = Person("Phạm Thị Thu Hà", ("Phường Hòa Xuân Đông",))


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("Tôi là PHẠM THỊ THU HÀ, cán bộ.", "name", "Phạm Thị Thu Hà"),
        ("pham thi thu ha", "name", "Phạm Thị Thu Hà"),
        ("ở phường Hoà Xuân Đông", "unit", "Phường Hòa Xuân Đông"),
        ("Viết cho ha.pham@danang.gov.vn nhé", "address", "ha.pham@danang.gov.vn"),
        ("Gọi 0905 123 456.", "phone", "0905 123 456"),
        ("Gọi +84 905.123.456", "phone", "+84 905.123.456"),
        ("Số 048190001234", "citizen_number", "048190001234"),
        ("Họ và tên: N. V. A", "signature", "N. V. A"),
    ],
)
def test_a_trace_is_found_as_it_is_written(text, code, value):
    assert Trace(code, "page:2", value) in traces_in([("page:2", text)], [HA])


@pytest.mark.parametrize(
    "text",
    [
        "Chị Hà ở phường Hòa Xuân nói rất đúng.",
        "Nghị định 61/2018/NĐ-CP ngày 23/04/2018",
        "1.234.567 đồng; 20.000 hồ sơ; năm 2021-2025; mã 1234-5678-9012-3456-7890",
        "tỷ lệ 99,5 %; 15/2020/NĐ-CP; 0,05",
        "",
    ],
)
def test_what_gives_nobody_away_is_no_trace(text):
    assert traces_in([("body", text)], [HA]) == []


def test_a_name_is_found_in_the_name_of_a_file():
    assert traces_in([("name", "PhamThiThuHa_baithi.docx")], [HA]) == [
        Trace("name", "name", "Phạm Thị Thu Hà")
    ]


def test_a_given_name_alone_is_no_name():
    assert traces_in([("body", "Hà Hà Hà")], [Person("Hà")]) == []


def test_the_same_trace_is_told_once_in_each_place():
    parts = [("header", "a@b.vn a@b.vn"), ("body", "a@b.vn")]
    assert [one.place for one in traces_in(parts, [])] == ["header", "body"]


@given(st.text(), st.text())
def test_a_planted_name_is_found_in_any_surroundings(before, after):
    text = f"{before} Phạm Thị Thu Hà {after}"
    assert "name" in {one.code for one in traces_in([("body", text)], [HA])}
