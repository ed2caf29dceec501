import pytest

from questionbank.authoring.wording import faults_of, warnings_of

FOUR = ["Chính phủ", "Quốc hội", "Bộ Nội vụ", "Ủy ban nhân dân"]


def faults(right, **texts):
    said = {"stem": "Cơ quan nào?", "explanation": "Vì luật.", "article": "Điều 1", **texts}
    return [fault.place for fault in faults_of(said, FOUR, right, kind="choice")]


def test_complete_question_has_no_fault():
    assert faults([1]) == []


def test_missing_texts_are_named():
    assert faults([0], stem="", explanation="", article="") == [
        "stem",
        "explanation",
        "article",
    ]


def test_overlong_text_is_a_fault():
    assert faults([0], stem="a" * 2001) == ["stem"]


def test_plain_question_is_not_warned_about():
    assert warnings_of("Cơ quan nào?", FOUR, [0], kind="choice") == []


@pytest.mark.parametrize(
    ("stem", "is_warned"),
    [
        ("Việc nào không thuộc thẩm quyền của xã?", True),
        ("Việc nào KHÔNG thuộc thẩm quyền của xã?", False),
        ("Phát biểu nào sau đây là sai?", True),
        ("Mọi việc dưới đây đều đúng, ngoại trừ việc nào?", True),
        ("Ông A không được cấp giấy. Ông gửi đơn đến cơ quan nào?", False),
    ],
)
def test_small_word_that_turns_the_question_round_should_stand_out(stem, is_warned):
    assert bool(warnings_of(stem, FOUR, [0], kind="choice")) == is_warned
