"""One text message: 160 letters of GSM, or 70 with accents, and the link is whole."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizsite.notifications.short_texts import MOST_ACCENTED, MOST_PLAIN, text_of

LINK = "https://thi.example.vn/s/123456/"


def test_without_accents_it_is_plain_letters():
    said = text_of("Còn 2 ngày, bạn chưa thi: Tuần 1 – “Đợt 1”", link=LINK, has_accents=False)
    assert said == f'Con 2 ngay, ban chua thi: Tuan 1 - "Dot 1" {LINK}'


def test_with_accents_it_says_so_in_seventy():
    said = text_of("Còn 2 ngày, bạn chưa thi: Tuần 1 của cuộc thi", link=LINK, has_accents=True)
    assert said == f"Còn 2 ngày, bạn chưa thi: Tuần 1 c... {LINK}"
    assert len(said) <= MOST_ACCENTED


@pytest.mark.parametrize("has_accents", [True, False])
@given(words=st.text(max_size=400))
def test_any_words_fit_and_the_link_is_never_cut(has_accents, words):
    said = text_of(words, link=LINK, has_accents=has_accents)
    assert said.endswith(LINK)
    if has_accents:
        assert len(said.encode("utf-16-le")) // 2 <= MOST_ACCENTED
    else:
        assert len(said) <= MOST_PLAIN
        assert re.fullmatch(r"[0-9A-Za-z @$_!\"#%&'()*+,\-./:;<=>?]*", said)
