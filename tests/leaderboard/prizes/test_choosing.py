"""Which ranked people win; lists and expected winners are written by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.prizes.choosing import (
    EVERYBODY,
    Ladder,
    Ranked,
    Seats,
    Terms,
    choose_winners,
    most_winners,
)

FIRST, SECOND, THIRD = Seats(1, 1), Seats(2, 2), Seats(3, 3)


def ranked(keys: str) -> list[Ranked]:
    """ "aab": the people 1 and 2 are equal, 3 comes after them."""
    return [Ranked(n, key) for n, key in enumerate(keys, start=1)]


def won(keys: str, *prizes: Seats, out=(), **terms) -> list[tuple[int, int, int]]:
    lists = {EVERYBODY: ranked(keys)}
    found = choose_winners(lists, prizes, terms=Terms(**terms), out=out)
    return [(one.prize, one.entry, one.place) for one in found]


def test_each_prize_goes_to_the_next_people():
    assert won("abcdefg", FIRST, SECOND, THIRD) == [
        *((1, 1, 1), (2, 2, 2), (2, 3, 3)),
        *((3, 4, 4), (3, 5, 5), (3, 6, 6)),
    ]


def test_too_few_people_leave_prizes_over():
    assert won("ab", FIRST, SECOND) == [(1, 1, 1), (2, 2, 2)]
    assert won("", FIRST) == []


def test_who_refused_leaves_the_prize_to_the_next_and_keeps_the_place():
    assert won("abcd", FIRST, SECOND, out=[1, 3]) == [(1, 2, 2), (2, 4, 4)]


def test_equal_people_share_the_prize_and_no_later_prize_loses_a_seat():
    assert won("aabbbc", FIRST, SECOND, Seats(3, 1)) == [
        *((1, 1, 1), (1, 2, 1)),
        *((2, 3, 3), (2, 4, 3), (2, 5, 3)),
        (3, 6, 6),
    ]


def test_of_equal_people_one_who_refused_is_left_out():
    assert won("aab", FIRST, out=[2]) == [(1, 1, 1)]


def test_prizes_never_go_beyond_the_share_of_entrants():
    assert won("abcdef", FIRST, SECOND, THIRD, most=3) == [(1, 1, 1), (2, 2, 2), (2, 3, 3)]
    assert won("abbc", FIRST, Seats(2, 1), most=2) == [(1, 1, 1)]  # two equal, one seat below it
    assert won("abc", FIRST, most=0) == []


@pytest.mark.parametrize(
    ("percent", "people", "most"), [(None, 9, None), (50, 9, 4), (50, 1, 0), (100, 7, 7)]
)
def test_the_share_is_rounded_down(percent, people, most):
    assert most_winners(percent, people=people) == most


WARDS = Ladder(unit_kind=7)
OF_WARDS = Seats(9, 1, WARDS)


def test_a_prize_of_a_block_goes_to_its_people_alone():
    lists = {EVERYBODY: ranked("abcd"), WARDS: [Ranked(3, "c"), Ranked(4, "d")]}
    found = choose_winners(lists, [OF_WARDS, FIRST], terms=Terms())
    assert [(one.prize, one.entry, one.place) for one in found] == [(9, 3, 1), (1, 1, 1)]


@pytest.mark.parametrize(("one_each", "second"), [(True, 2), (False, 1)])
def test_a_person_gets_the_highest_prize_only_unless_several_are_allowed(one_each, second):
    lists = {EVERYBODY: ranked("abc"), WARDS: [Ranked(1, "a"), Ranked(2, "b")]}
    found = choose_winners(lists, [FIRST, OF_WARDS], terms=Terms(one_each=one_each))
    assert [(one.prize, one.entry) for one in found] == [(1, 1), (9, second)]


def test_within_a_block_nobody_wins_two_prizes_even_if_several_are_allowed():
    assert won("abc", FIRST, Seats(2, 1), one_each=False) == [(1, 1, 1), (2, 2, 2)]


def test_a_prize_for_all_correct_passes_over_who_is_not():
    perfect = Ladder(all_correct=True)
    lists = {perfect: [Ranked(5, "e")]}
    found = choose_winners(lists, [Seats(1, 10, perfect)], terms=Terms())
    assert [(one.entry, one.place) for one in found] == [(5, 1)]


@given(
    keys=st.lists(st.sampled_from("abcdef"), max_size=12).map(sorted),
    counts=st.lists(st.integers(1, 4), min_size=1, max_size=4),
    out=st.sets(st.integers(1, 12)),
)
def test_nobody_is_passed_over_and_no_seat_stays_empty(keys, counts, out):
    """Counted apart: who wins is a beginning of the list, and each prize fits but for equals."""
    prizes = [Seats(n, count) for n, count in enumerate(counts)]
    found = won("".join(keys), *prizes, out=out)
    in_order = [entry for entry in range(1, len(keys) + 1) if entry not in out]
    assert [entry for _prize, entry, _place in found] == in_order[: len(found)]
    assert len(found) >= min(len(in_order), sum(counts))
    for prize in prizes:
        own = [keys[entry - 1] for of, entry, _place in found if of == prize.prize]
        assert len(set(own[prize.count - 1 :])) <= 1
