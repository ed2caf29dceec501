"""Which texts count as one, and what a review shows of them."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from questionbank.question_types import text
from questionbank.question_types.written import MOST_LETTERS, Written, answer_of, is_fit, text_of

KEY = [1, "Một cửa", "29/CT-TTg"]
EXACT = [0, "Hòa Bình"]


@pytest.mark.parametrize(
    "said",
    [
        "Một cửa",
        "một cửa",
        "MỘT  CỬA",
        "mot cua",
        "Một cửa.",
        "“một cửa”",
        " một cửa !",
        unicodedata.normalize("NFD", "Một cửa"),
        "29/CT-TTg",
        "29 / ct - ttg",
        "29/CT–TTg",
    ],
)
def test_what_does_not_matter_does_not_matter(said):
    assert text.is_right((), KEY, Written(said))


@pytest.mark.parametrize("said", ["", ".", "Một cửa liên thông", "mộtcửa", "29CT-TTg", "29/CT"])
def test_other_words_are_wrong(said):
    assert not text.is_right((), KEY, Written(said))


@pytest.mark.parametrize(("said", "good"), [("hòa bình", True), ("hoà bình", True)])
def test_with_accents_it_does_not_matter_where_a_tone_stands(said, good):
    assert text.is_right((), EXACT, Written(said)) is good


@pytest.mark.parametrize("said", ["hoa binh", "hóa bình", "hòa binh"])
def test_with_accents_another_accent_is_wrong(said):
    assert not text.is_right((), EXACT, Written(said))
    assert text.is_right((), [1, *EXACT[1:]], Written(said))


def test_an_answer_without_a_text_is_wrong():
    assert not text.is_right((), KEY, 1)
    assert not text.is_right((), (), Written("Một cửa"))


@given(st.text(min_size=1, max_size=40), st.booleans())
def test_what_an_author_lists_is_right_if_anything_of_it_can_be_compared(said, folds):
    good = text.is_right((), [int(folds), said], Written(said))
    assert good == (text.comparable(said, folds=folds) != "")


@given(st.text(max_size=40), st.booleans())
@example(said="ÇÈ", folds=False)
@example(said="ŉ", folds=True)
def test_comparing_twice_changes_nothing(said, folds):
    once = text.comparable(said, folds=folds)
    assert text.comparable(once, folds=folds) == once


def test_the_review_lists_the_other_texts_accepted():
    lines = text.review(["1"], (), KEY, Written("mot cua"))
    assert [(line["text"], line["is_right"], line["is_chosen"]) for line in lines] == [
        ("mot cua", True, True),
        ("29/CT-TTg", True, False),
    ]


def test_an_answer_in_words_is_a_one_with_its_text():
    answer = Written("ba mươi")
    assert (int(answer), bool(answer), text_of(answer)) == (1, True, "ba mươi")
    assert answer == Written("ba mươi") != Written("bốn mươi")
    assert not Written("")
    assert (answer_of(1, "a"), answer_of(0, "a"), answer_of(5, None)) == (Written("a"), 0, 5)


def test_only_short_texts_without_control_characters_are_stored():
    assert is_fit("x" * MOST_LETTERS)
    assert is_fit(" ".join("x" * (MOST_LETTERS // 2)) + "   ")
    assert not is_fit("x" * (MOST_LETTERS + 1))
    assert not is_fit("a\x00b")
    assert not is_fit("a\ud800")
