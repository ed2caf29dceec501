"""Signing out, or being disabled, ends the windows in which a person's papers are open.

A session that merely ran out ends nothing; voiding an entry stops its windows by the same number
(`AttemptQuerySet.stop_windows`). A window knows its number (`Attempt.writer`), which
every save compares anyway, so no save asks anything more: a sign-out lifts the number of the
person's open papers to the next multiple of TABS_PER_SIGN_IN."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from contests.models import Attempt
from quizsite.accounts.models import User

TABS_PER_SIGN_IN = 10_000


def ended_by_sign_out(writer: int, newest: int) -> bool:
    """Say whether a sign-out, and not a newer tab, stands between these two windows."""
    return writer // TABS_PER_SIGN_IN < newest // TABS_PER_SIGN_IN


def end_windows(user: User) -> None:
    """Refuse the next save of every window; the papers stay open for who signs in again."""
    Attempt.objects.running().filter(entry__user=user).update(
        writer=(F("writer") / TABS_PER_SIGN_IN + 1) * TABS_PER_SIGN_IN
    )


def signed_out(sender: Any, *, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Also let tokens of starts die that were issued before (start_batch.py)."""
    if user is not None:
        _forget(user)


def sessions_ended(sender: Any, *, user: User, **kwargs: Any) -> None:
    """Tokens do not know their session, so the own window ends as well.

    Its page is still signed in, takes its paper up again and sends what it could not save."""
    _forget(user)


def _forget(user: User) -> None:
    User.objects.filter(pk=user.pk).update(signed_out_at=timezone.now())
    end_windows(user)


def disabled(sender: Any, *, instance: User, created: bool, **kwargs: Any) -> None:
    if not created and not instance.is_active:
        end_windows(instance)
