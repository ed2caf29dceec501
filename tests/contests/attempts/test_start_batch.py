"""Many start in one batch, by the rules of `start_attempt`."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contests.attempts import start_batch as module
from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.attempts.start_batch import Start, Started, start_batch
from contests.models import Attempt, Entry, Round
from contests.papers.drawing import draw_paper, paper_source_of
from quizsite.operations.metric_windows import take_snapshot
from quizsite.refusals import Refusal
from tests.contests.attempts.refused_starts import BY_RULES, NO_PAGE
from tests.factories import EntryFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def round() -> Round:
    return a_round()


@pytest.fixture
def entry(round) -> Entry:
    return entry_in(round)


def a_round(**fields) -> Round:
    at = datetime.now(UTC)
    return open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1), **fields)


def start(round, *entries):
    asked = [Start(entry.pk, round.pk) for entry in entries]
    return start_batch(asked, at=datetime.now(UTC))


def test_each_gets_a_paper_of_their_own_and_the_first_tab_of_it(round):
    entries = [entry_in(round) for _ in range(3)]
    started = start(round, *entries)
    assert [one.is_new for one in started] == [True, True, True]
    assert [one.attempt.entry_id for one in started] == [entry.pk for entry in entries]
    assert [one.attempt.writer for one in started] == [1, 1, 1]
    assert len({one.attempt.seed for one in started}) == 3


def test_what_is_given_is_what_is_stored(round, entry):
    (started,) = start(round, entry)
    stored = Attempt.objects.get()
    fields = [field.attname for field in Attempt._meta.concrete_fields]
    for name in fields:
        assert getattr(started.attempt, name) == getattr(stored, name), name


def test_the_paper_is_drawn_from_the_stored_seed(round, entry):
    (started,) = start(round, entry)
    paper = draw_paper(paper_source_of(round.pk, entry.division_id), seed=started.attempt.seed)
    assert Attempt.objects.get().paper == [list(item) for item in paper]


def test_the_deadline_is_the_limit_or_the_end_of_the_round(entry):
    at = datetime.now(UTC)
    (long,) = start_batch([Start(entry.pk, entry.contest.rounds.get().pk)], at=at)
    assert long.attempt.deadline_at == at + timedelta(minutes=15)
    ending = a_round(time_limit_s=7200)
    (short,) = start(ending, entry_in(ending))
    assert short.attempt.deadline_at == ending.closes_at


@pytest.mark.parametrize("refuse", BY_RULES)
def test_a_person_refused_alone_is_refused_in_a_batch(refuse, round, entry):
    refuse(entry, round)
    before = Attempt.objects.count()
    fresh_round, fresh_entry = Round.objects.get(pk=round.pk), Entry.objects.get(pk=entry.pk)
    with pytest.raises(Refusal):
        start_attempt(fresh_entry, round=fresh_round, at=datetime.now(UTC))
    assert start(round, entry) == [Started(round, None, is_new=False)]
    assert Attempt.objects.count() == before


@pytest.mark.parametrize("refuse", NO_PAGE)
def test_a_person_without_a_page_to_be_shown_gets_no_answer(refuse, round, entry):
    asked = [Start(entry.pk, round.pk)]
    refuse(entry, round)
    assert start_batch(asked, at=datetime.now(UTC)) == [None]
    assert not Attempt.objects.exists()


def test_an_entry_of_another_contest_gets_no_answer(round):
    assert start(round, EntryFactory()) == [None]


@pytest.mark.parametrize("refuse", [*BY_RULES, *NO_PAGE])
def test_one_refused_costs_the_others_nothing(refuse, round):
    fine, refused, also_fine = (entry_in(round) for _ in range(3))
    asked = [Start(one.pk, round.pk) for one in (fine, refused, also_fine)]
    other_round = refuse.__name__ in {"closed", "not_open_yet", "draft"}
    refuse(refused, round)
    started = start_batch(asked, at=datetime.now(UTC))
    is_new = [one is not None and one.is_new for one in started]
    assert is_new == [not other_round, False, not other_round]


def test_the_same_twice_in_a_batch_is_one_attempt(round, entry):
    first, second = start(round, entry, entry)
    assert first.attempt == second.attempt == Attempt.objects.get()


def test_starting_again_gives_the_paper_already_open(round, entry):
    (first,) = start(round, entry)
    (second,) = start(round, entry)
    assert (second.attempt, second.is_new) == (first.attempt, False)


def test_an_open_paper_of_another_round_is_finished_first(round, entry):
    other = a_round(contest=round.contest)
    other.sections.update(division=entry.division)
    start(other, entry)
    assert start(round, entry) == [Started(round, None, is_new=False)]
    assert Attempt.objects.get().round == other


def test_an_overdue_paper_is_closed_and_the_next_is_drawn(round, entry):
    (first,) = start(round, entry)
    Round.objects.update(attempt_limit=2)
    Attempt.objects.update(deadline_at=datetime.now(UTC) - timedelta(seconds=10))
    (second,) = start(round, entry)
    assert (second.attempt.number, second.is_new) == (2, False)
    first.attempt.refresh_from_db()
    assert first.attempt.state == "expired"


def test_two_rounds_in_one_batch_are_both_served(round, entry):
    other = a_round()
    asked = [Start(entry_in(other).pk, other.pk), Start(entry.pk, round.pk)]
    started = start_batch(asked, at=datetime.now(UTC))
    assert [one.attempt.round for one in started] == [other, round]


def before_the_insert(monkeypatch, act):
    insert = module.insert_attempts

    def acted_and_inserted(attempts):
        act()
        return insert(attempts)

    monkeypatch.setattr(module, "insert_attempts", acted_and_inserted)


def test_a_round_closed_early_during_a_batch_cuts_its_papers(round, monkeypatch):
    closes_at = datetime.now(UTC) + timedelta(minutes=2)
    before_the_insert(monkeypatch, lambda: Round.objects.update(closes_at=closes_at))
    started = start(round, entry_in(round), entry_in(round))
    assert [one.attempt.deadline_at for one in started] == [closes_at, closes_at]
    stored = Attempt.objects.values_list("deadline_at", flat=True)
    assert list(stored) == [closes_at, closes_at]


def test_a_race_lost_to_another_click_gives_that_ones_paper(round, entry, monkeypatch):
    at = datetime.now(UTC)
    before_the_insert(monkeypatch, lambda: start_attempt(entry, round=round, at=at))
    lost, alone = start(round, entry, entry_in(round))
    assert (lost.attempt, lost.is_new) == (entry.attempts.get(), False)
    assert alone.is_new


def test_a_paper_finished_during_a_batch_is_not_followed_by_another(round, entry, monkeypatch):
    Round.objects.update(attempt_limit=1)
    at = datetime.now(UTC)

    def finish_one():
        submit_attempt(start_attempt(entry, round=round, at=at), at=at)

    before_the_insert(monkeypatch, finish_one)
    assert start(round, entry) == [Started(round, None, is_new=False)]
    assert entry.attempts.get().state == "submitted"


@pytest.mark.parametrize("people", [1, 10])
def test_starting_costs_the_same_queries_however_many_come(people, round):
    start(round, entry_in(round))  # the source is kept from now on
    entries = [entry_in(round) for _ in range(people)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        start(round, *entries)
    words = [query["sql"].split()[0] for query in asked]
    # The queries: the round, the entries with their usage, and whether the round still goes on.
    assert words.count("SELECT") == 3
    # SQLite has no statement of many rows that says which it stored.
    assert words.count("INSERT") == (1 if connection.vendor == "postgresql" else people)


def test_papers_drawn_are_counted(round):
    before = take_snapshot(at=0)
    start(round, entry_in(round), entry_in(round))
    assert take_snapshot(at=1).counts["starts"] - before.counts["starts"] == 2


def test_an_empty_batch_has_no_answers():
    assert start_batch([], at=datetime.now(UTC)) == []
