"""Contact persons of units: appointing and dismissing them."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from quizsite.accounts.models import Unit, UnitContact, User
from quizsite.accounts.subjects import about_person
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record


@transaction.atomic
def appoint_contact(unit: Unit, *, user: User, by: Actor, at: datetime) -> None:
    """Let this person see who of the unit took part; somebody who may already goes on."""
    _row, is_new = UnitContact.objects.get_or_create(
        user=user, unit=unit, defaults={"since": timezone.localdate(at)}
    )
    if is_new:
        after = {"unit": unit.name}
        record(about_person(user), kind=AuditKind.CONTACT_GIVEN, by=by, at=at, after=after)


@transaction.atomic
def dismiss_contact(unit: Unit, *, user: User, by: Actor, at: datetime) -> None:
    gone, _rows = UnitContact.objects.filter(user=user, unit=unit).delete()
    if gone:
        before = {"unit": unit.name}
        record(about_person(user), kind=AuditKind.CONTACT_TAKEN, by=by, at=at, before=before)
