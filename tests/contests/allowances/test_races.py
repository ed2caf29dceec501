"""More time against whoever closes the paper at the same moment, and against tokens of before."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from contests.allowances import give as give_module
from contests.allowances.give import Window, give_time, give_window
from contests.attempts import close as module
from contests.attempts.close import close_overdue
from contests.attempts.start import start_attempt, take_up
from contests.delivery.saves import Change, Save, Verdict, write_saves
from contests.delivery.tokens import issue_save_token, read_save_token
from contests.models import Attempt, AttemptState
from contests.planning.rounds import close_early
from leaderboard.finals.finalise import finalise_round
from leaderboard.rules import TooEarly
from tests.factories import OrganiserFactory
from tests.stage import entry_in, only_row_locks, open_round, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def attempt() -> Attempt:
    """Its time and its grace were over five seconds ago, and nobody has closed it yet."""
    at = datetime.now(UTC)
    round = open_round(
        opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1), time_limit_s=60
    )
    return take_up(start_attempt(entry_in(round), round=round, at=at - timedelta(seconds=67)))


def give_a_minute(attempt):
    """An organiser asked while the paper was still open."""
    return give_time(
        attempt.entry,
        round=attempt.round,
        extra_s=60,
        may_pass_closing=False,
        by=OrganiserFactory(contest=attempt.round.contest).user,
        at=attempt.deadline_at - timedelta(seconds=1),
        reason="Mất điện",
    )


def sweep_while_time_is_given(attempt, monkeypatch):
    """The sweeper has found the paper overdue; before it closes it, more time is given."""
    found, is_given = Event(), Event()
    expire = module._expire_safely

    def expire_later(*args, **kwargs):
        found.set()
        is_given.wait(timeout=5)
        return expire(*args, **kwargs)

    def give_in_between():
        found.wait(timeout=5)
        try:
            return give_a_minute(attempt)
        finally:
            is_given.set()

    monkeypatch.setattr(module, "_expire_safely", expire_later)
    closed, given = race([lambda: close_overdue(at=datetime.now(UTC)), give_in_between])
    attempt.refresh_from_db()
    return closed, given


def test_a_paper_that_was_given_time_is_not_swept(attempt, monkeypatch):
    closed, given = sweep_while_time_is_given(attempt, monkeypatch)
    assert closed == 0
    assert given[0].attempt == attempt
    assert attempt.state == AttemptState.OPEN


def test_a_paper_that_was_given_time_is_swept_if_nobody_looks_again(attempt, monkeypatch):
    monkeypatch.setattr(module, "is_overdue", lambda *_, **__: True)
    closed, _given = sweep_while_time_is_given(attempt, monkeypatch)
    assert closed == 1
    assert attempt.state == AttemptState.EXPIRED
    assert attempt.finished_at > datetime.now(UTC)


def test_a_token_of_before_saves_until_the_new_end_and_no_later(attempt, organiser):
    token = read_save_token(issue_save_token(attempt))
    save = Save(token, (Change(1, 1, 1),))
    assert write_saves([save])[0].verdict is Verdict.LATE
    give_a_minute(attempt)
    receipt = write_saves([save])[0]
    assert (receipt.verdict, receipt.deadline_at) == (
        Verdict.SAVED,
        attempt.deadline_at + timedelta(minutes=1),
    )
    at = datetime.now(UTC) - timedelta(seconds=5)
    close_early(attempt.round, by=organiser, at=at, reason="Lộ đề")
    assert write_saves([save])[0].verdict is Verdict.LATE


def finalise_while_a_window_is_given(monkeypatch, organiser):
    """A second organiser finalises the round once the first one's window has been judged."""
    at = datetime.now(UTC)
    times = {"opens_at": at - timedelta(hours=2), "closes_at": at - timedelta(hours=1)}
    round = open_round(shown_after_close="score", **times)
    entry, judged, is_final = entry_in(round), Event(), Event()
    check = give_module.check_window

    def check_and_wait(*args, **kwargs):
        check(*args, **kwargs)
        judged.set()
        is_final.wait(timeout=0.5)

    def give():
        hours = Window(at + timedelta(hours=1), at + timedelta(hours=2), with_attempt=False)
        facts = {"by": organiser, "at": at, "reason": "Mất điện"}
        return give_window(entry, round=round, window=hours, **facts)

    def finalise():
        judged.wait(timeout=5)
        try:
            return finalise_round(round, by=None, at=at)
        finally:
            is_final.set()

    monkeypatch.setattr(give_module, "check_window", check_and_wait)
    _given, final = race([give, finalise])
    round.refresh_from_db()
    return round, final


def test_nobody_makes_a_final_round_up(monkeypatch, organiser):
    round, final = finalise_while_a_window_is_given(monkeypatch, organiser)
    assert isinstance(final, TooEarly)
    assert (round.state, round.allowances.count()) == ("published", 1)


@only_row_locks
def test_without_the_lock_a_final_round_is_made_up(monkeypatch, organiser, without_row_locks):
    round, _final = finalise_while_a_window_is_given(monkeypatch, organiser)
    assert (round.state, round.allowances.count()) == ("finalised", 1)
