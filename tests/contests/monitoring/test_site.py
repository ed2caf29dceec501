"""Papers and bells of the whole site."""

from datetime import timedelta

import pytest

from contests.models import AttemptState
from contests.monitoring import site
from contests.monitoring.site import count_papers, next_bells
from tests.factories import NOON, AttemptFactory, RoundFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(site, "database_clock", lambda: NOON)


def paper(*, ended=0, **values):
    return AttemptFactory(deadline_at=NOON - timedelta(seconds=ended), **values)


def test_open_and_overdue_papers_are_counted():
    paper(ended=-60)
    paper(ended=11)
    paper(ended=40)
    paper(ended=90, state=AttemptState.EXPIRED, finished_at=NOON, correct_count=0)
    assert count_papers() == (3, 1, 40)


def test_without_papers_there_is_nothing_to_count():
    assert count_papers() == (0, 0, 0)


def test_counting_papers_takes_the_same_queries(django_assert_num_queries):
    for _ in range(3):
        paper(ended=30)
    with django_assert_num_queries(2):
        count_papers()


def test_the_next_bells_are_of_published_rounds_within_a_day():
    hour = timedelta(hours=1)
    opening = RoundFactory(opens_at=NOON + 2 * hour, closes_at=NOON + 30 * hour)
    closing = RoundFactory(opens_at=NOON - hour, closes_at=NOON + hour)
    RoundFactory(opens_at=NOON - hour, closes_at=NOON + 25 * hour)
    RoundFactory(opens_at=NOON + hour, closes_at=NOON + 3 * hour, state="draft")
    bells = next_bells(at=NOON)
    assert [(bell.round, bell.opens) for bell in bells] == [(closing, False), (opening, True)]
    assert [bell.left for bell in bells] == ["1 giờ", "2 giờ"]
