"""What counts as a right answer of a question with options, and what a review shows of it."""

from fractions import Fraction

import pytest

from questionbank.question_types.choice import (
    answer_texts,
    bank_answer,
    further_keys,
    is_right,
    read_answer,
    review,
    right_answer,
    share,
)


def test_bits_name_the_options_in_the_order_shown():
    assert right_answer((2, 0, 1), frozenset({2, 1})) == 0b101


def test_a_key_that_is_not_on_the_paper_is_never_right():
    assert not any(is_right((2, 0, 1), frozenset({3}), answer) for answer in range(16))


def test_nothing_ticked_is_never_right():
    assert not is_right((0, 1), frozenset(), 0)


def test_several_right_options_count_only_together():
    order, key = (3, 1, 0, 2), frozenset({1, 2})
    assert is_right(order, key, 0b1010)
    assert not is_right(order, key, 0b0010)
    assert not is_right(order, key, 0b1011)


def test_an_answer_beyond_the_options_shown_is_wrong():
    assert not is_right((0, 1), frozenset({0}), 0b10000)


def test_the_review_shows_what_was_ticked():
    lines = review(["Một", "Hai", "Ba"], (2, 0, 1), [0], 0b101)
    assert [(line["text"], line["is_chosen"]) for line in lines] == [
        ("Ba", True),
        ("Một", False),
        ("Hai", True),
    ]
    assert [line["is_right"] for line in lines] == [False, True, False]


def test_places_that_a_form_ticks_become_bits_and_twice_the_same_counts_once():
    assert read_answer((2, 0, 1), ["0", "2", "2"]) == 0b101


def test_a_place_that_the_question_lacks_is_refused():
    with pytest.raises(ValueError, match="3"):
        read_answer((2, 0, 1), ["3"])


def test_a_wrong_tick_takes_back_what_a_right_one_earns():
    order, key = (3, 1, 0, 2), frozenset({1, 2})
    assert share(order, key, 0b1010) == 1
    assert share(order, key, 0b0010) == share(order, key, 0b1011) == Fraction(1, 2)
    assert share(order, key, 0b1111) == share(order, key, 0) == 0


def test_the_same_answer_on_papers_in_another_order_is_the_same_in_bank_order():
    assert bank_answer((2, 0, 1), 0b101) == bank_answer((0, 1, 2), 0b110) == 0b110


def test_an_answer_in_words_names_the_options_as_shown():
    assert answer_texts(["Một", "Hai", "Ba"], (2, 0, 1), 0b101) == ["Ba", "Hai"]


def test_what_a_ruling_accepts_counts_alone_or_together_as_the_key_does():
    options = ["Một", "Hai", "Ba"]
    assert further_keys(options, [0], [2, 1, 1, 7]) == [[1], [2]]
    assert further_keys(options, [0, 1], [2, 1]) == [[1, 2]]
    assert further_keys(options, [0, 1], [9]) == []
