"""Serving processes complete a last ranking that nobody goes on with, and leave others alone."""

import asyncio

import pytest

from leaderboard import upkeep
from tests.factories import RoundFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def looks(monkeypatch):
    """What each look at the ranking sees; the loop ends after ten."""
    seen: list[int] = []

    class EnoughSeen(Exception):
        pass

    def look():
        if len(seen) == 10:
            raise EnoughSeen
        seen.append(0)
        return [round]

    round = RoundFactory()
    monkeypatch.setattr(upkeep, "RANK_EVERY_S", 0)
    monkeypatch.setattr(upkeep, "BETWEEN_S", 0)
    monkeypatch.setattr(upkeep, "rounds_to_rank", look)

    def play():
        with pytest.raises(EnoughSeen):
            asyncio.run(upkeep._rank_forever())

    return play


@pytest.fixture
def settled(monkeypatch):
    settled = []
    monkeypatch.setattr(
        upkeep,
        "continue_final_ranking",
        lambda round, *, within_s: settled.append(round.pk) or False,
    )
    return settled


def test_a_ranking_that_a_job_goes_on_with_is_left_to_it(looks, settled, monkeypatch):
    reached = iter(range(1000))
    monkeypatch.setattr(upkeep, "entries_ranked", lambda _round: next(reached))

    looks()

    assert settled == []


def test_a_ranking_that_rests_is_gone_on_with(looks, settled, monkeypatch):
    monkeypatch.setattr(upkeep, "entries_ranked", lambda _round: 3)

    looks()

    assert len(settled) == 9  # the first look cannot know that it rests


def test_own_progress_is_no_sign_of_another(looks, settled, monkeypatch):
    monkeypatch.setattr(upkeep, "entries_ranked", lambda _round: len(settled))

    looks()

    assert len(settled) == 9
