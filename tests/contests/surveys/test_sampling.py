"""The sample's size and its quotas."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.surveys.sampling import quotas, sample_size


@pytest.mark.parametrize(
    ("population", "percent", "expected"),
    [(5000, 5, 371), (400, 5, 200), (1, 5, 1), (23_500, 5, 394), (5000, 3, 910)],
)
def test_the_size_follows_the_formula_rounded_up(population, percent, expected):
    assert sample_size(population, margin=Fraction(percent, 100)) == expected


def test_what_is_left_goes_to_the_largest_remainders():
    assert quotas([500, 300, 200], total=7) == [4, 2, 1]
    assert quotas([1, 1, 1], total=2) == [1, 1, 0]
    assert quotas([], total=5) == []
    assert quotas([0, 0], total=5) == [0, 0]


@given(st.lists(st.integers(0, 9000), min_size=1, max_size=12), st.integers(0, 2000))
def test_quotas_add_up_and_none_is_more_than_one_away_from_its_share(people, total):
    given_ = quotas(people, total=total)
    if sum(people):
        assert sum(given_) == total
        for count, share in zip(people, given_, strict=True):
            assert abs(share - Fraction(total * count, sum(people))) < 1
