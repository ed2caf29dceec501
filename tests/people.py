"""Makes people who can sign in, and browsers in which they have."""

import time
from datetime import datetime

from allauth.account.models import EmailAddress
from django.test import Client

from quizsite.accounts.models import Unit, User


def create_person(
    *,
    full_name: str,
    password: str,
    at: datetime,
    email: str | None = None,
    phone: str | None = None,
    unit: Unit | None = None,
) -> User:
    """Make a person who can sign in at once, with confirmed address and number."""
    user = User.objects.create_user(
        email,
        password,
        full_name=full_name,
        phone=phone,
        is_phone_verified=bool(phone),
        unit=unit,
        date_joined=at,
    )
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def browser_of(user: User) -> Client:
    """As after entering a password: a session without that confirms itself before much."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
