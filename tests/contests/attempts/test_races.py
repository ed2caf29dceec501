"""Two act at once. Every race has its negative control: without the guard the test fails."""

from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from contests.attempts import close as module
from contests.attempts import start
from contests.attempts.close import close_overdue, submit_attempt
from contests.attempts.start import OtherPaperOpen, start_attempt, take_up
from contests.delivery import saves as saves_module
from contests.delivery.hand_ins import hand_in
from contests.delivery.saves import Change, Save, Verdict, write_saves
from contests.delivery.tokens import issue_save_token, read_save_token
from contests.models import Attempt
from contests.monitoring.invariants import independent_scores
from contests.signals import attempts_closed
from tests.stage import entry_in, only_row_locks, open_round, race, right_choice_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@contextmanager
def without_constraints(*names):
    """Remove them for a moment, and for good rows only."""
    constraints = [c for c in Attempt._meta.constraints if c.name in names]
    with connection.schema_editor() as editor:
        for constraint in constraints:
            editor.remove_constraint(Attempt, constraint)
    try:
        yield
    finally:
        Attempt.objects.all().delete()
        with connection.schema_editor() as editor:
            for constraint in constraints:
                editor.add_constraint(Attempt, constraint)


@pytest.fixture
def meet_before_insert(monkeypatch):
    """All starters have looked before any of them inserts."""

    def arrange(people):
        barrier = Barrier(people)
        draw = start.draw_with_worths

        def wait_and_draw(source, **more):
            with suppress(BrokenBarrierError):  # a retry after a lost race comes alone
                barrier.wait(timeout=5)
            return draw(source, **more)

        monkeypatch.setattr(start, "draw_with_worths", wait_and_draw)

    return arrange


def forty_starts(meet_before_insert, count=40):
    at = datetime.now(UTC)
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    entry = entry_in(round)
    meet_before_insert(count)
    return race([lambda: start_attempt(entry, round=round, at=at)] * count)


def test_forty_simultaneous_starts_are_one_attempt(meet_before_insert):
    results = forty_starts(meet_before_insert)
    assert {getattr(result, "pk", result) for result in results} == {Attempt.objects.get().pk}


@only_row_locks
def test_forty_simultaneous_starts_without_the_constraints_are_many(meet_before_insert):
    with without_constraints("one_open_attempt", "attempt_number"):
        forty_starts(meet_before_insert)
        assert Attempt.objects.running().count() > 1


def starts_in_two_rounds(meet_before_insert):
    at = datetime.now(UTC)
    window = {"opens_at": at - timedelta(hours=1), "closes_at": at + timedelta(hours=1)}
    first = open_round(**window)
    second = open_round(contest=first.contest, **window)
    second.sections.update(division=first.sections.get().division)
    entry = entry_in(first)
    meet_before_insert(2)
    return race(
        [
            lambda: start_attempt(entry, round=first, at=at),
            lambda: start_attempt(entry, round=second, at=at),
        ]
    )


def test_simultaneous_starts_in_two_rounds_are_one_attempt(meet_before_insert):
    results = starts_in_two_rounds(meet_before_insert)
    assert Attempt.objects.running().count() == 1
    assert sum(isinstance(result, OtherPaperOpen) for result in results) == 1


def test_simultaneous_starts_in_two_rounds_without_the_constraint_are_two(meet_before_insert):
    with without_constraints("one_open_attempt"):
        starts_in_two_rounds(meet_before_insert)
        assert Attempt.objects.running().count() == 2


@pytest.fixture
def attempt() -> Attempt:
    at = datetime.now(UTC)
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    return take_up(start_attempt(entry_in(round), round=round, at=at))


def right_answer(attempt, position=1) -> Save:
    """A save that changes the score if it lands after scoring."""
    choice = right_choice_at(attempt, position)
    return Save(read_save_token(issue_save_token(attempt)), (Change(position, choice, 1),))


def save_while_closing(attempt, close, pause_scoring):
    reached, go_on = pause_scoring
    save = right_answer(attempt)

    def save_in_between():
        reached.wait(timeout=3)
        (receipt,) = race([lambda: write_saves([save])[0], lambda: go_on.wait(0.5) or go_on.set()])[
            :1
        ]
        return receipt

    _, receipt = race([close, save_in_between])
    attempt.refresh_from_db()
    return receipt


def submit_by_form(attempt):
    submit_attempt(attempt, at=datetime.now(UTC))


def submit_by_token(attempt):
    hand_in([read_save_token(issue_save_token(attempt))])


either_way = pytest.mark.parametrize("submit", [submit_by_form, submit_by_token])


@either_way
def test_a_save_against_a_submit_is_refused_or_counted(attempt, submit, pause_scoring):
    receipt = save_while_closing(attempt, lambda: submit(attempt), pause_scoring)
    assert receipt.verdict is Verdict.CLOSED
    assert attempt.correct_count == independent_scores([attempt])[attempt.pk]


@only_row_locks
@either_way
def test_a_save_against_a_submit_without_the_lock_makes_a_wrong_score(
    attempt, submit, pause_scoring, without_row_locks
):
    receipt = save_while_closing(attempt, lambda: submit(attempt), pause_scoring)
    assert receipt.verdict is Verdict.SAVED
    assert attempt.correct_count != independent_scores([attempt])[attempt.pk]


def past_deadline(attempt):
    Attempt.objects.filter(pk=attempt.pk).update(
        deadline_at=datetime.now(UTC) - timedelta(seconds=1)
    )
    return datetime.now(UTC) + timedelta(seconds=10)


def test_a_save_in_the_grace_against_the_sweeper_is_refused_or_counted(attempt, pause_scoring):
    sweep_at = past_deadline(attempt)
    receipt = save_while_closing(attempt, lambda: close_overdue(at=sweep_at), pause_scoring)
    assert receipt.verdict is Verdict.CLOSED
    assert attempt.correct_count == independent_scores([attempt])[attempt.pk]


@only_row_locks
def test_a_save_in_the_grace_against_the_sweeper_without_the_lock_makes_a_wrong_score(
    attempt, pause_scoring, without_row_locks
):
    sweep_at = past_deadline(attempt)
    receipt = save_while_closing(attempt, lambda: close_overdue(at=sweep_at), pause_scoring)
    assert receipt.verdict is Verdict.SAVED
    assert attempt.correct_count != independent_scores([attempt])[attempt.pk]


@pytest.fixture
def closings():
    heard = []

    def listen(sender, entry_ids, **_):
        heard.append(entry_ids)

    attempts_closed.connect(listen)
    yield heard
    attempts_closed.disconnect(listen)


def submit_twice_at_once(attempt, submit, monkeypatch):
    """Both have looked at the attempt before either closes it, if nothing keeps them apart."""
    barrier = Barrier(2)
    close = module._close

    def close_together(attempts):
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=0.5)
        close(attempts)

    monkeypatch.setattr(module, "_close", close_together)
    race([lambda: submit(attempt), lambda: submit(attempt)])


@either_way
def test_a_double_submit_closes_once(attempt, submit, closings, monkeypatch):
    submit_twice_at_once(attempt, submit, monkeypatch)
    assert len(closings) == 1


@only_row_locks
@either_way
def test_a_double_submit_without_the_lock_closes_twice(
    attempt, submit, closings, monkeypatch, without_row_locks
):
    submit_twice_at_once(attempt, submit, monkeypatch)
    assert len(closings) == 2


def test_saves_of_many_threads_keep_the_newest(attempt):
    token = read_save_token(issue_save_token(attempt))
    saves = [Save(token, (Change(1, seq % 16, seq),)) for seq in range(1, 25)]
    race([lambda save=save: write_saves([save]) for save in saves])
    answer = attempt.answers.get()
    assert (answer.seq, answer.choice) == (24, 24 % 16)


def test_the_worker_survives_a_bad_batch(attempt, monkeypatch):
    """A bug in one batch must not hang every save after it."""
    import asyncio  # noqa: PLC0415 -- only this test runs a loop

    from contests.delivery.answer_endpoint import AnswerEndpoint  # noqa: PLC0415 -- as above
    from quizsite.web.json_endpoint import RefusedRequest  # noqa: PLC0415 -- as above

    real, calls = saves_module.write_saves, []

    def failing_once(saves):
        calls.append(len(saves))
        if len(calls) == 1:
            raise ZeroDivisionError
        return real(saves)

    monkeypatch.setattr("contests.delivery.answer_endpoint.write_saves", failing_once)

    async def two_saves():
        endpoint = AnswerEndpoint()
        first = await asyncio.gather(endpoint._carried_out(right_save), return_exceptions=True)
        second, _receipts = await endpoint._carried_out(right_save)
        await endpoint.stop()
        return first[0], second

    right_save = right_answer(attempt)
    first, second = asyncio.run(two_saves())
    assert isinstance(first, RefusedRequest)
    assert first.status == 503
    assert second.verdict is Verdict.SAVED
