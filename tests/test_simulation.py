"""The simulation's ledger finds lost answers; only sample contests get made-up people."""

import random
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management.base import CommandError

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Answer, Attempt, Entry, Section
from contests.papers.question_html import questions_on
from leaderboard.models import Standing
from quizsite.management.commands.simulate import knowledge_of
from quizsite.simulation.ledger import Ledger, compare
from quizsite.simulation.past_results import make_results
from quizsite.simulation.people import make_people
from quizsite.simulation.visitor import _QUESTION, Visitor
from tests.factories import NOON, ContestFactory, UnitFactory
from tests.stage import entry_in, open_round, right_choice_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt() -> Attempt:
    round = open_round()
    return start_attempt(entry_in(round), round=round, at=NOON)


@pytest.fixture
def ledger(attempt) -> Ledger:
    ledger = Ledger()
    for position in (1, 2):
        Answer.objects.create(
            attempt=attempt, position=position, choice=1, seq=position, saved_at=NOON
        )
        ledger.acknowledge(str(attempt.code), position, choice=1, seq=position)
    return ledger


def test_nothing_is_lost_when_all_is_stored(ledger, attempt):
    submit_attempt(attempt, at=NOON)
    comparison = compare(ledger)
    assert (comparison.attempts, comparison.closed) == (1, 1)
    assert (comparison.lost, comparison.wrong) == (0, 0)


def test_a_missing_answer_is_lost(ledger):
    Answer.objects.filter(position=1).delete()
    assert compare(ledger).lost == 1


def test_an_older_answer_is_lost(ledger, attempt):
    ledger.acknowledge(str(attempt.code), 1, choice=2, seq=9)
    assert compare(ledger).lost == 1


def test_another_choice_under_the_same_sequence_is_lost(ledger):
    Answer.objects.filter(position=2).update(choice=4)
    assert compare(ledger).lost == 1


def test_a_newer_answer_is_not_lost(ledger):
    Answer.objects.filter(position=2).update(choice=4, seq=99)
    assert compare(ledger).lost == 0


def test_a_missing_attempt_loses_all_its_answers(ledger):
    Attempt.objects.all().delete()
    assert compare(ledger).lost == 2


def test_a_score_that_differs_from_the_shown_one_is_wrong(ledger, attempt):
    closed = submit_attempt(attempt, at=NOON)
    ledger.shown_scores[str(attempt.code)] = closed.correct_count + 1
    assert compare(ledger).wrong == 1


def test_a_real_contest_takes_no_made_up_people():
    with pytest.raises(CommandError):
        make_people(ContestFactory(), count=1, skill=0.5, at=NOON, rng=random.Random(1))
    assert not Entry.objects.exists()


def test_made_up_results_stand_on_the_board():
    round = open_round(
        opens_at=NOON - timedelta(days=8),
        closes_at=NOON - timedelta(days=1),
        prediction_target="all_correct",
    )
    round.contest.is_sample = True
    round.contest.save()
    UnitFactory()
    assert make_results(round, count=5, skill=0.9, rng=random.Random(1)) == 5
    assert Standing.objects.filter(round=round).count() == 5
    assert Attempt.objects.filter(prediction=None).count() == 0


def test_a_made_up_person_who_knows_all_answers_the_page_right(attempt):
    plan = SimpleNamespace(knowledge=knowledge_of(Section.objects.all()))
    person = SimpleNamespace(session_key="", skill=1)
    visitor = Visitor(person, SimpleNamespace(plan=plan), random.Random(1))
    answers = [visitor._choose(one.group(0)) for one in _QUESTION.finditer(questions_on(attempt))]
    assert answers == [right_choice_at(attempt, position) for position in (1, 2, 3)]
