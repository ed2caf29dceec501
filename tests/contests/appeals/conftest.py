"""A closed paper of a round that has ended, and two organisers who answer appeals."""

from datetime import timedelta

import pytest

from tests.factories import NOON, AttemptFactory, OrganiserFactory
from tests.stage import entry_in, open_round

# The round of the paper has closed a minute before.
AFTER = NOON + timedelta(days=7, minutes=1)


@pytest.fixture
def paper():
    """A closed paper of two questions."""
    week = open_round()
    paper = [[pk, [0, 1, 2, 3]] for pk in week.sections.get().pool[:2]]
    said = {"state": "submitted", "finished_at": NOON, "correct_count": 1, "paper": paper}
    return AttemptFactory(entry=entry_in(week), round=week, **said)


@pytest.fixture
def two(paper, organiser, colleague):
    for user in (organiser, colleague):
        OrganiserFactory(contest=paper.round.contest, user=user)
    return organiser, colleague
