"""A closed week with a division; its prizes and people are up to the test."""

from datetime import timedelta

import pytest

from contests.awards import Award
from contests.models import Prize
from tests.factories import NOON


@pytest.fixture
def week(week):
    """It closed an hour ago."""
    type(week).objects.update(
        opens_at=NOON - timedelta(days=7), closes_at=NOON - timedelta(hours=1)
    )
    week.refresh_from_db()
    return week


@pytest.fixture
def award(week):
    return Award(week.contest, week)


@pytest.fixture
def prize_of(week):
    """`prize_of("Nhất", count=2)` lists a prize of the week, each below the one before."""

    def add(title: str, **facts) -> Prize:
        listed = Prize.objects.filter(contest=week.contest).count()
        usual = {"contest": week.contest, "round": week, "position": listed + 1}
        return Prize.objects.create(title=title, **(usual | facts))

    return add
