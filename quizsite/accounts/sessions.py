"""Reads a session without the ORM.

Every page reads session and person. Building those two queries took twice as long as all others
of starting a paper. Sessions stay in the database (docs/decisions/0002-two-ways-to-run.md)."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from quizsite.db.fast_select import Part, Reading

_session = Reading(
    Part(Session, "s", ("session_key", "session_data", "expire_date")),
    rest="FROM django_session s WHERE session_key = %s AND expire_date > %s",
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        at = connection.ops.adapt_datetimefield_value(timezone.now())
        row = _session.first([self.session_key, at])
        if row is None:
            self._session_key = None
            return None
        found: Session = row[0]
        return found
