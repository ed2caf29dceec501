"""Roles that see into a contest or the bank are given only to people who take no part in it."""

from datetime import datetime

from django.db import transaction

from contests.models import Contest, ContestOrganiser
from contests.rules import check_takes_no_part
from contests.subjects import organisers_of
from questionbank.models import BankRole
from quizsite.accounts.models import User
from quizsite.accounts.subjects import about_person
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record


@transaction.atomic
def add_organiser(contest: Contest, *, user: User, by: Actor, at: datetime) -> None:
    """Let this person run the contest; somebody who does already goes on."""
    check_takes_no_part(user, at=at, contest=contest)
    _row, is_new = ContestOrganiser.objects.get_or_create(
        user=user, contest=contest, defaults={"since": at}
    )
    if is_new:
        record(organisers_of(contest, user), kind=AuditKind.ORGANISER_ADDED, by=by, at=at)


@transaction.atomic
def remove_organiser(contest: Contest, *, user: User, by: Actor, at: datetime) -> None:
    gone, _rows = ContestOrganiser.objects.filter(user=user, contest=contest).delete()
    if gone:
        record(organisers_of(contest, user), kind=AuditKind.ORGANISER_REMOVED, by=by, at=at)


@transaction.atomic
def give_bank_role(user: User, *, kind: BankRole.Kind, by: Actor, at: datetime) -> None:
    """It stands here because the bank knows no contest, and people in one see no questions."""
    check_takes_no_part(user, at=at)
    _row, is_new = BankRole.objects.get_or_create(user=user, kind=kind)
    if is_new:
        after = {"bank_role": kind.value}
        record(about_person(user), kind=AuditKind.BANK_ROLE_GIVEN, by=by, at=at, after=after)


@transaction.atomic
def take_bank_role(user: User, *, kind: BankRole.Kind, by: Actor, at: datetime) -> None:
    gone, _rows = BankRole.objects.filter(user=user, kind=kind).delete()
    if gone:
        before = {"bank_role": kind.value}
        record(about_person(user), kind=AuditKind.BANK_ROLE_TAKEN, by=by, at=at, before=before)
