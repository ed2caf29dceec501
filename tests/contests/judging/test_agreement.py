"""Agreement is compared with figures that were published."""

import pytest

from contests.judging.agreement import agreement_of, intraclass

# Shrout and Fleiss (1979), table 2: six targets, four judges.
PUBLISHED = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_intraclass_correlations_are_those_of_the_paper():
    single, average = intraclass(PUBLISHED)
    assert (round(single, 2), round(average, 2)) == (0.29, 0.62)


def test_alpha_is_one_where_all_agree_and_unknown_where_all_marks_are_the_same():
    assert agreement_of([[1, 1, 1], [5, 5, 5]]).alpha == pytest.approx(1)
    assert agreement_of([[5, 5], [5, 5]]).alpha is None


def test_alpha_of_krippendorffs_example_with_missing_marks():
    """Krippendorff (2011), example C, interval data: 0.849."""
    a = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]
    b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
    c = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
    d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]
    assert agreement_of(list(zip(a, b, c, d, strict=True))).alpha == pytest.approx(0.849, abs=0.001)


def test_a_mark_that_is_missing_leaves_the_work_out_of_the_correlation():
    told = agreement_of([[1, 2], [3, None], [5, 5], [2, 2]])
    assert told.single == intraclass([[1, 2], [5, 5], [2, 2]])[0]


@pytest.mark.parametrize("matrix", [[], [[1]], [[1, None]], [[None, None]]])
def test_too_little_tells_nothing(matrix):
    told = agreement_of(matrix)
    assert (told.alpha, told.single, told.average) == (None, None, None)
