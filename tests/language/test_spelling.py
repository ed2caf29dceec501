"""What people type instead of a word."""

import pytest

from quizsite.language.spelling import arabic, sound, without_keystrokes
from quizsite.language.vietnamese import spelling_key


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ddoongs", "dong"),
        ("hoanf", "hoan"),
        ("hoafn", "hoan"),
        ("kieems", "kiem"),
        ("dduwowngf", "duong"),
        ("dda", "da"),
        ("sowr", "so"),
        ("xuan", "xuan"),
    ],
)
def test_telex_keystrokes_are_read(typed, meant):
    assert without_keystrokes(typed) == meant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("truc", "chuc"),
        ("xa", "sa"),
        ("giang", "dang"),
        ("nam", "lam"),
        ("tuy", "tui"),
        ("ky", "ci"),
    ],
)
def test_what_is_spoken_alike_has_one_sound(one, other):
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("nghia", "lghia"), ("nha", "lha"), ("ba", "da")])
def test_what_is_spoken_otherwise_has_not(one, other):
    assert sound(one) != sound(other)


def test_roman_numbers_are_arabic_ones():
    assert [arabic(one) for one in ("ii", "iii", "iv", "i", "x")] == ["2", "3", "4", "i", "x"]


def test_the_spelling_keeps_accents_and_not_where_a_tone_stands():
    assert spelling_key("Hoà Lạc") == spelling_key("hòa  lạc") != spelling_key("Hoa Lac")
    assert spelling_key("Phú Lâm") != spelling_key("Phù Lâm")
