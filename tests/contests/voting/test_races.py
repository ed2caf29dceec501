"""Two votes of one person at the same moment, with and without what keeps them one."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from contests.models import Ballot, Candidate, Vote
from contests.voting.ballots import announce_ballot
from contests.voting.votes import cast_vote
from tests.contests.voting.test_ballots import voter
from tests.factories import NOON, ContestFactory
from tests.stage import only_row_locks, race

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def candidates():
    ballot = Ballot.objects.create(
        contest=ContestFactory(),
        title="Ý tưởng",
        opens_at=NOON,
        closes_at=NOON + timedelta(days=1),
        made_at=NOON,
    )
    found = [Candidate.objects.create(ballot=ballot, title=str(n)) for n in range(2)]
    announce_ballot(ballot, by=None, at=NOON)
    return found


def test_one_person_in_two_tabs_has_one_vote(candidates):
    person = voter()
    outcomes = race([lambda one=one: cast_vote(one, by=person, at=NOON) for one in candidates])
    assert [type(one) for one in outcomes] == [Vote, Vote]
    assert Vote.objects.count() == 1


@only_row_locks
def test_the_constraint_alone_keeps_a_vote_one(candidates, monkeypatch):
    """Both look before either writes, and neither looks again: the database refuses one."""
    person, both = voter(), threading.Barrier(2)

    def written_blindly(rows, defaults=None, **facts):
        both.wait(timeout=20)
        return rows.create(**facts, **(defaults or {})), True

    monkeypatch.setattr(QuerySet, "update_or_create", written_blindly)
    outcomes = race([lambda one=one: cast_vote(one, by=person, at=NOON) for one in candidates])
    assert sorted(type(one).__name__ for one in outcomes) == [IntegrityError.__name__, "Vote"]
    assert Vote.objects.count() == 1
