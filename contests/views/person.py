"""Whoever is signed in."""

from django.http import HttpRequest

from quizsite.accounts.models import User


def person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- login_required has seen to it
    return request.user
