"""How numbers are read as Vietnamese write them, stored in 31 bits, and judged."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.question_types import number
from questionbank.question_types.number import MOST, ZERO, Reading, Terms
from questionbank.question_types.unread import Unread, UnreadAnswer

# Text, decimals that count, what is meant (multiplied), and whether another habit means another.
READ = [
    ("0", 0, 0, False),
    ("1,5", 1, 15, False),
    ("1.5", 1, 15, False),
    ("1.500,5", 1, 15005, False),
    ("1 500,5", 1, 15005, False),
    ("1\u00a0500,5", 1, 15005, False),
    ("1.500", 0, 1500, False),
    ("1.500", 1, 15000, True),
    ("1,500", 1, 15, True),
    ("0,500", 2, 50, False),
    ("0.500", 2, 50, False),
    ("1.500.000", 0, 1_500_000, False),
    ("1,500,000", 0, 1_500_000, False),
    ("1,500.5", 1, 15005, False),
    ("12.3456", 4, 123456, False),
    ("1500", 0, 1500, False),
    ("007", 0, 7, False),
    ("+3", 0, 3, False),
    ("-3,25", 2, -325, False),
    ("− 3", 0, -3, False),
    ("–1.500", 0, -1500, False),
    ("5,00", 0, 5, False),
    (" 30 ", 0, 30, False),
]


@pytest.mark.parametrize(("text", "decimals", "meant", "is_doubtful"), READ)
def test_a_number_is_read_as_vietnamese_write_it(text, decimals, meant, is_doubtful):
    assert number.read(text, decimals=decimals) == Reading(ZERO + meant, is_doubtful)


UNREAD = [
    ("abc", 0, Unread.NUMBER),
    ("15%", 0, Unread.NUMBER),
    ("1.5.0", 1, Unread.NUMBER),
    ("1,5,0", 1, Unread.NUMBER),
    ("15.00,5", 1, Unread.NUMBER),
    ("1 50", 0, Unread.NUMBER),
    ("٣", 0, Unread.NUMBER),
    ("1e5", 0, Unread.NUMBER),
    ("1,25", 1, Unread.DECIMALS),
    ("1,500", 0, Unread.DECIMALS),
    ("99999999999", 0, Unread.RANGE),
    ("1073741824", 0, Unread.RANGE),
    ("9" * 5000, 0, Unread.RANGE),
]


@pytest.mark.parametrize(("text", "decimals", "why"), UNREAD)
def test_what_is_no_number_is_told_and_never_guessed(text, decimals, why):
    with pytest.raises(UnreadAnswer) as told:
        number.read(text, decimals=decimals)
    assert told.value.why is why


def test_an_empty_field_is_no_answer():
    assert number.read(" \u00a0", decimals=2) == Reading(0)


@given(st.integers(-MOST, MOST), st.integers(0, 6))
def test_every_number_fits_and_is_read_again_as_it_was_written(scaled, decimals):
    said = number.words(scaled, Terms("", decimals))
    answer = number.read(said, decimals=decimals).answer
    assert answer == ZERO + scaled
    assert 0 < answer < 2**31


@given(st.text(max_size=30) | st.from_regex(r"-?[0-9 .,]{1,12}", fullmatch=True))
def test_any_text_is_read_or_refused(text):
    try:
        answer = number.read(text, decimals=3).answer
    except UnreadAnswer:
        return
    assert 0 <= answer < 2**31


@given(st.integers(-(10**6), 10**6), st.integers(0, 1000), st.integers(-(10**6), 10**6))
def test_right_is_within_the_tolerance_and_ends_belong_to_it(value, tolerance, said):
    good = number.is_right((), [value, tolerance], ZERO + said)
    assert good == (abs(Decimal(said) - value) <= tolerance)
    assert number.share((), [value, tolerance], ZERO + said) == good


def test_numbers_are_written_with_blanks_between_thousands_and_a_comma():
    assert number.words(15005, Terms("m²", 1)) == "1\u00a0500,5\u00a0m²"
    assert number.words(-1500, Terms("", 2)) == "−15"
    assert number.words(5, Terms("%", 3)) == "0,005\u00a0%"


def test_the_review_says_what_was_answered_and_what_was_right():
    lines = number.review(["ngày", "0"], (), [30, 2], ZERO + 31)
    assert [(line["text"], line["is_right"], line["is_chosen"]) for line in lines] == [
        ("31\u00a0ngày", True, True),
        ("30\u00a0ngày", True, False),
    ]
    assert lines[1]["within"] == "2\u00a0ngày"
