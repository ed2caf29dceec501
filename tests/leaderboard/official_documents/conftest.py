"""A finalised week with announced winners, one of them with a name full of markup."""

from datetime import timedelta

import pytest

from contests.awards import Award
from contests.models import PrizeKind, PrizeTerms
from leaderboard.finals.finalise import finalise_round
from leaderboard.official_documents.snapshots import take_snapshot
from tests.factories import NOON, OrganiserFactory, UserFactory
from tests.leaderboard.cast import take
from tests.leaderboard.prizes.conftest import award, prize_of, week

__all__ = ["award", "prize_of", "week"]

ODD_NAME = "Trần <b>Thị</b> #let $x$ {{ 7*7 }} Bình"


@pytest.fixture
def people(week, division, department, prize_of):
    PrizeTerms.objects.create(contest=week.contest, checks_winners=False)
    prize_of("Nhất", value_vnd=1_500_000)
    prize_of("Khuyến khích", kind=PrizeKind.PRAISE)
    facts = {"unit": department, "at": NOON - timedelta(hours=2)}
    return [
        take(week, division, user=UserFactory(full_name=ODD_NAME), correct=5, **facts),
        take(week, division, user=UserFactory(full_name="Lê Văn Cường"), correct=4, **facts),
        take(week, division, user=UserFactory(full_name="Phạm Thị Dung"), correct=3, **facts),
    ]


@pytest.fixture
def final(week, people):
    """The week's result is final, and its winners are announced."""
    finalise_round(week, by=None, at=NOON)
    week.refresh_from_db()
    return Award(week.contest, week)


@pytest.fixture
def frozen(final):
    return take_snapshot(final, by=None, at=NOON)


@pytest.fixture
def browser(signed_in, contest, organiser):
    OrganiserFactory(contest=contest, user=organiser)
    return signed_in(organiser)
