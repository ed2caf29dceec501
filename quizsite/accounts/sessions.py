"""Reads a session by a statement compiled once.

Sessions stay in the database (docs/decisions/0002-two-ways-to-run.md)."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
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
