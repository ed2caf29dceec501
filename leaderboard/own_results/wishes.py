"""A person chooses whether a result comes with kind words, or with figures alone."""

from __future__ import annotations

from datetime import datetime

from leaderboard.models import JoysOff
from quizsite.accounts.models import User


def are_joys_on(user: User) -> bool:
    return not JoysOff.objects.filter(user=user).exists()


def switch_joys(user: User, *, are_on: bool, at: datetime) -> None:
    """Switching twice changes nothing, so two tabs may both ask."""
    if are_on:
        JoysOff.objects.filter(user=user).delete()
    else:
        JoysOff.objects.get_or_create(user=user, defaults={"since": at})
