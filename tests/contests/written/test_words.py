"""How words are counted, in Python; the page's script has the same cases in its journey."""

import pytest

from contests.written.words import clean_text, count_words

CASES = [
    ("", 0),
    ("cải cách hành chính", 4),
    ("  một\n\nhai\tba ", 3),
    ("một – hai", 2),
    ("• gạch đầu dòng", 3),
    ("24/7, Nghị quyết 76/NQ-CP.", 4),
    ("…!?", 0),
]


@pytest.mark.parametrize(("text", "words"), CASES)
def test_a_word_is_what_stands_between_blanks_and_has_a_letter_or_digit(text, words):
    assert count_words(text) == words


def test_lines_stay_and_control_characters_go():
    assert clean_text("một\r\nhai\x00\x07 ba\rbốn") == "một\nhai ba\nbốn"
