"""Vietnamese text as people write it, and as they search it."""

import pytest

from quizsite.language.vietnamese import (
    search_key,
    search_words,
    tidy,
    visible,
)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Sở Nội vụ", "so noi vu"),
        ("Hoà Lạc", "hoa lac"),
        ("Hòa Lạc", "hoa lac"),
        ("Đống Đa", "dong da"),
        ("Văn Miếu - Quốc Tử Giám", "van mieu quoc tu giam"),
    ],
)
def test_search_key_knows_no_accents_and_no_tone_placement(written, key):
    assert search_key(written) == key


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("P. Ba Dinh", ["ba", "dinh"]),
        ("UBND phường Ba Đình", ["ba", "dinh"]),
        ("phuong ba dinh", ["ba", "dinh"]),
        ("xã", ["xa"]),
    ],
)
def test_search_words_leave_out_the_title_of_a_place(query, words):
    assert search_words(query) == words


def test_tidy_repairs_legacy_letters_and_composes():
    assert tidy("chƣơng  tri\u0300nh\u200b") == "chương trình"


FAMILY = "👨\u200d👩\u200d👧"
BLANK = ["\u3164", "\u115f\u1160", "\u200b\u200d", "\u2800", "\u00ad \u2060", "\u0301", "\n\t "]


@pytest.mark.parametrize("text", BLANK)
def test_text_that_no_screen_shows_is_empty(text):
    assert (visible(text), tidy(text)) == ("", "")


@pytest.mark.parametrize("text", ["Vắng mặt", "?", "7", FAMILY, " hai lần "])
def test_text_that_is_seen_stays(text):
    assert visible(text) == text.strip()


def test_letters_that_are_not_seen_do_not_part_words():
    assert tidy("chu\u00adyển\u2060 đổi\u200d số\u3164An") == "chuyển đổi số An"


def test_a_picture_of_several_is_never_cut():
    assert tidy(FAMILY) == FAMILY
