"""Units compare by exact fractions; expected values are written by hand."""

from fractions import Fraction

import pytest

from contests.models import CollectiveMeasure
from leaderboard.prizes.sheets import GATES
from leaderboard.prizes.unit_ranking import (
    MEASURES,
    Tier,
    UnitFacts,
    UnitTerms,
    needed_percent,
    rank_units,
    with_minimum,
)

SOC_TRANG = [Tier(50, 30), Tier(100, 25)]
RATE = UnitTerms(["rate"])


def unit(pk, people, headcount=None, **facts):
    return UnitFacts(pk, people=people, headcount=headcount, **facts)


def places(units, terms):
    return [(one.facts.unit, one.place) for one in rank_units(units, terms)]


def test_each_measure_of_the_models_is_measured():
    assert set(MEASURES) == set(CollectiveMeasure.values)


@pytest.mark.parametrize(
    ("headcount", "needed"), [(49, 30), (50, 25), (99, 25), (100, 20), (1000, 20)]
)
def test_the_smallest_tier_that_a_unit_is_below_decides(headcount, needed):
    terms = UnitTerms(["rate"], tiers=SOC_TRANG, min_percent=20)
    assert needed_percent(unit(1, 1, headcount), terms) == needed


def test_a_rate_is_compared_exactly_at_its_gate():
    """A third is not 33.33 %, and 15 of 50 are 30 %."""
    terms = UnitTerms(["rate"], min_percent=30)
    assert places([unit(1, 15, 50), unit(2, 149, 500)], terms) == [(1, 1), (2, None)]


def test_rates_that_round_alike_are_not_equal():
    units = [unit(1, 3333, 10000), unit(2, 1, 3)]
    assert places(units, RATE) == [(2, 1), (1, 2)]


def test_more_people_than_the_headcount_count_as_all_of_it():
    units = [unit(1, 30, 10, winners=0), unit(2, 10, 10, winners=1)]
    assert places(units, RATE) == [(1, 1), (2, 1)]
    assert places(units, UnitTerms(["rate", "winners"])) == [(2, 1), (1, 2)]
    assert units[0].rate == 300  # shown as it is


def test_equal_units_share_a_place_and_the_next_place_is_left_out():
    units = [unit(1, 5, 10), unit(2, 5, 10), unit(3, 1, 10)]
    assert places(units, RATE) == [(1, 1), (2, 1), (3, 3)]


def test_a_unit_without_headcount_is_ranked_by_people_and_not_by_rate():
    assert places([unit(1, 5)], UnitTerms(["people"])) == [(1, 1)]
    assert places([unit(1, 5)], RATE) == [(1, None)]


def test_each_gate_is_named_and_has_words():
    terms = UnitTerms(["rate"], min_percent=50, min_people=3, needs_winner=True, needs_quotas=True)
    (no_headcount, low) = rank_units([unit(1, 3), unit(2, 1, 10, meets_quotas=False)], terms)
    assert {*no_headcount.failed, *low.failed} == set(GATES)
    assert set(GATES) == {"headcount", "rate", "people", "winner", "quotas"}


def test_points_may_be_all_that_a_unit_brings():
    units = [unit(1, 0, points=Fraction(7)), unit(2, 0, points=Fraction(15, 2))]
    assert places(units, UnitTerms(["points"])) == [(2, 1), (1, 2)]


def test_weights_make_a_mean():
    facts = unit(1, 1, 2, papers=1, score=Fraction(1), points=Fraction(10), prize_points=8)
    terms = UnitTerms(["weighted"], weights=(2, 1, 1, 3))
    assert rank_units([facts], terms)[0].values == [Fraction(2 * 50 + 100 + 10 + 3 * 8, 7)]


def test_units_compare_by_attempts_and_by_what_their_prizes_are_worth():
    units = [unit(1, 3, attempts=3, prize_points=8), unit(2, 1, attempts=90, prize_points=5)]
    assert places(units, UnitTerms(["attempts"])) == [(2, 1), (1, 2)]
    assert places(units, UnitTerms(["prize_points"])) == [(1, 1), (2, 2)]


def test_what_if_asks_one_minimum_of_all():
    terms = UnitTerms(["rate"], tiers=SOC_TRANG, min_percent=20)
    units = [unit(1, 3, 10), unit(2, 4, 10)]
    assert places(units, with_minimum(terms, 40)) == [(2, 1), (1, None)]
