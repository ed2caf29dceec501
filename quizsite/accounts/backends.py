"""Leaves signing in to allauth, and reads the person of a session by a statement compiled once."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from quizsite.accounts.models import User
from quizsite.db.fast_select import FastSelect


@FastSelect
def _user(pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk)


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        found = _user.first(user_id)
        return found if self.user_can_authenticate(found) else None
