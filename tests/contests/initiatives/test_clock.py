"""Working days: none of a weekend or holiday counts, and the last day counts whole."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from contests.initiatives.arrangements import set_term
from contests.initiatives.clock import clock_words, days_for, due_after, working_days_between
from contests.models import Referral
from tests.contests.initiatives.cast import SITE
from tests.factories import NOON, UnitFactory


def local(*parts):
    return datetime(*parts, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("at", "days", "due"),
    [
        (local(2026, 3, 9, 12), 1, local(2026, 3, 11)),  # Monday → the end of Tuesday
        (local(2026, 3, 13, 23), 1, local(2026, 3, 17)),  # Friday → the end of Monday
        (local(2026, 3, 14, 8), 1, local(2026, 3, 17)),  # Saturday → the end of Monday
        (local(2026, 4, 29, 8), 1, local(2026, 5, 5)),  # 30/4, 1/5 and a weekend between
        (local(2026, 11, 23, 12), 1, local(2026, 11, 26)),  # 24/11 is a day off since 2026
        (local(2026, 3, 9, 12), 15, local(2026, 3, 31)),
    ],
)
def test_a_unit_has_whole_working_days(at, days, due):
    assert due_after(at, days=days) == due


@pytest.mark.parametrize("days", range(1, 30))
def test_as_many_days_are_left_as_were_given(days):
    assert working_days_between(NOON, due_after(NOON, days=days)) == days


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (local(2026, 3, 9, 12), "còn 3 ngày làm việc"),
        (local(2026, 3, 11, 23), "còn 1 ngày làm việc"),
        (local(2026, 3, 12, 23), "hôm nay là hạn"),
        (local(2026, 3, 13, 0), "quá hạn 1 ngày làm việc"),
        (local(2026, 3, 13, 9), "quá hạn 1 ngày làm việc"),
        (local(2026, 3, 16, 9), "quá hạn 2 ngày làm việc"),
    ],
)
def test_everybody_reads_how_long_it_still_is(at, words):
    referral = Referral(due_at=due_after(local(2026, 3, 9, 12), days=3))
    assert clock_words(referral, at=at) == words


def test_a_reply_of_the_last_second_is_in_time():
    due = due_after(NOON, days=3)
    last = Referral(made_at=NOON, due_at=due, replied_at=due - timedelta(microseconds=1))
    assert clock_words(last, at=due) == "đã trả lời đúng hạn"
    late = Referral(made_at=NOON, due_at=due, replied_at=due)
    assert clock_words(late, at=due) == "đã trả lời, chậm 1 ngày làm việc"


@pytest.mark.django_db
def test_the_nearest_term_above_a_unit_counts():
    city = UnitFactory()
    ward = UnitFactory(parent=city)
    quarter = UnitFactory(parent=ward)
    assert days_for(quarter) == 15
    set_term(None, days=12, by=SITE, at=NOON)
    set_term(city, days=9, by=SITE, at=NOON)
    set_term(ward, days=5, by=SITE, at=NOON)
    set_term(ward, days=6, by=SITE, at=NOON)
    assert [days_for(one) for one in (quarter, ward, city, UnitFactory())] == [6, 6, 9, 12]
