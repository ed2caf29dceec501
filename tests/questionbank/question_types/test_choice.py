"""What counts as a right answer of a question with options, and what a review shows of it."""

from questionbank.question_types.choice import is_right, review, right_answer


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
