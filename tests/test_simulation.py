"""The simulation's ledger finds lost answers; only sample contests get made-up people."""

import random
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Answer, Attempt, Entry, Round, Section
from contests.monitoring.invariants import verify_round
from contests.papers.drawing import paper_source_of
from contests.papers.question_html import questions_on
from leaderboard.models import Standing
from questionbank.question_types.written import Written, text_of
from quizsite.management.commands.simulate import Command, knowledge_of
from quizsite.simulation.ledger import Ledger, compare
from quizsite.simulation.past_results import make_results, make_table
from quizsite.simulation.people import make_people
from quizsite.simulation.visitor import _QUESTION, Visitor
from tests.factories import (
    NOON,
    ContestFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UnitFactory,
)
from tests.stage import entry_in, open_round, right_choice_at, round_of_kinds

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


def test_a_text_that_is_gone_or_another_is_lost(ledger, attempt):
    ledger.acknowledge(str(attempt.code), 1, choice=Written("ba mươi  ngày"), seq=5)
    changed = Answer.objects.filter(position=1)
    changed.update(choice=1, seq=5, text="ba mươi ngày")
    assert compare(ledger).lost == 0
    changed.update(text="bốn mươi ngày")
    assert compare(ledger).lost == 1
    changed.update(text=None)
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


@pytest.fixture
def written_round():
    """An open round that asks for an option, a number and a text."""
    paper_source_of.cache_clear()
    at = timezone.now()
    round = RoundFactory(opens_at=at - timedelta(hours=2), closes_at=at + timedelta(hours=1))
    pool = [
        RevisionFactory(),
        RevisionFactory(kind="number", options=["m²", "1"], right=[15005, 5]),
        RevisionFactory(kind="text", options=["1"], right=[1, "một cửa"]),
    ]
    SectionFactory(round=round, count=3, pool=[one.pk for one in pool])
    round.contest.is_sample = True
    round.contest.save()
    UnitFactory()
    return round


def test_made_up_people_type_numbers_and_texts_and_every_score_agrees(written_round):
    make_results(written_round, count=12, skill=0.6, rng=random.Random(3))
    assert list(verify_round(written_round, at=timezone.now())) == []
    scores = set(Attempt.objects.values_list("correct_count", flat=True))
    assert min(scores) < 3 and max(scores) == 3  # noqa: PT018 -- one thing: both kinds of people
    assert Answer.objects.filter(text__isnull=False).count() == 12


def test_a_made_up_person_reads_fields_to_type_in(written_round):
    attempt = start_attempt(entry_in(written_round), round=written_round, at=timezone.now())
    plan = SimpleNamespace(knowledge=knowledge_of(Section.objects.all()))
    person = SimpleNamespace(session_key="", skill=1)
    visitor = Visitor(person, SimpleNamespace(plan=plan), random.Random(1))
    answers = [visitor._choose(one.group(0)) for one in _QUESTION.finditer(questions_on(attempt))]
    assert answers == [right_choice_at(attempt, position) for position in (1, 2, 3)]
    assert "một cửa" in [text_of(one) for one in answers]


def test_a_made_up_person_who_knows_all_answers_every_kind_right():
    round = round_of_kinds()
    paper = start_attempt(entry_in(round), round=round, at=NOON)
    plan = SimpleNamespace(knowledge=knowledge_of(Section.objects.all()))
    person = SimpleNamespace(session_key="", skill=1)
    visitor = Visitor(person, SimpleNamespace(plan=plan), random.Random(1))
    answers = [visitor._choose(one.group(0)) for one in _QUESTION.finditer(questions_on(paper))]
    assert answers == [right_choice_at(paper, position) for position in (1, 2, 3, 4)]


def test_made_up_results_of_every_kind_are_as_an_independent_count_finds_them():
    over = {"opens_at": NOON - timedelta(days=8), "closes_at": NOON - timedelta(days=1)}
    round = round_of_kinds(**over)
    round.contest.is_sample = True
    round.contest.save()
    UnitFactory()
    make_results(round, count=20, skill=0.6, rng=random.Random(1))
    make_table(round, count=3, rng=random.Random(1))
    assert [*verify_round(round, at=NOON)] == []


def simulate(monkeypatch, crowd):
    """Run the command with this crowd in an open sample round; return what it prints."""
    at = timezone.now()
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))

    def run_once(command, round, ledger, rng, options):
        crowd(round, ledger)

    monkeypatch.setattr(Command, "_run_once", run_once)
    printed = StringIO()
    call_command("simulate", str(round.pk), people=2, forever=True, stdout=printed)
    return printed.getvalue()


def close(round, ledger):
    Round.objects.filter(pk=round.pk).update(closes_at=timezone.now())
    ledger.errors["save 410 closed"] += 1


def test_a_crowd_without_end_stops_in_peace_when_the_round_is_closed(monkeypatch):
    assert "không còn mở nên người mô phỏng dừng" in simulate(monkeypatch, close)


def test_an_error_while_the_round_is_open_is_one(monkeypatch):
    def err(round, ledger):
        ledger.errors["page 500"] += 1

    with pytest.raises(CommandError):
        simulate(monkeypatch, err)
