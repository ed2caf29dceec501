"""Reads a session by a statement compiled once.

Sessions stay in the database (docs/decisions/0002-two-ways-to-run.md)."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from quizsite.db.fast_select import FastSelect


@FastSelect
def _session(key: str | None, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _session.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found


# What strangers write before they sign in is kept no longer.
VISIT_LASTS = timedelta(hours=2)


def keep_for_a_visit(request: HttpRequest) -> None:
    """Let the session of somebody who has not signed in end soon; signing in makes it last."""
    if not request.user.is_authenticated:
        request.session.set_expiry(int(VISIT_LASTS.total_seconds()))


def keep_for_long(request: HttpRequest) -> None:
    request.session.set_expiry(None)
