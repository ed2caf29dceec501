"""Nothing of fewer than five people is shown, nor left over to be worked out."""

from hypothesis import given
from hypothesis import strategies as st

from contests.surveys.small_cells import FEWEST, Band, bands, hidden_groups, share

counts = st.lists(st.integers(0, 40), min_size=1, max_size=8)


def test_a_small_part_is_hidden_with_the_smallest_other_one():
    assert hidden_groups({"a": 3, "b": 60, "c": 9}) == {"a", "c"}


def test_two_small_parts_that_are_five_together_hide_nothing_else():
    assert hidden_groups({"a": 3, "b": 2, "c": 9}) == {"a", "b"}


def test_large_and_empty_parts_are_shown():
    assert hidden_groups({"a": 5, "b": 0, "c": 70}) == frozenset()


@given(counts)
def test_what_the_whole_leaves_is_never_one_to_four_people_where_there_are_enough(parts):
    people = dict(enumerate(parts))
    hidden = hidden_groups(people)
    assert all(not 0 < people[key] < FEWEST for key in people.keys() - hidden)
    left = sum(people[key] for key in hidden)
    assert left == 0 or left >= FEWEST or hidden == {key for key in people if people[key]}


@given(counts)
def test_grades_are_joined_until_no_group_is_small(grades):
    found = bands(grades)
    assert sum(band.people for band in found) == sum(grades)
    assert [n for band in found for n in range(band.lowest, band.highest + 1)] == [
        *range(1, len(grades) + 1)
    ]
    assert len(found) == 1 or all(not 0 < band.people < FEWEST for band in found)


def test_neighbouring_grades_are_joined():
    assert bands([1, 2, 5, 40, 52]) == [Band(1, 3, 8), Band(4, 4, 40), Band(5, 5, 52)]
    assert bands([0, 0, 0, 48, 2]) == [
        *(Band(1, 1, 0), Band(2, 2, 0), Band(3, 3, 0)),
        Band(4, 5, 50),
    ]


def test_a_share_next_to_none_or_all_is_only_bounded():
    few, most, plain = share(2, 100), share(98, 100), share(60, 100)
    assert (few.people, few.is_bound, few.is_above) == (5, True, False)
    assert (most.people, most.is_bound, most.is_above) == (95, True, True)
    assert (plain.people, plain.is_bound) == (60, False)
    assert not share(100, 100).is_bound


@given(st.integers(5, 60), st.data())
def test_a_bound_tells_no_two_small_numbers_apart(whole, data):
    people = data.draw(st.integers(0, whole))
    found = share(people, whole)
    if found is None:
        assert whole < 10
    elif found.is_bound:
        alike = {n for n in range(whole + 1) if share(n, whole) == found}
        assert len(alike) >= 4
    else:
        assert found.people == people
