from dataclasses import replace

import pytest

from questionbank.authoring.revisions import publish_all, send_all_to_review
from questionbank.importing.columns import HEADERS
from questionbank.importing.plan import Action, check_file
from questionbank.importing.store import store_plan
from questionbank.models import Question, Revision, RevisionState
from quizsite.tables.columns import column_letters
from quizsite.tables.reader import RawRow, RawTable
from tests.factories import NOON, AxisFactory, RevisionFactory
from tests.questionbank.importing.conftest import GOOD, several

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stocked")]
COLUMNS = {name: column_letters(position) for position, name in enumerate(HEADERS)}


def raw(*rows, columns=COLUMNS, flags=None):
    found = [RawRow(number, row, flags or {}) for number, row in enumerate(rows, start=2)]
    return RawTable(found, columns, [])


def row(**changes):
    return {**GOOD, **changes}


def problems(*rows, **options):
    return [(p.row, p.column, p.advice) for p in check_file(raw(*rows, **options)).problems]


def test_good_row_is_planned_as_new():
    plan = check_file(raw(row()))
    assert plan.problems == []
    [one] = plan.planned
    assert (one.code, one.action, one.wording.right) == ("TT-001", Action.NEW, (1,))


def test_legacy_letters_and_decomposed_text_are_repaired():
    [one] = check_file(raw(row(stem="Nƣớc nào?  Đô thị nào?"))).planned
    assert one.wording.stem == "Nước nào? Đô thị nào?"


@pytest.mark.parametrize(
    ("changes", "column", "advice"),
    [
        ({"code": ""}, "A", "Hãy đặt mã cho câu hỏi, mỗi câu một mã."),
        ({"code": "x" * 41}, "A", "Mã dài quá 40 ký tự."),
        ({"axis": "9"}, "B", "Không có trục “9”. Hãy ghi một trong các mã: 1, 2, 3, 4, 5, 6."),
        ({"audience": "Học sinh"}, "C", "Hãy ghi “Chung”, “CBCCVC” hoặc “Người dân”."),
        ({"difficulty": ""}, "D", "Hãy ghi “Dễ”, “Trung bình” hoặc “Khó”."),
        ({"stem": "  "}, "E", "Hãy viết câu hỏi."),
        ({"B": "", "C": "", "D": "", "right": "A"}, "G", "Hãy ghi ít nhất hai phương án."),
        ({"C": ""}, "H", "Phương án C bỏ trống giữa chừng. Hãy ghi liền từ A."),
        ({"D": "chính phủ"}, "I", "Phương án D trùng với phương án B."),
        ({"right": ""}, "N", "Hãy cho biết phương án đúng."),
        ({"right": "E"}, "N", "Đáp án E không có phương án tương ứng."),
        ({"right": "ABCD"}, "N", "Cần có ít nhất một phương án sai."),
        (
            {"right": "câu hai"},
            "N",
            "Không hiểu đáp án “câu hai”. Hãy ghi chữ cái, ví dụ “B” hoặc “A, C”.",
        ),
        ({"explanation": ""}, "O", "Hãy giải thích vì sao trả lời như vậy là đúng."),
        (
            {"document": ""},
            "P",
            "Hãy ghi số hiệu văn bản làm căn cứ, hoặc “Không có căn cứ”.",
        ),
        (
            {"document": "không có căn cứ"},
            "Q",
            "Câu không có căn cứ văn bản thì để trống ô này.",
        ),
        (
            {"document": "1/2030/QH17"},
            "P",
            "Ngân hàng chưa có văn bản “1/2030/QH17”. Hãy thêm ở trang Văn bản trước.",
        ),
        ({"article": ""}, "Q", "Hãy ghi điều, khoản hoặc mục làm căn cứ."),
        ({"stem": "x" * 2001}, "E", "Dài quá 2000 ký tự. Hãy rút gọn."),
    ],
)
def test_each_fault_is_one_problem_with_its_cell_and_remedy(changes, column, advice):
    assert problems(row(**changes)) == [(2, column, advice)]


def test_all_problems_of_all_rows_are_listed_in_order():
    found = problems(row(right="K", axis="x"), row(code="TT-002", stem="", article=""))
    assert [(number, column) for number, column, _advice in found] == [
        (2, "B"),
        (2, "N"),
        (3, "E"),
        (3, "Q"),
    ]


@pytest.mark.parametrize("flag", ["formula", "error", "formatted"])
def test_cell_that_is_no_plain_text_is_a_problem(flag):
    [(number, column, advice)] = problems(row(), flags={"B": flag})
    assert (number, column) == (2, "G")
    assert "Hãy" in advice


def test_code_twice_in_the_file_names_the_first_row():
    again = row(stem="Một câu khác hẳn?")
    assert problems(row(), again) == [(3, "A", "Mã này đã có ở dòng 2. Mỗi câu cần một mã riêng.")]


def test_same_question_twice_in_the_file_names_the_first_row():
    assert problems(row(), row(code="TT-002")) == [
        (3, "E", "Câu này trùng với câu ở dòng 2. Hãy bỏ một dòng.")
    ]


def test_missing_columns_are_told_once_each():
    columns = {name: place for name, place in COLUMNS.items() if name not in {"code", "article"}}
    assert [advice for _r, _c, advice in problems(row(), columns=columns)] == [
        "Thiếu cột “Mã”. Hãy dùng dòng tiêu đề của tệp mẫu.",
        "Thiếu cột “Điều khoản”. Hãy dùng dòng tiêu đề của tệp mẫu.",
    ]


def test_file_without_questions_is_a_problem():
    assert problems() == [(0, "", "Tệp chưa có câu hỏi nào dưới dòng tiêu đề.")]


@pytest.mark.parametrize("said", ["1", "Cải cách thể chế", "1. cai cach the che"])
def test_axis_is_known_by_code_or_name(said):
    assert problems(row(axis=said)) == []


def test_same_content_again_is_unchanged_and_other_content_is_changed(author):
    store_plan(check_file(raw(row(), row(code="TT-002", stem="Khác?"))), by=author, at=NOON)
    plan = check_file(raw(row(), row(code="TT-002", stem="Khác hẳn?")))
    assert [one.action for one in plan.planned] == [Action.UNCHANGED, Action.CHANGED]


def test_question_known_under_another_code_is_a_problem(author):
    store_plan(check_file(raw(row())), by=author, at=NOON)
    assert problems(row(code="KHAC-1")) == [
        (2, "E", "Câu này đã có trong ngân hàng với mã TT-001. Hãy dùng mã đó.")
    ]


def test_published_question_keeps_its_axis(author, reviewer, no_solve_asked):
    AxisFactory(code="2")
    stored = store_plan(check_file(raw(row())), by=author, at=NOON)
    assert problems(row(axis="2")) == []
    send_all_to_review(stored.revision_ids, by=author, at=NOON)
    publish_all(stored.revision_ids, by=reviewer, at=NOON)
    [(number, column, _advice)] = problems(row(axis="2"))
    assert (number, column) == (2, "B")


def test_changed_question_keeps_what_is_published_until_somebody_publishes_it(author):
    published = RevisionFactory(question__code="TT-001")
    stored = store_plan(check_file(raw(row())), by=author, at=NOON)
    assert (stored.new, stored.changed) == (0, 1)
    states = published.question.revisions.order_by("number").values_list("state", flat=True)
    assert list(states) == [RevisionState.PUBLISHED, RevisionState.DRAFT]


def test_number_of_queries_does_not_grow_with_the_file(author, django_assert_num_queries):
    def many(count):
        return raw(*(dict(zip(HEADERS, cells, strict=True)) for cells in several(count)))

    for count in (1, 3):
        store_plan(check_file(many(count)), by=author, at=NOON)
        with django_assert_num_queries(6):
            check_file(many(count))
    again = check_file(many(3))
    with django_assert_num_queries(19):
        store_plan(
            replace(again, planned=[changed(one) for one in again.planned]), by=author, at=NOON
        )
    assert (Question.objects.count(), Revision.objects.count()) == (3, 6)


def changed(one):
    return replace(one, action=Action.CHANGED)
