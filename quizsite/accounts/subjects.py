"""What lines of the audit trail about people are about."""

from quizsite.accounts.models import User
from quizsite.audit.kinds import Role, Subject
from quizsite.audit.trail import About, Actor, Name


def about_person(user: User, *, contest: int | None = None) -> About:
    return About(Subject.PERSON, user.pk, Name(user.pk, user.full_name), contest=contest)


def the_staff(user: User) -> Actor:
    return Actor(user, Role.STAFF)


def the_person(user: User) -> Actor:
    """Somebody who changes an account of their own."""
    return Actor(user, Role.PERSON)
