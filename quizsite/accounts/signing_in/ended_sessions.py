"""Ending sessions by force: of one's other devices, or of an account."""

from collections.abc import Iterable

from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession

from quizsite.accounts.models import User
from quizsite.accounts.signals import sessions_ended


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """allauth ends the other devices of a person in this way."""
        ended = list(sessions)
        super().end_sessions(ended)
        for user in {one.user for one in ended}:
            sessions_ended.send(User, user=user)


def end_all_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
    sessions_ended.send(User, user=user)
