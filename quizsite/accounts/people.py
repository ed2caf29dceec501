"""Finds abandoned sign-ups and renames people."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from quizsite.accounts.addresses import to_address
from quizsite.accounts.models import User
from quizsite.accounts.subjects import about_person, the_person
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Name, record

ABANDONED_AFTER = timedelta(minutes=30)


def find_abandoned(
    *, email: str | None, phone: str | None, at: datetime, is_owner: bool = False
) -> list[User]:
    """Find old sign-ups with this address or number that no person confirmed or used.

    The sign-up form deletes them; else a stranger could block a number by typing it once. The
    owner, whom a provider knows by this address, waits for none of them."""
    reached = Q(pk__in=[])
    if email:
        reached |= Q(email=to_address(email))
    if phone:
        reached |= Q(phone=phone)
    unused = User.objects.filter(
        reached, last_login=None, is_phone_verified=False, is_staff=False
    ).exclude(emailaddress__verified=True)
    if not is_owner:
        unused = unused.filter(date_joined__lt=at - ABANDONED_AFTER, socialaccount__isnull=True)
    return list(unused)


def find_by_address(written: str) -> User | None:
    """Find the account with this e-mail address, however somebody writes it."""
    address = to_address(written)
    return User.objects.filter(email=address).first() if address else None


def has_confirmed_contact(user: User) -> bool:
    """Without a confirmed number or address nobody knows whose account this is."""
    if user.phone and user.is_phone_verified:
        return True
    return bool(EmailAddress.objects.filter(user=user, verified=True).exists())


@transaction.atomic
def rename_person(user: User, *, full_name: str, at: datetime) -> User:
    before = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.full_name = full_name
    user.save(update_fields=["full_name"])
    if user.full_name != before.full_name:
        record(
            about_person(before),
            kind=AuditKind.NAME_CHANGED,
            by=the_person(before),
            at=at,
            before={"full_name": Name(user.pk, before.full_name)},
            after={"full_name": Name(user.pk, user.full_name)},
        )
    return user
