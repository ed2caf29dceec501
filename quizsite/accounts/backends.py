"""Leaves signing in to allauth, and reads the person of a session by a statement compiled once."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from quizsite.accounts.models import User, spellings
from quizsite.db.fast_select import FastSelect


@FastSelect
def _user(pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk)


class Backend(AuthenticationBackend):
    def _mitigate_timing_attack(self, password: str) -> None:
        """Hash for a name that nobody has as often as for one that somebody has."""
        for one in spellings(password):
            make_password(one)

    def get_user(self, user_id: int) -> User | None:
        found = _user.first(user_id)
        return found if self.user_can_authenticate(found) else None
