"""Somebody votes, and may move the vote until the ballot closes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from contests.models import Ballot, Candidate, Entry, Vote
from contests.voting.rules import check_may_choose, check_may_vote
from quizsite.accounts.models import User

_FRESH_FOR = timedelta(days=1)


@transaction.atomic
def cast_vote(candidate: Candidate, *, by: User, at: datetime) -> Vote:
    """Store the person's one vote of this ballot, or move it; the database keeps it one."""
    ballot = Ballot.objects.select_related("contest").get(pk=candidate.ballot_id)
    check_may_vote(ballot, by, at=at)
    check_may_choose(candidate, by)
    facts = {"candidate": candidate, "cast_at": at, "is_fresh": _is_fresh(by, at=at)}
    vote, _made = Vote.objects.update_or_create(ballot=ballot, voter=by, defaults=facts)
    return vote


def _is_fresh(user: User, *, at: datetime) -> bool:
    if at - user.date_joined >= _FRESH_FOR:
        return False
    return not Entry.objects.of(user).exists()


def own_vote(ballot: Ballot, user: User) -> Vote | None:
    return Vote.objects.filter(ballot=ballot, voter=user).select_related("candidate").first()


def in_fair_order(candidates: Sequence[Candidate], *, seen_by: int) -> list[Candidate]:
    """Shuffle them for each viewer alike at every visit, so that nobody is first for all."""
    shuffled = list(candidates)
    seed = f"{candidates[0].ballot_id}:{seen_by}" if candidates else ""
    random.Random(seed).shuffle(shuffled)  # noqa: S311 -- an order, no secret
    return shuffled
