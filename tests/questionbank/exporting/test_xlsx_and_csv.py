import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from questionbank.exporting import xlsx_and_csv as exporting
from questionbank.importing.columns import HEADERS
from questionbank.importing.plan import Action, check_file
from questionbank.models import QuestionKind, Revision
from tests.factories import RevisionFactory
from tests.questionbank.importing.files import read_file

pytestmark = pytest.mark.django_db
DANGEROUS = ["=1+1", "+84 24", "-5 ngày", "@SUM(A1)", "'=1", "''", "= 2", "“=”"]


@pytest.fixture
def exported():
    for number in range(0, len(DANGEROUS), 4):
        options = [*DANGEROUS[number : number + 4], "2 ngày"]
        RevisionFactory(
            stem=f"={number}, câu nào đúng?", options=options, right=[1, 2], is_multiple=True
        )
    RevisionFactory(article="-Điều 1", audience="nguoi-dan", difficulty="kho")
    RevisionFactory(document=None, article="")
    return Revision.objects.order_by("pk")


def as_csv(path, revisions):
    lines = "".join(exporting.question_lines(revisions))
    path.write_text(lines, encoding="utf-8", newline="")
    return path


def as_book(path, revisions):
    with path.open("wb") as stream:
        exporting.write_workbook(stream, revisions)
    return path


@pytest.mark.parametrize("write", [as_csv, as_book])
def test_export_comes_back_as_unchanged(tmp_path, exported, write):
    path = write(tmp_path / ("a.csv" if write is as_csv else "a.xlsx"), exported)
    plan = check_file(read_file(path))
    assert plan.problems == []
    assert [one.action for one in plan.planned] == [Action.UNCHANGED] * 4


@pytest.mark.parametrize("write", [as_csv, as_book])
def test_questions_answered_by_writing_come_back_as_unchanged(tmp_path, write):
    RevisionFactory(kind="number", options=["m²", "1"], right=[-15005, 5])
    RevisionFactory(kind="number", options=["", "0"], right=[30, 0])
    RevisionFactory(kind="text", options=["0"], right=[0, "Hòa Bình", "tỉnh Hòa Bình"])
    RevisionFactory(kind="text", options=["1"], right=[1, "một cửa"])
    path = write(tmp_path / ("a.csv" if write is as_csv else "a.xlsx"), Revision.objects.all())
    plan = check_file(read_file(path))
    assert plan.problems == []
    assert [one.action for one in plan.planned] == [Action.UNCHANGED] * 4


def test_no_csv_cell_begins_like_a_formula(tmp_path, exported):
    said = as_csv(tmp_path / "a.csv", exported).read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(said)) for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")] == []


def test_no_workbook_cell_is_a_formula(tmp_path, exported):
    raw = read_file(as_book(tmp_path / "a.xlsx", exported))
    assert [row.flags for row in raw.rows] == [{}] * 4
    assert raw.rows[0].cells["A"] == "=1+1"


def test_template_is_an_export_of_nothing_with_lists_to_choose_from(tmp_path, exported):
    path = as_book(tmp_path / "a.xlsx", Revision.objects.none())
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["Câu hỏi", "Hướng dẫn", "Danh mục"]
    assert book.get_sheet_by_name("Câu hỏi").to_python() == [list(HEADERS.values())]
    lists = book.get_sheet_by_name("Danh mục").to_python()
    assert lists[1][:4] == ["1. Cải cách thể chế", "Chung", "Dễ", "76/NQ-CP"]
    assert [row[4] for row in lists[1:] if row[4]] == [str(label) for label in QuestionKind.labels]


def test_export_reads_the_bank_in_a_fixed_number_of_queries(exported, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(list(exporting.rows_of(exported))) == 4
