import pytest

from questionbank.authoring.wording import faults_of, warnings_of

FOUR = ["Chính phủ", "Quốc hội", "Bộ Nội vụ", "Ủy ban nhân dân"]


def faults(options, right, *, stem="Cơ quan nào?", explanation="Vì luật.", article="Điều 1"):
    found = faults_of(stem, options, right, explanation=explanation, article=article)
    return [fault.place for fault in found]


def test_complete_question_has_no_fault():
    assert faults(FOUR, [1]) == []


def test_several_right_options_are_fine():
    assert faults(FOUR, [0, 2]) == []


def test_missing_texts_are_named():
    assert faults(FOUR, [0], stem="", explanation="", article="") == [
        "stem",
        "explanation",
        "article",
    ]


def test_one_option_is_too_few():
    assert faults(["Chính phủ", "", ""], [0]) == ["B"]


def test_no_option_at_all_is_told_once():
    assert faults(["", ""], []) == ["A", "right"]


def test_gap_between_options_is_named_by_its_letter():
    assert faults(["Một", "Hai", "", "Bốn"], [0]) == ["C"]


def test_same_option_twice_is_a_fault_whatever_its_case():
    assert faults(["Chính phủ", "Quốc hội", "CHÍNH PHỦ"], [1]) == ["C"]


def test_key_out_of_range_is_a_fault():
    assert faults(FOUR, [4]) == ["right"]


def test_key_naming_an_empty_option_is_a_fault():
    assert faults(["Một", "Hai", "", ""], [2]) == ["right"]


def test_no_wrong_option_is_a_fault():
    assert faults(FOUR, [0, 1, 2, 3]) == ["right"]


def test_eight_options_are_allowed():
    assert faults([f"Phương án số {n}" for n in range(8)], [7]) == []


def test_overlong_text_is_a_fault():
    assert faults(FOUR, [0], stem="a" * 2001) == ["stem"]


def test_option_about_the_others_is_warned_about():
    [said] = warnings_of("Cơ quan nào?", [*FOUR[:3], "Tất cả các phương án trên"], [3])
    assert said.startswith("Phương án D nhắc đến phương án khác")


def test_right_option_much_longer_than_the_others_is_warned_about():
    [said] = warnings_of(
        "Cơ quan nào?", ["Một cơ quan được giao nhiệm vụ rất cụ thể", "Hai", "Ba"], [0]
    )
    assert said == "Phương án đúng dài hơn hẳn các phương án khác nên dễ đoán."


def test_plain_question_is_not_warned_about():
    assert warnings_of("Cơ quan nào?", FOUR, [0]) == []


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
    assert bool(warnings_of(stem, FOUR, [0])) == is_warned
