"""What authors are told of options and keys, and how files say them."""

import pytest

from questionbank.authoring.choice import faults_of, read_cells, warnings_of, write_cells
from questionbank.question_types.choice_order import LETTERS

FOUR = ["Chính phủ", "Quốc hội", "Bộ Nội vụ", "Ủy ban nhân dân"]


def faults(options, key):
    return [fault.place for fault in faults_of(options, key)]


def test_several_right_options_are_fine():
    assert faults(FOUR, [0, 2]) == []


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


def test_option_about_the_others_is_warned_about():
    [said] = warnings_of([*FOUR[:3], "Tất cả các phương án trên"], [3])
    assert said.startswith("Phương án D nhắc đến phương án khác")


def test_right_option_much_longer_than_the_others_is_warned_about():
    [said] = warnings_of(["Một cơ quan được giao nhiệm vụ rất cụ thể", "Hai", "Ba"], [0])
    assert said == "Phương án đúng dài hơn hẳn các phương án khác nên dễ đoán."


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("B", (1,)),
        ("b", (1,)),
        ("A, C", (0, 2)),
        ("AC", (0, 2)),
        ("c;a", (0, 2)),
        ("A và C", (0, 2)),
        ("A/C.", (0, 2)),
        ("A, A", (0,)),
        ("H", (7,)),
        ("", ()),
        ("2", ()),
        ("I", ()),
        ("Đáp án B", (1,)),
    ],
)
def test_key_is_read_as_people_write_it(said, right):
    cells = dict.fromkeys(LETTERS, "") | {"right": said}
    assert read_cells(cells)[:2] == ([""] * 8, right)


def test_letters_are_written_the_way_they_are_read():
    assert write_cells(FOUR, [2, 0])["right"] == "A, C"
