"""Papers are handed in by token, a batch at a time; races are in test_races.py."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from contests.attempts.start import start_attempt, take_up
from contests.delivery import hand_ins as module
from contests.delivery.answer_endpoint import AnswerEndpoint
from contests.delivery.hand_ins import hand_in
from contests.delivery.tokens import SaveToken, issue_save_token, read_save_token
from contests.models import Answer, Attempt, AttemptState
from contests.monitoring.invariants import independent_scores
from leaderboard.models import Standing
from tests.endpoints import ask_all
from tests.stage import die_in, entry_in, open_round, right_choice_at

pytestmark = pytest.mark.django_db
through_the_endpoint = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round():
    at = datetime.now(UTC)
    return open_round(
        questions=3, opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1)
    )


@pytest.fixture
def attempt(round) -> Attempt:
    return sit(round)


def sit(round, *, right=0) -> Attempt:
    """Start a paper whose first `right` answers are right and whose others are wrong."""
    attempt = take_up(start_attempt(entry_in(round), round=round, at=datetime.now(UTC)))
    for position in range(1, attempt.question_count + 1):
        choice = right_choice_at(attempt, position) if position <= right else 3
        attempt.answers.create(position=position, choice=choice, seq=1, saved_at=datetime.now(UTC))
    return attempt


def token_of(attempt) -> SaveToken:
    return read_save_token(issue_save_token(attempt))


def verdicts(*tokens):
    return [receipt.verdict for receipt in hand_in(tokens)]


def states(*attempts):
    found = Attempt.objects.in_bulk([attempt.pk for attempt in attempts])
    return [found[attempt.pk].state for attempt in attempts]


def damage(attempt):
    Attempt.objects.filter(pk=attempt.pk).update(paper=[[10**9, [0, 1, 2, 3]]])


def test_papers_handed_in_together_are_scored_as_an_independent_scorer_says(round):
    seated = [sit(round, right=right) for right in (0, 1, 2, 3, 1)]
    assert verdicts(*map(token_of, seated)) == ["submitted"] * 5
    scores = dict(Attempt.objects.values_list("pk", "correct_count"))
    assert scores == independent_scores(seated)
    assert [scores[attempt.pk] for attempt in seated] == [0, 1, 2, 3, 1]


def test_papers_handed_in_stand_on_the_board(round):
    seated = [sit(round, right=right) for right in (2, 0, 3)]
    hand_in([token_of(attempt) for attempt in seated])
    standings = Standing.objects.filter(round=round).values_list("attempt", "correct_count")
    assert dict(standings) == dict(Attempt.objects.values_list("pk", "correct_count"))


def test_handing_in_twice_changes_nothing(attempt):
    assert verdicts(token_of(attempt)) == ["submitted"]
    first = Attempt.objects.get()
    assert verdicts(token_of(attempt)) == ["submitted"]
    assert Attempt.objects.get().finished_at == first.finished_at


def test_the_same_paper_twice_in_a_batch_is_handed_in_once(attempt):
    assert verdicts(token_of(attempt), token_of(attempt)) == ["submitted", "submitted"]
    assert Standing.objects.get(round=attempt.round).attempt_count == 1


def test_an_older_tab_is_superseded_and_the_paper_stays_open(attempt):
    older = token_of(attempt)
    take_up(attempt)
    assert verdicts(older) == ["superseded"]
    assert states(attempt) == ["open"]


def test_the_newest_tab_counts_whatever_comes_with_it(attempt):
    older = token_of(attempt)
    take_up(attempt)
    assert verdicts(older, token_of(attempt), older) == ["submitted"] * 3


def test_an_unknown_paper_is_said_so_and_stops_no_other(attempt):
    unknown = token_of(attempt)._replace(attempt_id=10**9)
    assert verdicts(unknown, token_of(attempt)) == ["unknown", "submitted"]


def test_a_receipt_has_the_deadline(attempt):
    (receipt,) = hand_in([token_of(attempt)])
    assert receipt.deadline_at == attempt.deadline_at
    assert receipt.server_at == Attempt.objects.get().finished_at


def test_a_paper_handed_in_after_the_deadline_ends_at_it(attempt):
    deadline_at = datetime.now(UTC) - timedelta(seconds=1)
    Attempt.objects.update(deadline_at=deadline_at)
    assert verdicts(token_of(attempt)) == ["submitted"]
    closed = Attempt.objects.get()
    assert (closed.state, closed.finished_at) == (AttemptState.EXPIRED, deadline_at)


def test_a_damaged_paper_fails_alone(round):
    fine, damaged, also_fine = (sit(round) for _ in range(3))
    damage(damaged)
    tokens = map(token_of, (fine, damaged, also_fine))
    assert verdicts(*tokens) == ["submitted", "failed", "submitted"]
    assert states(fine, damaged, also_fine) == ["submitted", "open", "submitted"]


@pytest.mark.parametrize("people", [1, 4])
def test_handing_in_costs_the_same_however_many_come(people, round, django_assert_num_queries):
    hand_in([token_of(sit(round))])  # the keys are kept from now on
    tokens = [token_of(sit(round)) for _ in range(people)]
    # PostgreSQL is told to plan for the values.
    with django_assert_num_queries(14 if connection.vendor == "postgresql" else 13):
        hand_in(tokens)


def body_of(attempt, *changes, submit=True):
    token = issue_save_token(attempt)
    return json.dumps({"ticket": token, "changes": changes, "submit": submit}).encode()


def post(*bodies):
    return [(reply.status, reply.json["code"]) for reply in ask_all(AnswerEndpoint, *bodies)]


@through_the_endpoint
def test_what_comes_with_the_submission_is_stored_first_and_scored(attempt):
    change = [2, right_choice_at(attempt, 2), 9]
    (reply,) = ask_all(AnswerEndpoint, body_of(attempt, change))
    assert (reply.status, reply.json["code"], reply.json["seq"]) == (200, "submitted", 9)
    assert Answer.objects.get(position=2).seq == 9
    closed = Attempt.objects.get()
    assert (closed.state, closed.correct_count) == (AttemptState.SUBMITTED, 1)


@through_the_endpoint
def test_a_submission_without_changes_is_taken_and_so_is_its_repetition(attempt):
    assert post(body_of(attempt)) == [(200, "submitted")]
    assert post(body_of(attempt)) == [(200, "submitted")]


@through_the_endpoint
def test_without_submit_nothing_is_handed_in(attempt):
    assert post(body_of(attempt, [1, 1, 2], submit=False)) == [(200, "saved")]
    assert states(attempt) == ["open"]


@through_the_endpoint
def test_a_save_after_the_submission_is_refused(attempt):
    post(body_of(attempt))
    assert post(body_of(attempt, [1, 1, 5], submit=False)) == [(410, "closed")]


@through_the_endpoint
@pytest.mark.parametrize("changes", [[], [[1, 1, 5]]])
def test_a_superseded_tab_hands_nothing_in(attempt, changes):
    older = body_of(attempt, *changes)
    take_up(attempt)
    assert post(older) == [(409, "superseded")]
    assert states(attempt) == ["open"]


@through_the_endpoint
def test_a_damaged_paper_is_asked_to_come_again(round):
    fine, damaged = sit(round), sit(round)
    damage(damaged)
    assert post(body_of(damaged), body_of(fine)) == [(503, "busy"), (200, "submitted")]


@through_the_endpoint
def test_a_submission_that_is_not_yes_or_no_is_malformed(attempt):
    body = json.dumps({"ticket": issue_save_token(attempt), "changes": [], "submit": 1}).encode()
    assert post(body) == [(400, "malformed")]


@through_the_endpoint
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no server to die")
@pytest.mark.parametrize("people", [1, 3])
def test_a_connection_that_died_refuses_no_submission(people, round, monkeypatch):
    submit, tries = module.submit_attempts, []

    def dying_once(tabs, *, at):
        tries.append(len(tabs))
        if len(tries) == 1:
            die_in(connection)
        return submit(tabs, at=at)

    monkeypatch.setattr(module, "submit_attempts", dying_once)
    bodies = [body_of(sit(round)) for _ in range(people)]
    assert post(*bodies) == [(200, "submitted")] * people
    assert tries == [people, people]
