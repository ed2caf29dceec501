"""What votes are worth beside a jury's marks."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from contests.voting.share import public_most, public_points

votes = st.dictionaries(st.integers(1, 40), st.integers(0, 100_000), min_size=1)
shares = st.integers(1, 20)
maxima = st.integers(100, 100_000)


def test_the_public_has_twenty_points_beside_a_jury_of_eighty():
    assert public_most(8000, 20) == 2000
    given_votes = {1: 300, 2: 150, 3: 1, 4: 0}
    assert public_points(given_votes, jury_most=8000, public_percent=20) == {
        1: 2000,
        2: 1000,
        3: 10,
        4: 0,
    }


def test_without_any_vote_nobody_gets_anything():
    assert public_points({1: 0, 2: 0}, jury_most=8000, public_percent=20) == {1: 0, 2: 0}
    assert public_points({}, jury_most=8000, public_percent=20) == {}


@given(votes, maxima, shares)
def test_points_are_tenths_in_proportion_to_the_most_voted(counted, jury_most, share):
    found = public_points(counted, jury_most=jury_most, public_percent=share)
    most, highest = public_most(jury_most, share), max(counted.values())
    for one, points in found.items():
        assert points % 10 == 0
        exact = Fraction(most * counted[one], highest) if highest else 0
        assert abs(points - exact) <= 5
    if highest:
        assert max(found.values()) == most


@given(maxima, shares)
def test_the_public_never_has_more_than_its_share(jury_most, share):
    most = public_most(jury_most, share)
    assert abs(Fraction(most * (100 - share), share) - jury_most) <= Fraction(5 * 100, share)


@given(votes, maxima, shares)
def test_more_votes_never_give_fewer_points(counted, jury_most, share):
    found = public_points(counted, jury_most=jury_most, public_percent=share)
    ordered = sorted(counted, key=lambda one: counted[one])
    assert [found[one] for one in ordered] == sorted(found.values())
