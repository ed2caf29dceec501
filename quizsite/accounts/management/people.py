"""People whom a command names."""

from django.core.management.base import CommandError

from quizsite.accounts.models import User
from quizsite.accounts.people import find_by_address


def person_named(address: str) -> User:
    user = find_by_address(address)
    if user is None:
        raise CommandError(f"Không có tài khoản {address}.")
    return user
