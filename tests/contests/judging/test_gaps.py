"""What counts of several marks, for every rule; the properties hold for any marks."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.judging.gaps import GapRule, Scope, Standing, Unit, Way, rounded, settle

MOST = {1: 60_00, 2: 40_00}
marks = st.fixed_dictionaries(
    {pk: st.integers(0, most // 25).map(lambda n: n * 25) for pk, most in MOST.items()}
)
rules = st.builds(
    GapRule,
    value=st.integers(0, 100_00),
    unit=st.sampled_from(Unit),
    scope=st.sampled_from(Scope),
    way=st.sampled_from(Way),
)


def rule(value=20_00, unit=Unit.POINTS, scope=Scope.TOTAL, way=Way.THIRD):
    return GapRule(value, unit, scope, way)


def settled(first, third=None, **said):
    return settle(first, third, markers=2, most=MOST, rule=rule(**said))


A, B, C = {1: 50_00, 2: 30_00}, {1: 30_00, 2: 30_00}, {1: 40_00, 2: 32_00}


def test_two_marks_near_each_other_come_to_their_mean():
    found = settled([A, {1: 49_75, 2: 30_00}])
    assert (found.standing, rounded(found.total)) == (Standing.SETTLED, 79_88)


def test_one_mark_waits_for_the_second():
    assert settled([A]).standing is Standing.WAITING


def test_a_gap_just_at_the_limit_asks_for_a_third_juror():
    assert settled([A, B]).standing is Standing.APART
    assert settled([A, {1: 30_25, 2: 30_00}]).standing is Standing.SETTLED


def test_a_limit_in_per_cent_is_one_of_the_most():
    assert settled([A, B], value=20_00, unit=Unit.PERCENT).standing is Standing.APART
    assert settled([A, B], value=20_01, unit=Unit.PERCENT).standing is Standing.SETTLED


def test_criteria_are_compared_one_by_one_where_the_rule_says_so():
    crossed = [{1: 50_00, 2: 10_00}, {1: 30_00, 2: 30_00}]
    assert settled(crossed).standing is Standing.SETTLED  # the totals are the same
    assert settled(crossed, scope=Scope.CRITERION).standing is Standing.APART


@pytest.mark.parametrize(
    ("way", "total"),
    [(Way.THIRD, 72_00), (Way.NEAREST, 76_00), (Way.MEDIAN, 72_00), (Way.MEAN, 70_67)],
)
def test_each_way_chooses_among_three(way, total):
    assert rounded(settled([A, B], C, way=way).total) == total


def test_a_third_mark_right_in_the_middle_counts_with_both():
    middle = {1: 40_00, 2: 30_00}
    assert rounded(settled([A, B], middle, way=Way.NEAREST).total) == 70_00


def test_without_a_limit_nothing_lies_apart():
    assert settled([A, {1: 0, 2: 0}], value=0).standing is Standing.SETTLED


@given(first=st.lists(marks, min_size=2, max_size=2), third=marks, said=rules)
def test_a_total_lies_between_the_marks_and_does_not_depend_on_their_order(first, third, said):
    found = settle(first, third, markers=2, most=MOST, rule=said)
    other = settle(first[::-1], third, markers=2, most=MOST, rule=said)
    assert found.standing is Standing.SETTLED
    assert (found.marks, found.gap) == (other.marks, other.gap)
    sheets = [*first, third]
    for criterion in MOST:
        told = [one[criterion] for one in sheets]
        assert min(told) <= found.marks[criterion] <= max(told)
    assert 0 <= found.total <= sum(MOST.values())


@given(first=st.lists(marks, min_size=2, max_size=2), said=rules)
def test_whether_a_third_is_asked_follows_from_the_gap_alone(first, said):
    found = settle(first, None, markers=2, most=MOST, rule=said)
    again = settle(first[::-1], None, markers=2, most=MOST, rule=said)
    assert found.standing is again.standing
    if first[0] == first[1]:
        assert found.standing is Standing.SETTLED
    if found.standing is Standing.SETTLED:
        assert found.total == Fraction(sum(map(sum, (one.values() for one in first))), 2)
