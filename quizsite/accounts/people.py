"""People: finding sign-ups that came to nothing, renaming."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from quizsite.accounts.models import User

ABANDONED_AFTER = timedelta(minutes=30)


def find_abandoned(*, email: str | None, phone: str | None, at: datetime) -> list[User]:
    """Sign-ups with this address or number that were never confirmed and never got in.

    Without this, anybody could keep a number for himself by typing it once."""
    reached = Q(pk__in=[])
    if email:
        reached |= Q(email=email.lower())
    if phone:
        reached |= Q(phone=phone)
    return list(
        User.objects.filter(
            reached,
            last_login=None,
            is_phone_verified=False,
            is_staff=False,
            date_joined__lt=at - ABANDONED_AFTER,
        )
        .exclude(emailaddress__verified=True)
        .exclude(socialaccount__isnull=False)
    )


@transaction.atomic
def rename_person(user: User, *, full_name: str) -> User:
    user.full_name = full_name
    user.save(update_fields=["full_name"])
    return user
