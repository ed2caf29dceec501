"""Tells the bank which rounds could ask which revisions, once these rounds are over."""

from collections.abc import Iterator
from datetime import datetime

from contests.attempts.rules import is_over
from contests.models import Round
from questionbank.uses import Use


def uses_of_rounds(at: datetime) -> Iterator[Use]:
    """A rehearsal asked nobody; practice asks again and again."""
    rounds = Round.objects.public().filter(contest__is_rehearsal=False).select_related("contest")
    for round in rounds.prefetch_related("sections"):
        if not round.is_practice and is_over(round, at=at):
            pool = frozenset(pk for section in round.sections.all() for pk in section.pool)
            yield Use(f"{round.contest.title}, {round.title}", round.opens_at, pool)
