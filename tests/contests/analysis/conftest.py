"""A closed round of two divisions whose people answered by chance, and what can go wrong in it."""

from datetime import timedelta
from random import Random

import pytest

from contests.models import Answer, Attempt, Entry, Round
from quizsite.accounts.models import User
from tests.factories import (
    NOON,
    AxisFactory,
    ContestFactory,
    DivisionFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UnitFactory,
    UnitKindFactory,
)

QUESTIONS = 6
AFTER = NOON + timedelta(days=8)
ORDERS = ([3, 1, 0, 2], [0, 1, 2, 3], [2, 0, 3, 1])


class Stage:
    """Six questions on two axes, of which option 0 is right; papers show options shuffled."""

    def __init__(self, *, opens=NOON) -> None:
        self.rng, self.people, self.opens = Random(4), 0, opens
        self.contest = ContestFactory()
        self.divisions = [DivisionFactory(contest=self.contest, name=name) for name in ("A", "B")]
        self.round: Round = RoundFactory(contest=self.contest, opens_at=opens)
        axes = [AxisFactory(code=code, name=f"Trục {code}") for code in ("1", "2")]
        self.revisions = [RevisionFactory(question__axis=axes[n % 2]) for n in range(QUESTIONS)]
        self.units = [
            UnitFactory(kind=UnitKindFactory(code=code, name=code)) for code in ("so", "xa")
        ]
        pool = [one.pk for one in self.revisions]
        for division in self.divisions:
            SectionFactory(round=self.round, division=division, count=QUESTIONS, pool=pool)

    def entries(self, count, *, division=0, unit=0):
        """Many at once: a factory takes several statements for each."""
        numbers = range(self.people, self.people + count)
        self.people += count
        people = User.objects.bulk_create(
            User(full_name=f"Người {n}", email=f"p{n}@example.vn", date_joined=NOON)
            for n in numbers
        )
        return Entry.objects.bulk_create(
            Entry(
                contest=self.contest,
                user=one,
                division=self.divisions[division],
                unit=self.units[unit],
                display_name=one.full_name,
                registered_at=NOON,
            )
            for one in people
        )

    def papers(self, entries, choices_of, *, number=1, gap_s=20):
        """`choices_of(n)` gives an option (bank index) for each question, or None for a blank."""
        made = []
        for n, entry in enumerate(entries):
            start = self.opens + timedelta(minutes=3 * n)
            order = ORDERS[n % 3]
            choices = choices_of(n)
            attempt = Attempt(
                entry=entry,
                round=self.round,
                number=number,
                seed=1,
                paper=[[one.pk, order] for one in self.revisions],
                state="submitted",
                started_at=start,
                deadline_at=start + timedelta(minutes=15),
                finished_at=start + timedelta(minutes=10),
                correct_count=choices.count(0),
                question_count=QUESTIONS,
            )
            made.append((attempt, choices, order))
        Attempt.objects.bulk_create([attempt for attempt, _choices, _order in made])
        Answer.objects.bulk_create(
            Answer(
                attempt=attempt,
                position=position,
                choice=1 << order.index(option),
                seq=position,
                saved_at=attempt.started_at + timedelta(seconds=gap_s * position),
            )
            for attempt, choices, order in made
            for position, option in enumerate(choices, start=1)
            if option is not None
        )

    def answers(self, n):
        """Who is better answers more of them right; one of ten is left blank."""
        better = n % 10
        return [
            None
            if self.rng.random() < 0.1
            else 0
            if self.rng.random() < 0.3 + better / 15
            else self.rng.choice((1, 1, 2))
            for _ in range(QUESTIONS)
        ]

    def crowd(self, count=60, *, division=0, unit=0):
        entries = self.entries(count, division=division, unit=unit)
        self.papers(entries, self.answers)
        return entries


@pytest.fixture
def stage(db):
    return Stage()


@pytest.fixture
def desk(stage, organiser):
    OrganiserFactory(contest=stage.contest, user=organiser)
    return organiser
