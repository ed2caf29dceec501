"""Workbooks: text stays text, numbers numbers, and memory does not grow with the rows."""

import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from quizsite.tables import xlsx_writer as workbooks
from quizsite.tables.columns import Column
from quizsite.tables.xlsx_writer import Table, stream_workbook


def read(*tables):
    return CalamineWorkbook.from_filelike(io.BytesIO(b"".join(stream_workbook(*tables))))


COLUMNS = [Column("name", "Tên", width=44), Column("number", "Số")]


def table(*rows, name="Kết quả"):
    found = ({"name": row[0], "number": row[1]} for row in rows)
    return Table(name, ["Cuộc thi"], COLUMNS, found)


def test_what_goes_in_comes_out():
    book = read(table(("Nguyễn Văn An", 5), ("Lê Thị Bình", 4.25)))

    assert book.sheet_names == ["Kết quả"]
    assert book.get_sheet_by_name("Kết quả").to_python() == [
        ["Cuộc thi", ""],
        ["", ""],
        ["Tên", "Số"],
        ["Nguyễn Văn An", 5],
        ["Lê Thị Bình", 4.25],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+84912345678", "@a", "007", "a<b>&\"c'", " x ", "a\nb"])
def test_text_stays_what_it_is(text):
    (row,) = read(table((text, 1))).get_sheet_by_index(0).to_python()[3:]

    assert row == [text, 1]


def test_signs_that_xml_does_not_know_are_left_out():
    (row,) = read(table(("a\x00b\x0bc\ufffe", 1))).get_sheet_by_index(0).to_python()[3:]

    assert row == ["abc", 1]


def test_rows_beyond_a_sheet_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(workbooks, "ROWS_PER_SHEET", 2)
    monkeypatch.setattr(workbooks, "ROWS_AT_ONCE", 2)

    book = read(table(*(("x", n) for n in range(5))))

    numbers = [
        [row[1] for row in book.get_sheet_by_name(name).to_python()[3:]]
        for name in book.sheet_names
    ]
    assert numbers == [[0, 1], [2, 3], [4]]
    assert book.sheet_names[1] == "Kết quả 2"


def test_columns_go_on_past_the_alphabet():
    columns = [Column(f"c{n}", f"Cột {n}") for n in range(60)]
    one = {f"c{n}": n for n in range(60)}

    (row,) = read(Table("a", [], columns, [one])).get_sheet_by_index(0).to_python()[1:]

    assert row == list(range(60))


def test_a_row_that_lacks_a_column_is_not_written_as_empty():
    with pytest.raises(KeyError):
        read(Table("a", [], COLUMNS, [{"name": "x"}]))


def test_nothing_at_all_is_a_sheet_with_its_head():
    assert len(read(table()).get_sheet_by_index(0).to_python()) == 3


def test_bytes_leave_while_rows_are_still_read():
    read_so_far = []

    def rows():
        for n in range(10_000):
            read_so_far.append(n)
            yield {"name": "x", "number": n}

    pieces = stream_workbook(Table("a", [], COLUMNS, rows()))
    next(pieces)

    assert len(read_so_far) == workbooks.ROWS_AT_ONCE


def test_a_written_file_is_a_sound_archive():
    content = io.BytesIO(b"".join(stream_workbook(table(("x", 1)))))

    assert zipfile.ZipFile(content).testzip() is None


def test_only_the_headers_are_bold():
    content = io.BytesIO(b"".join(stream_workbook(table(("x", 1)))))
    sheet = zipfile.ZipFile(content).read("xl/worksheets/sheet1.xml").decode()

    assert re.findall(r'r="(\w+)" s="1"', sheet) == ["A3", "B3"]


def test_each_table_has_sheets_of_its_own(monkeypatch):
    monkeypatch.setattr(workbooks, "ROWS_PER_SHEET", 2)
    monkeypatch.setattr(workbooks, "ROWS_AT_ONCE", 1)
    book = read(table(*(("a", n) for n in range(3))), table(("b", 9), name="Khối"))
    assert book.sheet_names == ["Kết quả", "Kết quả 2", "Khối"]
    assert book.get_sheet_by_name("Khối").to_python()[-1] == ["b", 9.0]
