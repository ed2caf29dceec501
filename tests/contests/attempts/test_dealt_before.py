"""A person's next paper asks what they have not been dealt yet, as far as the pools allow."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.attempts.start_batch import Start, start_batch
from contests.models import Attempt
from contests.papers.drawing import draw_paper, paper_source_of
from questionbank.models import Revision
from tests.factories import RevisionFactory, RoundFactory, SectionFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db


def one_by_one(entry, round):
    return start_attempt(entry, round=round, at=datetime.now(UTC))


def in_a_batch(entry, round):
    (started,) = start_batch([Start(entry.pk, round.pk)], at=datetime.now(UTC))
    return started.attempt


WAYS = pytest.mark.parametrize("start", [one_by_one, in_a_batch])


@pytest.fixture
def round():
    """A round of 3 questions a paper, from a pool of 8."""
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    return open_round(
        opens_at=now - hour, closes_at=now + hour, questions=8, count=3, attempt_limit=9
    )


def dealt(attempt):
    return {pk for pk, _order in attempt.paper}


def papers(start, round, entry, *, times):
    found = []
    for _ in range(times):
        attempt = start(entry, round)
        submit_attempt(attempt, at=datetime.now(UTC))
        found.append(Attempt.objects.get(pk=attempt.pk))
    return found


@WAYS
def test_the_next_paper_asks_other_questions(round, start):
    first, second = papers(start, round, entry_in(round), times=2)
    assert not dealt(first) & dealt(second)
    assert (first.avoided, second.avoided) == (None, sorted(dealt(first)))


@WAYS
def test_when_too_few_are_left_all_of_them_come(round, start):
    first, second, third = papers(start, round, entry_in(round), times=3)
    left = set(round.sections.get().pool) - dealt(first) - dealt(second)
    assert len(left) == 2
    assert left < dealt(third)


@WAYS
def test_another_round_of_the_contest_counts_too(round, start):
    entry = entry_in(round)
    (first,) = papers(start, round, entry, times=1)
    later = RoundFactory(contest=round.contest, opens_at=round.opens_at, closes_at=round.closes_at)
    section = round.sections.get()
    SectionFactory(round=later, division=section.division, count=5, pool=section.pool)
    (second,) = papers(start, later, entry, times=1)
    assert not dealt(first) & dealt(second)


@WAYS
def test_another_wording_of_a_question_counts_as_dealt(round, start):
    entry = entry_in(round)
    (first,) = papers(start, round, entry, times=1)
    section = round.sections.get()
    Revision.objects.filter(pk__in=section.pool).update(state="retired")
    old = Revision.objects.in_bulk(section.pool)
    new = {pk: RevisionFactory(question=one.question, number=2).pk for pk, one in old.items()}
    later = RoundFactory(contest=round.contest, opens_at=round.opens_at, closes_at=round.closes_at)
    pool = list(new.values())
    SectionFactory(round=later, division=section.division, count=5, pool=pool)
    (second,) = papers(start, later, entry, times=1)
    assert second.avoided == sorted(new[pk] for pk in dealt(first))
    assert not set(second.avoided) & dealt(second)


@WAYS
def test_only_questions_of_the_pool_are_kept_as_avoided(round, start):
    entry = entry_in(round)
    papers(start, round, entry, times=1)
    other = open_round(
        contest=round.contest, opens_at=round.opens_at, closes_at=round.closes_at, count=2
    )
    other.sections.update(division=entry.division)
    (second,) = papers(start, other, entry, times=1)
    assert second.avoided is None


@WAYS
def test_seed_and_avoided_draw_the_stored_paper(round, start):
    entry = entry_in(round)
    for attempt in papers(start, round, entry, times=3):
        paper_source_of.cache_clear()
        source = paper_source_of(round.pk, entry.division_id)
        again = draw_paper(source, seed=attempt.seed, avoid=frozenset(attempt.avoided or ()))
        assert [list(item) for item in again] == attempt.paper


@WAYS
def test_papers_of_other_people_do_not_count(round, start):
    papers(start, round, entry_in(round), times=1)
    (own,) = papers(start, round, entry_in(round), times=1)
    assert own.avoided is None


def test_earlier_papers_cost_a_batch_one_query_and_first_papers_none(round):
    people = [entry_in(round) for _ in range(4)]
    start_batch([Start(entry_in(round).pk, round.pk)], at=datetime.now(UTC))  # fills the caches

    def queries(entries):
        with CaptureQueriesContext(connection) as asked:
            start_batch([Start(one.pk, round.pk) for one in entries], at=datetime.now(UTC))
        for attempt in Attempt.objects.running():
            submit_attempt(attempt, at=datetime.now(UTC))
        return len(asked)

    first = queries(people)
    assert queries(people) == first + 1
