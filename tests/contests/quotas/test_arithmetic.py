"""How many people a quota asks: exact, rounded up, never more than there are."""

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.quotas.arithmetic import CONTAINS, Demand, counts_for, missing, needed
from quizsite.accounts.models import HeadcountCategory

people = st.integers(0, 10_000)
percents = st.integers(1, 100)


@pytest.mark.parametrize(
    ("demand", "headcount", "asked"),
    [
        (Demand(percent=50), 7, 4),
        (Demand(percent=30), 10, 3),
        (Demand(percent=30), 11, 4),
        (Demand(percent=100), 13, 13),
        (Demand(at_least=1), 4, 1),
        (Demand(at_least=1), 0, 0),
        (Demand(at_least=1), None, 1),
        (Demand(percent=50), None, None),
        (Demand(at_least=5, percent=50), 6, 5),
        (Demand(at_least=5, percent=50), 12, 6),
        (Demand(at_least=5, percent=50), 3, 3),
        (Demand(at_least=5, percent=50), None, None),
    ],
)
def test_what_a_quota_asks(demand, headcount, asked):
    assert needed(demand, headcount) == asked


@given(people, percents)
def test_a_part_of_the_headcount_is_rounded_up(headcount, percent):
    assert needed(Demand(percent=percent), headcount) == ceil(Fraction(headcount * percent, 100))


@given(people, percents, st.integers(1, 50), people)
def test_who_is_missing_fills_it_exactly(headcount, percent, at_least, taken):
    demand = Demand(at_least, percent)
    gap = missing(demand, headcount, taken)
    assert missing(demand, headcount, taken + gap) == 0
    assert gap == 0 or missing(demand, headcount, taken + gap - 1) == 1


def test_without_a_headcount_nobody_can_tell():
    assert missing(Demand(percent=1), None, 1000) is None


def test_one_stop_staff_count_among_civil_servants_and_all_of_them_among_officials():
    assert counts_for("cong-chuc") == {"cong-chuc", "mot-cua"}
    assert counts_for("mot-cua") == {"mot-cua"}
    assert counts_for("cbccvc") == set(HeadcountCategory.values) - {
        *("hoc-sinh", "sinh-vien", "nguoi-lao-dong", "khong-chuyen-trach", "can-bo-doan-the"),
    }
    named = {one for contained in CONTAINS.values() for one in contained} | set(CONTAINS)
    assert named <= set(HeadcountCategory.values)
