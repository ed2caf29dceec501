"""Figures grow by five answers or more, so that nobody reads one answer from two looks."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from contests.surveys.release import counted_until, is_quarter_over, quarter_of

FIRST = date(2026, 10, 1)


def day(n):
    return FIRST + timedelta(days=n)


def counted(days, *, today, is_over=False):
    until = counted_until(days, today=today, is_over=is_over)
    return 0 if until is None else sum(n for one, n in days.items() if one <= until)


def test_the_newest_block_waits_for_the_next_one():
    assert counted({day(0): 5}, today=day(1)) == 0
    assert counted({day(0): 5, day(1): 4}, today=day(2)) == 0
    assert counted({day(0): 5, day(1): 4, day(2): 1}, today=day(3)) == 5


def test_a_day_that_goes_on_is_not_counted():
    assert counted({day(0): 5, day(1): 5, day(2): 50}, today=day(1)) == 0
    assert counted({day(0): 5, day(1): 5, day(2): 50}, today=day(2)) == 5


def test_what_is_over_is_counted_whole_unless_it_is_fewer_than_five():
    assert counted({day(0): 5, day(1): 2}, today=day(1), is_over=True) == 7
    assert counted({day(0): 4}, today=day(1), is_over=True) == 0


@given(st.lists(st.integers(0, 6), max_size=30))
def test_each_look_sees_what_the_one_before_saw_or_at_least_five_more(arriving):
    days = Counter({day(n): count for n, count in enumerate(arriving) if count})
    looks = [counted(days, today=day(n)) for n in range(len(arriving) + 2)]
    looks.append(counted(days, today=day(len(arriving) + 2), is_over=True) if days else 0)
    for before, after in pairwise(looks):
        assert after == before or after - before >= 5


def test_a_quarter_is_named_by_its_first_day_and_over_after_its_last():
    assert quarter_of(date(2026, 11, 30)) == date(2026, 10, 1)
    assert not is_quarter_over(date(2026, 10, 1), today=date(2026, 12, 31))
    assert is_quarter_over(date(2026, 10, 1), today=date(2027, 1, 1))
