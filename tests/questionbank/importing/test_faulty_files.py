"""Spreadsheets as offices really save them: each once was read wrong."""

from pathlib import Path

import pytest

from questionbank.importing.columns import QUESTIONS
from questionbank.importing.formats.reading import read_questions
from questionbank.importing.plan import check_file
from quizsite.tables.reader import read_table
from tests.factories import AxisFactory, LegalDocumentFactory

FILES = Path(__file__).parent / "faults"


def table(name):
    return read_table(FILES / name, QUESTIONS)


def plan(name):
    return check_file(table(name))


def intake(name):
    return read_questions((FILES / name).read_bytes(), ending=".xlsx")


@pytest.fixture
def stocked(db):
    for code in "123456":
        AxisFactory(code=code, name=f"Trục số {code}", position=int(code))
    LegalDocumentFactory(number="06/QĐ-TTg")
    LegalDocumentFactory(number="76/NQ-CP")


def advice(found):
    return [str(problem) for problem in found.problems]


def test_numbers_saved_by_libreoffice_are_plain(stocked):
    found = plan("11-real-libreoffice.xlsx")
    assert advice(found) == []
    assert found.planned[0].wording.options == ("5", "6", "7", "8")


def test_every_sheet_with_the_header_is_read(stocked):
    raw = table("01-six-sheets.xlsx")
    assert [row.cells["code"] for row in raw.rows] == [f"S{n}-1" for n in range(1, 7)]
    assert "Trục 6" in raw.notes_in_words()[0]
    assert len(check_file(raw).planned) == 6


def test_a_problem_names_the_sheet_that_it_is_on(stocked):
    raw = table("01-six-sheets.xlsx")
    raw.rows[3].cells["right"] = "E"
    assert advice(check_file(raw))[0].startswith("trang tính Trục 4, dòng 2")


def test_a_hidden_sheet_is_named_and_not_read():
    raw = table("02-hidden-sheet.xlsx")
    assert [row.cells["stem"] for row in raw.rows] == ["Bản mới đang thấy?"]
    assert "đang ẩn “Câu hỏi”" in raw.notes_in_words()[0]


def test_a_hidden_row_is_named_and_not_read():
    raw = table("03-hidden-row.xlsx")
    assert [row.cells["code"] for row in raw.rows] == ["HR-1"]
    assert "dòng 3" in raw.notes_in_words()[0]


def test_struck_and_raised_letters_are_asked_about(stocked):
    said = " ".join(advice(plan("04-rich.xlsx")))
    assert "bị gạch bỏ" in said
    assert "10⁶" in said
    doubts = [{doubt.code for doubt in one.doubts} for one in intake("04-rich.xlsx").questions]
    assert doubts[0] == {"struck"}
    assert doubts[1] >= {"struck", "raised"}


def test_eth_is_read_as_d(stocked):
    assert advice(plan("06-eth-header.xlsx")) == []
    assert advice(plan("06b-eth-doc.xlsx")) == []


def test_letters_that_nobody_sees_part_no_word(stocked):
    wording = plan("07-softhyphen.xlsx").planned[0].wording
    assert "chuyển đổi số" in wording.stem
    assert wording.options[:2] == ("thủ tục", "nghiệp vụ")


def test_a_run_of_labels_is_taken_off_and_said(stocked):
    first, second = plan("15-prefix.xlsx").planned
    assert first.wording.options == ("Chính phủ", "Quốc hội", "Bộ")
    assert any("chữ cái" in said for said in first.warnings)
    assert second.wording.options[0] == "Cả hai B và C"


def test_numbers_read_as_people_see_them():
    raw = table("05-numbers.xlsx")
    assert raw.rows[0].cells["A"] == "2,5"
    assert raw.rows[1].cells["B"] == "1000000000000000"


def test_true_and_false_are_said_to_be_what_they_are(stocked):
    assert "TRUE hoặc FALSE" in " ".join(advice(plan("05-numbers.xlsx")))


def test_line_breaks_stay(stocked):
    wording = plan("09-linebreaks.xlsx").planned[0].wording
    assert wording.stem.split("\n")[1] == "(1) Một cửa"
    assert wording.explanation == "Dòng 1\nDòng 2"


def test_letters_of_old_fonts_are_told(stocked):
    said = " ".join(advice(plan("10-tcvn3.xlsx")))
    assert "TCVN3" in said
    found = intake("10-tcvn3.xlsx").questions[0]
    assert found.stem == "Cải cách hành chính là gì?"


def test_a_question_with_its_options_in_another_order_is_warned_of(stocked):
    found = plan("08-duplicates.xlsx")
    said = " ".join([*advice(found), *(w for one in found.planned for w in one.warnings)])
    assert "khác thứ tự phương án" in said


def test_codes_that_read_alike_are_one(stocked):
    said = " ".join(advice(plan("08-duplicates.xlsx")))
    assert said.count("Mã này đã có ở dòng 2.") == 2  # "du-1" and "DU–1"


@pytest.mark.parametrize(
    "name", ["12-SharedStrings.xlsx", "12-backslash.xlsx", "12-workbook2.xlsx"]
)
def test_odd_names_of_parts_are_read(stocked, name):
    assert advice(plan(name)) == []


def test_keys_in_other_letters_are_understood(stocked):
    found = intake("14-keys.xlsx").questions
    assert [one.right for one in found[:4]] == [[0], [0], [0], [1]]


def test_a_workbook_of_excel_97_is_read_as_a_table():
    found = read_questions((FILES / "16-excel-97.xls").read_bytes(), ending=".xls")
    assert [one.right for one in found.questions] == [[0], [1], [2]]
    assert found.questions[2].options == ["2019", "2020", "2021", "2022"]
