"""The child reads what people send, whatever program wrote it."""

import io
import subprocess
import sys
import unicodedata
import zipfile

import pytest
import xlsxwriter
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from questionbank.importing.columns import HEADERS
from quizsite.tables import csv_reader as delimited
from quizsite.tables import xlsx_reader as workbook
from quizsite.tables.columns import column_letters
from tests.questionbank.importing.conftest import GOOD, cells, csv_text, several
from tests.questionbank.importing.files import book, file, read_file

# Encodings and separators: what organisers' spreadsheets save.


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator_reads_alike(tmp_path, encoding, separator):
    said = csv_text(cells(), separator=separator)
    if encoding == "cp1258":
        said = _as_windows_writes(said)
    raw = read_file(file(tmp_path, said.encode(encoding)))
    assert [row.cells for row in raw.rows] == [{k: v for k, v in GOOD.items() if v}]


def _as_windows_writes(said: str) -> str:
    """Windows-1258 has â, ă, ê, ô, ơ, ư, đ as letters and the five tones as marks behind them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    written = ""
    for letter in said:
        decomposed = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in decomposed if mark in tones)
        bare = unicodedata.normalize("NFC", "".join(m for m in decomposed if m not in tones))
        written += bare + tone
    return written


def test_line_that_names_the_separator_is_obeyed(tmp_path):
    raw = read_file(file(tmp_path, "sep=;\r\n" + csv_text(cells(), separator=";")))
    assert (raw.rows[0].number, raw.rows[0].cells["code"]) == (3, "TT-001")


def test_title_lines_above_the_header_are_passed_over(tmp_path):
    raw = read_file(file(tmp_path, "Bộ câu hỏi năm 2026\r\n\r\n" + csv_text(cells())))
    assert raw.rows[0].number == 4


def test_columns_are_found_by_name_in_any_order_and_others_are_named(tmp_path):
    header = ["STT", *reversed(HEADERS.values())]
    row = ["1", *reversed(cells())]
    raw = read_file(file(tmp_path, csv_text(row, header=header)))
    assert (raw.ignored, raw.columns["code"]) == (["STT"], column_letters(len(header) - 1))
    assert raw.rows[0].cells["right"] == "B"


def test_line_break_inside_a_cell_stays_one_row(tmp_path):
    raw = read_file(file(tmp_path, csv_text(cells(stem="Dòng một\r\nDòng hai"), cells())))
    assert [row.number for row in raw.rows] == [2, 3]


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=30))
def test_guarded_text_never_starts_a_formula_and_comes_back(said):
    guarded = delimited.guarded(said)
    assert not guarded.startswith(tuple(delimited.FORMULA_STARTS))
    assert delimited.unguarded(guarded) == said


# Workbooks.


def test_workbook_reads_like_the_csv(tmp_path):
    rows = several(3)
    by_book = read_file(book(tmp_path / "a.xlsx", rows))
    by_text = read_file(file(tmp_path, csv_text(*rows)))
    assert by_book == by_text


def test_workbook_with_a_wrong_ending_is_known_by_its_content(tmp_path):
    book(tmp_path / "a.xlsx", several(1)).rename(tmp_path / "a.csv")
    assert len(read_file(tmp_path / "a.csv").rows) == 1


def test_formula_date_and_percent_cells_are_flagged(tmp_path):
    def write(made, page):
        page.write_formula("F2", "=1+1", None, 2)
        page.write_number("G2", 0.5, made.add_format({"num_format": "0%"}))
        page.write_number("H2", 46000, made.add_format({"num_format": "dd/mm/yyyy"}))
        page.write_formula("I2", "=1/0", None, "#DIV/0!")
        page.write_boolean("J2", True)  # noqa: FBT003 -- xlsxwriter's signature

    raw = read_file(book(tmp_path / "a.xlsx", several(1), write=write))
    assert raw.rows[0].flags == {
        "A": "formula",
        "B": "formatted",
        "C": "formatted",
        "D": "formula",
        "E": "boolean",
    }


def test_plain_numbers_read_as_written(tmp_path):
    def write(made, page):
        page.write_number("B2", 1)
        page.write_number("F2", 10.5)

    raw = read_file(book(tmp_path / "a.xlsx", several(1), write=write))
    assert (raw.rows[0].cells["axis"], raw.rows[0].cells["A"]) == ("1", "10,5")
    assert raw.rows[0].flags == {}


def test_rich_text_is_joined_and_escapes_are_read(tmp_path):
    def write(made, page):
        bold = made.add_format({"bold": True})
        page.write_rich_string("E2", "Nội dung nào ", bold, "KHÔNG", " đúng?")
        page.write_string("F2", "dòng một_x000D_\ndòng hai")

    raw = read_file(book(tmp_path / "a.xlsx", several(1), write=write))
    assert raw.rows[0].cells["stem"] == "Nội dung nào KHÔNG đúng?"


def test_sheet_with_our_header_is_found_among_others(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as made:
        made.add_worksheet("Bìa").write_string(0, 0, "Bộ câu hỏi")
        page = made.add_worksheet("Trang 2")
        for number, row in enumerate([list(HEADERS.values()), cells()]):
            page.write_row(number, 0, row)
    assert len(read_file(tmp_path / "a.xlsx").rows) == 1


TEXT = st.text(st.characters(min_codepoint=32, blacklist_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.lists(TEXT, min_size=1, max_size=5), min_size=1, max_size=6))
def test_workbook_texts_are_the_ones_calamine_reads(table):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as written:
        page = written.add_worksheet("S")
        for number, row in enumerate(table):
            for position, cell in enumerate(row):
                page.write_string(number, position, cell)
    made.seek(0)
    expected = CalamineWorkbook.from_filelike(made).get_sheet_by_name("S").to_python()
    made.seek(0)
    with zipfile.ZipFile(made) as archive:
        rows = list(workbook.Workbook(archive).rows("S"))
    ours = [[cell for cell in cells.values() if cell] for _n, cells, _f in rows]
    assert [row for row in ours if row] == [
        kept for row in expected if (kept := [cell for cell in row if cell])
    ]


def test_sandbox_loads_neither_django_nor_pandas_nor_columns_of_ours():
    said = "import sys, quizsite.tables.sandbox; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 -- our own module
        [sys.executable, "-c", said],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert {"django", "pandas", "numpy", "questionbank", "contests"} & loaded == set()
