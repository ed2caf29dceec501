"""Makes results of a round that is over, through the same functions as real ones."""

import random
from datetime import datetime, timedelta

from django.db import transaction

from contests.attempts.answer_keys import answer_keys
from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Answer, Attempt, Entry, Round
from questionbank.question_types.registry import QUESTION_TYPES
from quizsite.simulation.people import Person, make_people


@transaction.atomic
def make_results(round: Round, *, count: int, skill: float, rng: random.Random) -> int:
    """Let `count` new people take the round while it was open, and return how many did."""
    at = round.opens_at - timedelta(days=1)
    people = make_people(round.contest, count=count, skill=skill, at=at, rng=rng)
    entries = Entry.objects.in_bulk([person.entry_id for person in people])
    longest_s = round.time_limit_s
    window_s = (round.closes_at - round.opens_at).total_seconds() - longest_s
    for person in people:
        started_at = round.opens_at + timedelta(seconds=rng.uniform(0, max(1, window_s)))
        attempt = start_attempt(entries[person.entry_id], round=round, at=started_at)
        used_s = min(longest_s * 0.98, rng.lognormvariate(0, 0.35) * longest_s * 0.4)
        _answer(attempt, person, at=started_at, rng=rng)
        submit_attempt(attempt, at=started_at + timedelta(seconds=used_s))
    return len(people)


def _answer(attempt: Attempt, person: Person, *, at: datetime, rng: random.Random) -> None:
    rows = []
    keys = answer_keys.of({pk for pk, _order in attempt.paper})
    for position, (pk, order) in enumerate(attempt.paper, start=1):
        of_kind = QUESTION_TYPES[keys[pk].kind]
        if rng.random() < person.skill:
            choice = of_kind.right_answer(order, keys[pk].right)
        else:
            choice = of_kind.random_answer(order, rng)
        rows.append(Answer(attempt=attempt, position=position, choice=choice, seq=1, saved_at=at))
    if attempt.round.has_prediction:
        rows.append(
            Answer(attempt=attempt, position=0, choice=rng.randrange(1, 90), seq=1, saved_at=at)
        )
    Answer.objects.bulk_create(rows)
