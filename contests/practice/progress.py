"""Progress is kept for whoever agrees to that, and for nobody else."""

from datetime import datetime
from typing import Any

from contests.practice.answers import forget_practice
from quizsite.accounts.consents import has_consented
from quizsite.accounts.models import Consent, Purpose, User
from quizsite.accounts.personal_data.decisions import agree

CHANNEL = "luyen-tap"


def learner(user: User | None) -> User | None:
    """The person, if progress of theirs may be kept."""
    return user if user is not None and has_consented(user, Purpose.PRACTICE) else None


def keep_progress(user: User, *, at: datetime) -> Consent:
    return agree(user, purpose=Purpose.PRACTICE, at=at, channel=CHANNEL)


def consent_withdrawn(sender: Any, *, user: User, purpose: Purpose, **kwargs: Any) -> None:
    if purpose == Purpose.PRACTICE:
        forget_practice(user)
