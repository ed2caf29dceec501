"""Signs that votes were not cast by people on their own."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from contests.voting.signs import BURST_AT_LEAST, CastVote, burst_among, suspicions
from tests.factories import NOON

WEEK = timedelta(days=7)


def at(minutes, *, pk, candidate=1, fresh=False):
    return CastVote(pk, candidate, NOON + timedelta(minutes=minutes), fresh)


def spread(count, *, first=1, candidate=1):
    return [at(n * 100, pk=first + n, candidate=candidate) for n in range(count)]


def test_votes_of_a_week_one_after_the_other_are_no_sign():
    assert suspicions(spread(100), window=WEEK) == []


def test_many_votes_in_ten_minutes_are_a_burst_and_the_others_are_not():
    quick = [at(5000 + n / 5, pk=1000 + n) for n in range(30)]
    [found] = suspicions([*spread(60), *quick], window=WEEK)
    assert (found.sign, found.candidate, found.of) == ("burst", 1, 90)
    assert set(found.votes) >= {one.pk for one in quick}
    assert len(found.votes) <= len(quick) + 2


def test_a_burst_for_everybody_of_a_short_ballot_is_no_sign():
    """In an hour nobody votes evenly over a week: the average is what counts."""
    busy = [at(n / 10, pk=n) for n in range(600)]
    assert suspicions(busy, window=timedelta(hours=1)) == []


def test_few_votes_are_never_a_burst():
    quick = [at(n / 100, pk=n) for n in range(BURST_AT_LEAST - 1)]
    assert burst_among(quick, window=WEEK) == []


def test_accounts_made_to_vote_are_a_sign_of_their_own():
    votes = [*spread(10), at(50, pk=500, fresh=True), at(900, pk=501, fresh=True)]
    assert [(one.sign, one.votes, one.of) for one in suspicions(votes, window=WEEK)] == [
        ("fresh", [500, 501], 12)
    ]


@given(st.lists(st.integers(0, 10_000), max_size=200))
def test_every_vote_of_a_burst_has_enough_others_near_it(minutes):
    votes = sorted((at(n, pk=pk) for pk, n in enumerate(minutes)), key=lambda one: one.at)
    caught = set(burst_among(votes, window=WEEK))
    for one in votes:
        if one.pk in caught:
            near = [other for other in votes if abs(other.at - one.at) < timedelta(minutes=10)]
            assert len(near) >= BURST_AT_LEAST
