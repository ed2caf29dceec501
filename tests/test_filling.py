"""Benchmarks fill in the rows that a real contest would have left."""

import random

import pytest

from benchmarks.filled_results import fill_results
from benchmarks.filling import fill_people
from contests.models import Attempt
from leaderboard.aggregates.tallies import compare_tallies
from leaderboard.boards.writer import keys_of
from leaderboard.standings.store import compare_standings
from tests.factories import (
    NOON,
    DivisionFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UnitFactory,
)


@pytest.mark.django_db(transaction=True)
def test_standings_filled_in_are_those_that_attempts_say():
    round = RoundFactory(
        number=1, tie_chain=["correct", "prediction", "time_used", "submitted_earlier", "lots"]
    )
    UnitFactory.create_batch(3)
    revisions = [RevisionFactory().pk for _ in range(5)]
    for division in DivisionFactory.create_batch(2, contest=round.contest):
        SectionFactory(round=round, division=division, count=3, pool=revisions)

    entries = fill_people(round.contest, 30, at=NOON, rng=random.Random(1))
    fill_results(round, entries, rng=random.Random(2), with_answers=True)

    assert Attempt.objects.closed().count() == 30
    assert compare_standings(round) == []
    for key in keys_of(round, round.contest.divisions.values_list("pk", flat=True)):
        assert compare_tallies(key) == []
