"""Two posts of one form arrive at once: every answer that is acknowledged last is stored."""

from datetime import UTC, datetime, timedelta

import pytest

from contests.attempts.start import start_attempt, take_up
from contests.delivery import plain_saves
from contests.delivery.plain_saves import save_form
from contests.delivery.tokens import save_token_of
from contests.models import Answer
from tests.stage import entry_in, only_row_locks, open_round, race

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 12


@pytest.fixture
def attempt(db):
    at = datetime.now(UTC)
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    return take_up(start_attempt(entry_in(round), round=round, at=at))


def numbers_lost(attempt):
    """Save two answers of one question at once, again and again; how often did both get one
    number, so that the second one acknowledged was not stored?"""
    lost, token = 0, save_token_of(attempt)
    before = 0
    for _ in range(TIMES):
        jobs = [lambda choice=choice: save_form(token, {1: choice}) for choice in (1, 2)]
        assert [receipt.verdict for receipt in race(jobs)] == ["saved", "saved"]
        newest = Answer.objects.get(attempt=attempt, position=1).seq
        lost += newest - (before or token.writer * 1_000_000) < 2
        before = newest
    return lost


def test_two_posts_of_one_form_never_share_a_number(attempt):
    assert numbers_lost(attempt) == 0


@only_row_locks
def test_without_the_lock_they_do(attempt, monkeypatch):
    monkeypatch.setattr(plain_saves, "lock_attempts", lambda _ids: [])
    assert numbers_lost(attempt) > 0
