import pytest

from contests.stage.programme import overtime_of
from contests.stage.programmes.typed import (
    BadLine,
    TypedQuestion,
    members_in,
    overtime_in,
    questions_in,
    typed_again,
)

TEXT = """Một cửa là gì?
Hãy chọn.
A. Một phòng
*B) Một nơi nhận và trả

Mấy ngày?
Đáp án: 5
"""


def test_questions_are_read_and_written_again():
    read = questions_in(TEXT)
    assert read == [
        TypedQuestion("Một cửa là gì?\nHãy chọn.", ("Một phòng", "Một nơi nhận và trả"), 1),
        TypedQuestion("Mấy ngày?", answer="5"),
    ]
    assert questions_in("\n\n".join(map(typed_again, read))) == read


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Câu?\nA. một\nB. hai", 1),  # no right one
        ("Câu?\n*A. một", 1),  # one option
        ("Câu?\n*A. một\n*B. hai", 3),
        ("Câu?\n*A. một\nC. ba", 3),
        ("\n\nCâu?\nĐáp án: 5\nthêm", 5),
        ("\n\n".join(["Câu?"] * 61), 121),
    ],
)
def test_a_question_that_cannot_be_read_is_found_by_its_line(text, line):
    with pytest.raises(BadLine) as caught:
        questions_in(text)
    assert caught.value.line == line


def test_members_have_a_role_each():
    assert members_in("Trần An; Đội trưởng\n\nLê Bình\n") == [
        ("Trần An", "captain"),
        ("Lê Bình", "member"),
    ]
    with pytest.raises(BadLine):
        members_in("Trần An; giám đốc")


def test_an_overtime_table_is_typed_in_rows_that_the_rules_read():
    rows = overtime_in("0; 0,25\n60; 0,5; 30\n")
    assert rows == [[0, "-0.25", None], [60, "-0.5", 30]]
    assert len(overtime_of(rows)) == 2


@pytest.mark.parametrize("text", ["1", "x; 1", "1; NaN", "1; 1; 0", "1; 1e9", "²; 1", "1; 0,001"])
def test_an_overtime_row_that_makes_no_sense_is_refused(text):
    with pytest.raises(BadLine):
        overtime_in(text)
