"""Vietnamese text as people write it, and as they search it."""

import pytest

from quizsite.language.vietnamese import search_key, search_words, short_name, tidy


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


def test_short_name_keeps_the_given_name():
    assert short_name("nguyễn văn an") == "N. V. an"
    assert short_name("Y Moan Êban") == "Y. M. Êban"
