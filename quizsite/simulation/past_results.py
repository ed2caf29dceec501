"""Makes results of a round that is over, through the same functions as real ones."""

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from contests.attempts.answer_keys import answer_keys
from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Answer, Attempt, Entry, Round
from contests.sample_analysis import Planted, planted_in
from questionbank.models import QuestionKind
from questionbank.question_types.registry import QUESTION_TYPES
from questionbank.question_types.written import text_of
from quizsite.accounts.models import Unit
from quizsite.simulation.people import Person, make_people

# Of the time of the round; the question that leaks is hard before.
LEAKED_AFTER = 0.5


@transaction.atomic
def make_results(round: Round, *, count: int, skill: float, rng: random.Random) -> int:
    """Let `count` new people take the round while it was open, and return how many did.

    Two questions of the sample are answered as if one had a wrong key and the other had leaked."""
    planted = planted_in(round)
    at = round.opens_at - timedelta(days=1)
    people = make_people(round.contest, count=count, skill=skill, at=at, rng=rng, signs_in=False)
    entries = Entry.objects.in_bulk([person.entry_id for person in people])
    longest_s = round.time_limit_s
    window_s = (round.closes_at - round.opens_at).total_seconds() - longest_s
    for person in people:
        started_at = round.opens_at + timedelta(seconds=rng.uniform(0, max(1, window_s)))
        attempt = start_attempt(entries[person.entry_id], round=round, at=started_at)
        used_s = min(longest_s * 0.98, rng.lognormvariate(0, 0.35) * longest_s * 0.4)
        has_leaked = started_at > round.opens_at + timedelta(seconds=window_s * LEAKED_AFTER)
        told = _planted(planted, has_leaked=has_leaked, rng=rng)
        _answer(attempt, person, told, at=started_at, used_s=used_s, rng=rng)
        submit_attempt(attempt, at=started_at + timedelta(seconds=used_s))
    return len(people)


@transaction.atomic
def make_colleagues(
    rounds: Sequence[tuple[Round, int]], *, unit: Unit, at: datetime, rng: random.Random
) -> list[Entry]:
    """Let new people of one unit take rounds, of each so many of the first of them."""
    contest, count = rounds[0][0].contest, max(many for _round, many in rounds)
    made = make_people(contest, count=count, skill=0.7, at=at, rng=rng, signs_in=False)
    civil = contest.divisions.exclude(headcount_category="")[0]
    mine = Entry.objects.filter(pk__in=[one.entry_id for one in made])
    mine.update(unit=unit, division=civil)
    entries = mine.select_related("user").in_bulk()
    for round, many in rounds:
        for n, person in enumerate(made[:many]):
            used_s, began_at = 200 + 40 * n, round.opens_at + timedelta(seconds=5 * n)
            attempt = start_attempt(entries[person.entry_id], round=round, at=began_at)
            _answer(attempt, person, {}, at=began_at, used_s=used_s, rng=rng)
            submit_attempt(attempt, at=began_at + timedelta(seconds=used_s))
    return [entries[one.entry_id] for one in made]


@transaction.atomic
def make_table(round: Round, *, count: int, rng: random.Random) -> None:
    """Let a few new people of one unit sit together and agree on every answer.

    Organisers of the sample find them as a case to look at."""
    people = make_people(
        round.contest, count=count, skill=0.5, at=round.opens_at - timedelta(days=1), rng=rng
    )
    entries = list(Entry.objects.filter(pk__in=[one.entry_id for one in people]).order_by("pk"))
    first = entries[0]
    together = {"unit": first.unit, "division": first.division}
    Entry.objects.filter(pk__in=[one.pk for one in entries]).update(**together)
    began_at = round.opens_at + timedelta(hours=30)
    agreed: dict[int, tuple[int, int]] = {}  # question → option of the bank, second
    for n, entry in enumerate(Entry.objects.in_bulk([one.pk for one in entries]).values()):
        started_at = began_at + timedelta(seconds=15 * n)
        attempt = start_attempt(entry, round=round, at=started_at)
        rows = []
        keys = answer_keys.of({pk for pk, _order in attempt.paper})
        for position, (pk, order) in enumerate(attempt.paper, start=1):
            if not order:  # nothing to tick: each leaves it
                continue
            agreed.setdefault(pk, (rng.randrange(len(order)), rng.randrange(60, 600)))
            option, second = agreed[pk]
            at = began_at + timedelta(seconds=second + rng.randrange(6))
            if keys[pk].kind == QuestionKind.CHOICE:
                choice = 1 << order.index(option)
            else:  # rows are many: that they agree in all of them shows in the right answer too
                choice = QUESTION_TYPES[keys[pk].kind].right_answer(order, keys[pk].right)
            rows.append(answer_row(attempt, position, choice, at=at))
        Answer.objects.bulk_create(rows)
        submit_attempt(attempt, at=started_at + timedelta(seconds=640))


def _wrong_answers(order: Sequence[int], right: Collection[int]) -> list[int]:
    """Each ticks one option, in the order of the bank, so that the first is everybody's."""
    return [1 << order.index(one) for one in sorted(order) if one not in right]


def _planted(
    planted: Planted | None, *, has_leaked: bool, rng: random.Random
) -> dict[int, bool | None]:
    """Map a planted question to whether this person answers it right, whatever they know; None
    lets all who know choose the same other option."""
    if planted is None:
        return {}
    return {
        planted.broken: True if rng.random() < 0.1 else None,
        planted.leaked: rng.random() < (0.98 if has_leaked else 0.12),
    }


def _answer(
    attempt: Attempt,
    person: Person,
    told: Mapping[int, bool | None],
    *,
    at: datetime,
    used_s: float,
    rng: random.Random,
) -> None:
    rows = []
    each = timedelta(seconds=used_s / max(len(attempt.paper), 1))
    keys = answer_keys.of({pk for pk, _order in attempt.paper})
    for position, (pk, order) in enumerate(attempt.paper, start=1):
        of_kind = QUESTION_TYPES[keys[pk].kind]
        knows = rng.random() < person.skill
        is_right = told.get(pk, knows)
        if is_right:
            choice = of_kind.right_answer(order, keys[pk].right)
        elif is_right is None and knows:
            choice = _wrong_answers(order, keys[pk].right)[0]
        elif pk in told:
            choice = rng.choice(_wrong_answers(order, keys[pk].right))
        else:
            choice = of_kind.random_answer(order, rng)
        rows.append(answer_row(attempt, position, choice, at=at + each * position))
    if attempt.round.asks_words:
        words = QUESTION_TYPES[QuestionKind.TEXT].random_answer((), rng)
        rows.append(answer_row(attempt, 0, words, at=at))
    elif attempt.round.has_prediction:
        rows.append(answer_row(attempt, 0, rng.randrange(1, 90), at=at))
    Answer.objects.bulk_create(rows)


def answer_row(attempt: Attempt, position: int, answer: int, *, at: datetime) -> Answer:
    text = text_of(answer) or None
    return Answer(
        attempt=attempt, position=position, choice=int(answer), text=text, seq=1, saved_at=at
    )
