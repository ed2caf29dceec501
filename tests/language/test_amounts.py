"""Sums of money in Vietnamese words, as decisions repeat them."""

import pytest

from quizsite.language.amounts import money_words, number_words


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (55, "năm mươi lăm"),
        (101, "một trăm linh một"),
        (110, "một trăm mười"),
        (1_000, "một nghìn"),
        (1_005, "một nghìn không trăm linh năm"),
        (25_500_000, "hai mươi lăm triệu năm trăm nghìn"),
        (1_000_000_000, "một tỷ"),
        (2_015_000_000, "hai tỷ không trăm mười lăm triệu"),
        (1_000_000_000_000, "một nghìn tỷ"),
    ],
)
def test_a_number_is_read_as_vietnamese_reads_it(number, said):
    assert number_words(number) == said


def test_a_sum_begins_with_a_capital():
    assert money_words(25_000_000) == "Hai mươi lăm triệu đồng"
