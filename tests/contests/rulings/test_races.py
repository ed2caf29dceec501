"""A paper is closed while a ruling comes into force."""

from datetime import UTC, datetime, timedelta

import pytest

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt, take_up
from contests.models import RulingKind
from contests.monitoring.invariants import independent_scores
from contests.rulings.decisions import confirm_ruling, propose_ruling
from contests.rulings.regrade import regrade_round
from questionbank.models import Revision
from tests.factories import UserFactory
from tests.stage import entry_in, only_row_locks, open_round, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def rule_while_closing(pause_scoring):
    """Closing has read that no ruling is in force, and has not stored the score."""
    at = datetime.now(UTC)
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    attempt = take_up(start_attempt(entry_in(round), round=round, at=at))
    question = Revision.objects.get(pk=attempt.paper[0][0])
    ruling = propose_ruling(
        round, question, kind=RulingKind.GIVE, reason="Sai", by=UserFactory(), at=at
    )
    other = UserFactory()
    reached, go_on = pause_scoring

    def rule():
        reached.wait(timeout=3)
        confirm_ruling(ruling, by=other, at=at)
        regrade_round(round, at=at)

    race(
        [
            lambda: submit_attempt(attempt, at=at),
            rule,
            lambda: reached.wait(timeout=3) and (go_on.wait(1) or go_on.set()),
        ]
    )
    attempt.refresh_from_db()
    return attempt


def test_it_follows_the_ruling(pause_scoring):
    attempt = rule_while_closing(pause_scoring)
    assert attempt.correct_count == independent_scores([attempt])[attempt.pk] == 1


@only_row_locks
def test_without_the_lock_it_does_not(pause_scoring, without_row_locks):
    attempt = rule_while_closing(pause_scoring)
    assert attempt.correct_count != independent_scores([attempt])[attempt.pk]
