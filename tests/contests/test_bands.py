"""Bands of quality are read from lines, and a result is in exactly one of them."""

import pytest

from contests.bands import MOST, WrongLine, band_of, bands_of


def names(text: str) -> list[tuple[int, str]]:
    return [(one.border, one.name) for one in bands_of(text)]


def test_without_lines_the_bands_of_usual_reports_are_taken():
    assert names("") == [
        (100, "Đúng tất cả"),
        (75, "Từ 75 %"),
        (25, "Từ 25 %"),
        (0, "Dưới 25 %"),
    ]


@pytest.mark.parametrize("text", ["từ 80: Giỏi\n\n50 % : Khá", "50: Khá\r\n Từ 80 %: Giỏi"])
def test_lines_are_read_in_any_order_and_the_rest_is_named(text):
    assert names(text) == [(80, "Giỏi"), (50, "Khá"), (0, "Dưới 50 %")]


def test_the_lowest_band_may_be_named_as_well():
    assert names("50: Đạt\n0: Chưa đạt") == [(50, "Đạt"), (0, "Chưa đạt")]


@pytest.mark.parametrize(
    "text", ["Giỏi", "101: Giỏi", "80 Giỏi", "-1: Kém", "\n".join(map(str, range(MOST + 1)))]
)
def test_a_line_that_nobody_can_read_is_refused(text):
    with pytest.raises(WrongLine):
        bands_of(text)


@pytest.mark.parametrize(
    ("correct", "questions", "name"),
    [(10, 10, "Đúng tất cả"), (3, 4, "Từ 75 %"), (7499, 10000, "Từ 25 %"), (0, 5, "Dưới 25 %")],
)
def test_borders_are_compared_exactly(correct, questions, name):
    bands = bands_of("")
    assert bands[band_of(correct, questions, bands)].name == name
