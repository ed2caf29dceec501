"""A closed round in which three people answered alike, and others did not."""

from datetime import timedelta
from random import Random

import pytest

from contests.models import Answer, EntryMark, Round
from tests.factories import (
    NOON,
    AttemptFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UnitFactory,
)

QUESTIONS = 8
AFTER = NOON + timedelta(days=8)


class Stage:
    """Papers of all eight questions; `choices` are bank indexes, of which 0 is right."""

    def __init__(self) -> None:
        self.rng, self.people = Random(1), 0
        self.contest = ContestFactory()
        self.division = DivisionFactory(contest=self.contest)
        self.round: Round = RoundFactory(contest=self.contest)
        self.revisions = [RevisionFactory() for _ in range(QUESTIONS)]
        pool = [one.pk for one in self.revisions]
        SectionFactory(round=self.round, division=self.division, count=QUESTIONS, pool=pool)

    def entry(self, **fields):
        """Addresses of the factory differ in digits alone, which is a sign."""
        self.people += 1
        letters = "".join("abcdefghij"[int(one)] for one in str(self.people))
        fields.setdefault("user__email", f"{letters}@example.vn")
        return EntryFactory(contest=self.contest, division=self.division, **fields)

    def paper(self, entry, choices, *, start=NOON, gap_s=40, order=(3, 1, 0, 2), number=1):
        """Answer in order; every paper shows its options shuffled."""
        attempt = AttemptFactory(
            entry=entry,
            round=self.round,
            number=number,
            paper=[[one.pk, list(order)] for one in self.revisions],
            state="submitted",
            started_at=start,
            finished_at=start + timedelta(seconds=gap_s * QUESTIONS + 5),
            correct_count=choices.count(0),
        )
        Answer.objects.bulk_create(
            Answer(
                attempt=attempt,
                position=position,
                choice=1 << order.index(option),
                seq=position,
                saved_at=start + timedelta(seconds=gap_s * position),
            )
            for position, option in enumerate(choices, start=1)
        )
        return attempt

    def share(self, kind, *entries, digest=1):
        EntryMark.objects.bulk_create(
            EntryMark(contest=self.contest, entry=entry, kind=kind, digest=digest)
            for entry in entries
        )

    def crowd(self, people=12):
        for n in range(people):
            self.paper(self.entry(), self.choices(), start=NOON + timedelta(hours=n + 1))

    def choices(self):
        """What somebody answers alone: half of it right."""
        return [self.rng.choice((0, 0, 0, 1, 2, 3)) for _ in range(QUESTIONS)]

    def alike(self, people=3, *, unit=None):
        """One unit, the same minutes, the same six wrong answers, options in different orders."""
        unit = unit or UnitFactory()
        entries = [self.entry(unit=unit) for _ in range(people)]
        for n, entry in enumerate(entries):
            order = ((3, 1, 0, 2), (0, 1, 2, 3), (2, 0, 3, 1))[n % 3]
            start = NOON + timedelta(seconds=70 * n)
            self.paper(entry, [1, 1, 2, 3, 1, 2, 0, 0], start=start, order=order)
        return entries


@pytest.fixture
def stage(db):
    return Stage()


@pytest.fixture
def desk(stage, organiser):
    OrganiserFactory(contest=stage.contest, user=organiser)
    return organiser
