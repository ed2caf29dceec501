import pytest

from quizsite.tables.columns import column_letters


@pytest.mark.parametrize(
    ("position", "letters"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (16383, "XFD")],
)
def test_column_has_the_spreadsheets_letters(position, letters):
    assert column_letters(position) == letters
