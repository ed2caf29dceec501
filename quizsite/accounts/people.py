"""Finds abandoned sign-ups and renames people."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from quizsite.accounts.addresses import to_address
from quizsite.accounts.models import User
from quizsite.accounts.personal_data import requests
from quizsite.accounts.personal_data.emptied import lock_unless_erased
from quizsite.accounts.personal_data.models import RequestKind
from quizsite.accounts.phones import to_e164
from quizsite.accounts.subjects import about_person, the_person
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Name, record

_LARGEST = 2**63 - 1
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


def holder_of(*, email: str | None, phone: str | None) -> User | None:
    """Find the account that whoever proves to own this address or number signs in to.

    A claim that nobody has confirmed is nobody's, unless the account has nothing else: that one
    is started anew when its address is confirmed (signing_in/confirmations.py)."""
    if phone:
        return User.objects.filter(phone=phone, is_phone_verified=True).first()
    confirmed = EmailAddress.objects.filter(email=email, verified=True).select_related("user")
    if found := confirmed.first():
        holder: User = found.user
        return holder
    claiming = User.objects.filter(email=email).first() if email else None
    return None if claiming is None or has_confirmed_contact(claiming) else claiming


def drop_unproven_claims(*, email: str | None, phone: str | None) -> None:
    """Take an address or number from accounts that never confirmed it: its owner has come."""
    if phone:
        User.objects.filter(phone=phone, is_phone_verified=False).update(phone=None)
    if email:
        EmailAddress.objects.filter(email=email, verified=False).delete()
        User.objects.filter(email=email).update(email=None)


def find_by_address(written: str) -> User | None:
    """Find the account with this e-mail address, however somebody writes it."""
    address = to_address(written)
    return User.objects.filter(email=address).first() if address else None


def find_account(written: str) -> User | None:
    """Find by address, by number, or as “#12”, which names an account that has neither any more."""
    if written.startswith("#") and written[1:].isascii() and written[1:].isdigit():
        return User.objects.filter(pk=min(int(written[1:20]), _LARGEST)).first()
    if found := find_by_address(written):
        return found
    phone = to_e164(written)
    return User.objects.filter(phone=phone).first() if phone else None


def has_confirmed_contact(user: User) -> bool:
    """Without a confirmed number or address nobody knows whose account this is."""
    if user.phone and user.is_phone_verified:
        return True
    return bool(EmailAddress.objects.filter(user=user, verified=True).exists())


@transaction.atomic
def rename_person(user: User, *, full_name: str, at: datetime) -> User:
    before = lock_unless_erased(user)
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
        requests.fulfilled(user, kind=RequestKind.CORRECTION, outcome=requests.by_software(), at=at)
    return user
