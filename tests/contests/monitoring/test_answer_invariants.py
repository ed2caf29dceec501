"""Scoring and the code that checks it share nothing, and say the same of every answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.models import Answer
from contests.monitoring.answer_invariants import is_answered_right, part_earned
from questionbank.models import QuestionKind, Revision
from questionbank.question_types.number import ZERO
from questionbank.question_types.registry import QUESTION_TYPES
from questionbank.question_types.written import answer_of, text_of

letters = st.sampled_from(
    [*"aAáÁàẢêÊễđĐoòơợuưyYỳbcmtMT01 ,.-–/()!?;:“”\"'", "hòa", "hoà", "một cửa", "  ", "e\u0301"]
)
words = st.lists(letters, max_size=12).map("".join)


def agree(kind, options, key, *, choice, text=None):
    revision = Revision(kind=kind, options=options)
    checked = is_answered_right(revision, key, [], Answer(choice=choice, text=text))
    scored = QUESTION_TYPES[kind].is_right([], key, answer_of(choice, text))
    assert checked == scored
    return scored


@given(words, st.lists(words, min_size=1, max_size=3), st.booleans())
def test_both_say_the_same_of_a_text(said, accepted, folds):
    key = [int(folds), *accepted]
    agree("text", ["1"], key, choice=1, text=said)
    agree("text", ["1"], key, choice=1, text=accepted[0])


@given(st.integers(-5000, 5000), st.integers(0, 50), st.integers(-5000, 5000), st.integers(0, 6))
def test_both_say_the_same_of_a_number(value, tolerance, said, decimals):
    agree("number", ["", str(decimals)], [value, tolerance], choice=ZERO + said)


# Kind → options, order, key.
SAMPLES = {
    "choice": (["A", "B"], [1, 0], [1]),
    "grid": (["A", "B"], [1, 0], [1, 2]),
    "matching": (["A", "B", "", "một", "hai"], [4, 3], [1, 2]),
    "ordering": (["A", "B", "C"], [2, 0, 1], [3, 1, 2]),
    "number": (["", "0"], [], [5, 0]),
    "text": (["1"], [], [1, "a"]),
}


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_every_kind_is_checked(kind):
    options, order, key = SAMPLES[kind]
    right = QUESTION_TYPES[kind].right_answer(order, key)
    revision = Revision(kind=kind, options=options)
    answer = Answer(choice=int(right), text=text_of(right) or None)
    assert is_answered_right(revision, key, order, answer)
    other = Answer(choice=int(right) + 1, text="b" if kind == "text" else None)
    assert not is_answered_right(revision, key, order, other)


@pytest.mark.parametrize("text", [None, "", "."])
def test_an_answer_without_words_is_wrong(text):
    assert not agree("text", ["1"], [1, "một cửa"], choice=1, text=text)


PARTLY = {
    "choice": (["A", "B", "C", "D"], [1, 3, 0, 2], [1, 2]),
    "grid": (list("ABCDE"), [4, 1, 0, 3, 2], [1, 2, 2, 1, 1]),
    "matching": (["A", "B", "", "một", "hai", "ba"], [4, 5, 3], [3, 1]),
    "ordering": (list("ABCD"), [2, 0, 3, 1], [3, 1, 4, 2]),
    "number": (["", "0"], [], [5, 0]),
}


@pytest.mark.parametrize("kind", PARTLY)
@given(st.integers(0, 2**31 - 1) | st.integers(0, 10_000))
def test_both_give_the_same_part_of_a_point(kind, choice):
    options, order, key = PARTLY[kind]
    revision = Revision(kind=kind, options=options)
    scored = QUESTION_TYPES[kind].share(order, key, choice)
    assert part_earned(revision, key, order, Answer(choice=choice)) == scored


@given(st.sampled_from(sorted(PARTLY)), st.randoms(use_true_random=False))
def test_both_give_the_same_part_of_what_people_answer(kind, rng):
    options, order, key = PARTLY[kind]
    choice = int(QUESTION_TYPES[kind].random_answer(order, rng))
    revision = Revision(kind=kind, options=options)
    scored = QUESTION_TYPES[kind].share(order, key, choice)
    assert part_earned(revision, key, order, Answer(choice=choice)) == scored
