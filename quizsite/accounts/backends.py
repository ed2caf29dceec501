"""Leaves signing in to allauth, and reads the person of a session without the ORM."""

from allauth.account.auth_backends import AuthenticationBackend

from quizsite.accounts.models import User
from quizsite.db.fast_select import Part, Reading

_user = Reading(
    Part(User, "u", tuple(field.attname for field in User._meta.concrete_fields)),  # noqa: SLF001 -- Django documents it
    rest=f"FROM {User._meta.db_table} u WHERE u.id = %s",  # noqa: SLF001 -- our own table
)


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        row = _user.first([user_id])
        if row is None:
            return None
        found: User = row[0]
        return found if self.user_can_authenticate(found) else None
