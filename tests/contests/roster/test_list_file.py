"""A roster as an office keeps it is understood, or each problem is named at its cell."""

from datetime import date

import pytest

from contests.roster.list_file import HEADERS, RosterPlace, read_roster
from quizsite.tables.reader import RawRow, RawTable

PLACE = RosterPlace(1, {"phong-a": 2, "phong a": 2, "van phong": None}, "cbccvc", date(2026, 11, 1))
LETTERS = dict(zip(HEADERS, "ABCDEFGH", strict=True))


def read(*rows):
    raw = RawTable([RawRow(n, cells) for n, cells in enumerate(rows, start=2)], LETTERS, [])
    return read_roster(raw, PLACE)


def said(**cells):
    return {"full_name": "Lê An", "email": "an@coquan.vn", **cells}


def test_a_full_row_is_understood():
    (row,) = read(
        {
            "full_name": "Lê  Thị An",
            "birth_date": "05/09/1990",
            "staff_code": "cb12",
            "email": "An@Coquan.VN",
            "phone": "0912 345 678",
            "category": "Lãnh đạo, quản lý",
            "is_compulsory": "Khuyến khích",
            "unit": "Phòng A",
        }
    ).rows
    assert (row.full_name, row.name_key, row.birth_date) == (
        "Lê Thị An",
        "le thi an",
        date(1990, 9, 5),
    )
    assert (row.staff_code, row.email, row.phone) == ("CB12", "an@coquan.vn", "+84912345678")
    assert (row.category, row.is_compulsory, row.unit) == ("lanh-dao", False, 2)


def test_what_is_left_out_follows_the_contest_and_the_list():
    (row,) = read(said()).rows
    assert (row.category, row.is_compulsory, row.unit) == ("cbccvc", True, 1)


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        ({"full_name": ""}, "A2", "không được để trống"),
        ({"full_name": "An 123"}, "A2", "chỉ có chữ"),
        ({"birth_date": "31/02/1990"}, "B2", "Không hiểu ngày"),
        ({"birth_date": "01/01/2030"}, "B2", "Không hiểu ngày"),
        ({"email": "khong phai"}, "D2", "Thư điện tử chưa đúng"),
        ({"phone": "12"}, "E2", "Số điện thoại chưa đúng"),
        ({"category": "Bộ đội"}, "F2", "Không có nhóm"),
        ({"is_compulsory": "có lẽ"}, "G2", "Bắt buộc"),
        ({"unit": "Phòng B"}, "H2", "không có “Phòng B”"),
        ({"unit": "Văn phòng"}, "H2", "mã đơn vị"),
        ({"email": ""}, "D2", "Hãy ghi ngày sinh"),
        ({"staff_code": "X" * 30}, "C2", "quá dài"),
    ],
)
def test_a_problem_is_named_at_its_cell(cells, cell, words):
    table = read(said(**cells))
    (problem,) = table.problems
    assert f"{problem.column}{problem.row}" == cell
    assert words in problem.advice


def test_one_address_in_two_rows_is_a_problem_of_the_second():
    (problem,) = read(said(), said(full_name="Lê Bình")).problems
    assert (problem.row, problem.column) == (3, "D")
    assert "dòng 2" in problem.advice


def test_a_file_without_the_column_of_names_is_told_so():
    raw = RawTable([RawRow(2, {})], {"email": "A"}, [])
    (problem,) = read_roster(raw, PLACE).problems
    assert "Họ và tên" in str(problem)
