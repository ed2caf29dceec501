import pytest

from tests.contests.written.sieve.stage import written_round
from tests.factories import OrganiserFactory


@pytest.fixture
def round(organiser, colleague):
    made = written_round()
    for user in (organiser, colleague):
        OrganiserFactory(contest=made.contest, user=user)
    return made
