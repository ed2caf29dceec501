"""Passages travel in files of questions; pictures stay with the bank."""

import pytest

from questionbank.exporting.xlsx_and_csv import question_lines
from questionbank.importing.columns import HEADERS, QUESTIONS
from questionbank.importing.plan import Action, check_file
from questionbank.importing.store import store_plan
from questionbank.models import Passage, Revision
from quizsite.tables.reader import read_table
from tests.factories import NOON
from tests.questionbank.importing.conftest import cells, csv_text
from tests.questionbank.pictures.drawn import attached, kept_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stocked")]


@pytest.fixture
def plan_of(tmp_path):
    def read(text):
        path = tmp_path / "cau-hoi.csv"
        path.write_text(text, encoding="utf-8")
        return check_file(read_table(path, QUESTIONS))

    return read


def on_passage(n, **changes):
    said = {"code": f"TT-{n}", "stem": f"Câu số {n} hỏi điều gì?", "passage_code": "DD-1"}
    return cells(**said | changes)


TWO = (on_passage(1, passage="Đọc kỹ.", passage_place="2"), on_passage(2, passage_place="1"))


def test_questions_with_one_code_share_the_text_that_stands_in_one_row(plan_of, author):
    plan = plan_of(csv_text(*TWO))
    assert plan.problems == []
    store_plan(plan, by=author, at=NOON)
    passage = Passage.objects.get()
    assert passage.text == "Đọc kỹ."
    placed = Revision.objects.order_by("pk").values_list("passage", "passage_place")
    assert list(placed) == [(passage.pk, 2), (passage.pk, 1)]


def test_what_goes_out_comes_back_as_unchanged(plan_of, author):
    store_plan(plan_of(csv_text(*TWO)), by=author, at=NOON)
    out = "".join(question_lines(Revision.objects.all()))
    assert {one.action for one in plan_of(out).planned} == {Action.UNCHANGED}


def test_a_file_without_the_columns_keeps_passage_and_pictures(plan_of, author):
    store_plan(plan_of(csv_text(*TWO)), by=author, at=NOON)
    picture = attached(kept_picture())
    Revision.objects.update(pictures=[picture])
    headers = list(HEADERS.values())[:-4]
    rows = [row[:-4] for row in (on_passage(1), on_passage(2, explanation="Khác."))]
    plan = plan_of(csv_text(*rows, header=headers))
    assert [one.action for one in plan.planned] == [Action.UNCHANGED, Action.CHANGED]
    store_plan(plan, by=author, at=NOON)
    newest = Revision.objects.latest("pk")
    assert newest.passage.code == "DD-1"
    assert newest.pictures == [picture]


def test_a_question_that_becomes_a_grid_keeps_no_picture_beside_its_rows(plan_of, author):
    store_plan(plan_of(csv_text(*TWO)), by=author, at=NOON)
    picture = kept_picture()
    Revision.objects.update(pictures=[attached(picture), attached(picture, "A")])
    plan = plan_of(csv_text(on_passage(1, kind="Đúng hay sai từng ý")))
    store_plan(plan, by=author, at=NOON)
    newest = Revision.objects.latest("pk")
    assert newest.kind == "grid"
    assert newest.pictures == [attached(picture)]


def test_a_changed_text_is_named_and_reaches_the_other_questions(plan_of, author):
    store_plan(plan_of(csv_text(*TWO)), by=author, at=NOON)
    plan = plan_of(csv_text(on_passage(1, passage="Đọc lại.", passage_place="2")))
    assert plan.planned[0].changes == ("Đoạn dẫn",)
    store_plan(plan, by=author, at=NOON)
    drafts = Revision.objects.filter(state="draft")
    assert {one.passage.text for one in drafts} == {"Đọc lại."}
    assert drafts.count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"passage_code": "", "passage": "Đọc."}, "Hãy đặt mã cho đoạn dẫn"),
        ({}, "Chưa có đoạn dẫn mang mã này"),
        ({"passage": "x" * 5001}, "dài quá"),
        ({"passage": "Đọc.", "passage_place": "hai"}, "Hãy ghi một số"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_cell(plan_of, changes, words):
    told = [one.advice for one in plan_of(csv_text(on_passage(1, **changes))).problems]
    assert len(told) == 1
    assert words.casefold() in told[0].casefold()


def test_two_texts_under_one_code_are_refused(plan_of):
    rows = (on_passage(1, passage="Một."), on_passage(2, passage="Hai."))
    (problem,) = plan_of(csv_text(*rows)).problems
    assert "hai nội dung khác nhau" in problem.advice
