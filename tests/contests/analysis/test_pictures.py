"""Columns of time show the share of enough people each."""

from hypothesis import given
from hypothesis import strategies as st

from contests.analysis.limits import LEAST_PEOPLE
from contests.analysis.pictures import wide_enough

HOURS = st.lists(st.integers(0, 25).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))


def test_slots_are_put_together_by_hand():
    hours = [(1, 4), (5, 6), (9, 12), (1, 2)]
    assert wide_enough([0, 10, 20, 30], hours) == [(0, 6, 10), (20, 10, 14)]


@given(HOURS)
def test_no_column_is_of_few_and_nobody_is_left_out(hours):
    found = wide_enough(range(len(hours)), hours)
    assert all(of >= LEAST_PEOPLE for _begin, _right, of in found)
    if sum(of for _right, of in hours) >= LEAST_PEOPLE:
        assert sum(of for *_begin, of in found) == sum(of for _right, of in hours)
