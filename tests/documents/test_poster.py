"""A poster has the size of its paper, its words, and a code that leads to the address."""

import pypdfium2
import pytest

from quizsite.documents.poster import SIZES, Poster, PosterSize, poster_pdf

ADDRESS = "https://thi.example.gov.vn/cuoc-thi/cchc/dang-ky/?don-vi=so-noi-vu"
POSTER = Poster("Sở Nội vụ", "Tìm hiểu #cchc [2026]", "Phường Ba Đình", ["Tuần 1"], "Quét", ADDRESS)
MM = 72 / 25.4


@pytest.mark.parametrize("size", PosterSize)
def test_a_poster_is_one_page_of_its_size_with_every_word(size):
    document = pypdfium2.PdfDocument(poster_pdf(POSTER, size))
    try:
        assert len(document) == 1
        page = document[0]
        assert page.get_size() == pytest.approx([side * MM for side in SIZES[size]], abs=0.1)
        text = page.get_textpage().get_text_bounded()
    finally:
        document.close()
    for words in ("SỞ NỘI VỤ", "#cchc [2026]", "Phường Ba Đình", "Tuần 1", "Quét"):
        assert words in text


def test_a_long_title_and_a_long_name_still_fit_on_one_page():
    long = Poster("Ủy ban " * 12, "Tìm hiểu " * 30, "Trường " * 20, ["Tuần"] * 4, "Quét", ADDRESS)
    document = pypdfium2.PdfDocument(poster_pdf(long, PosterSize.A4))
    try:
        assert len(document) == 1
    finally:
        document.close()
