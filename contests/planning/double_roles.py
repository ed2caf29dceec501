"""Organising a contest and working on its questions at once takes a second organiser's approval."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, ContestOrganiser, DoubleRole
from contests.registration.one_person import lock_person
from contests.rules import ContestRefusal, ReasonMissing, check_may_change, other_organisers
from contests.subjects import organiser, organisers_of
from questionbank.models import BankRole
from quizsite import two_people
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, Deed, record, record_all
from quizsite.language.vietnamese import visible


class NothingToApprove(ContestRefusal):
    code = "nothing_to_approve"
    status = 409
    message = _("Người này không còn giữ hai vai, hoặc đã được chấp thuận. Hãy tải lại trang.")


@dataclass(frozen=True, slots=True)
class DoubleHolder:
    """`role` is None while nobody has approved; then the person changes nothing."""

    user: User
    role: DoubleRole | None

    @property
    def is_waiting(self) -> bool:
        return self.role is None or self.role.approved_at is None


def double_holders(contest: Contest) -> list[DoubleHolder]:
    """List organisers of the contest who also have a role in the bank."""
    in_bank = BankRole.objects.values("user")
    held = ContestOrganiser.objects.filter(contest=contest, user__in=in_bank)
    users = [one.user for one in held.select_related("user").order_by("pk")]
    if not users:
        return []
    roles = {role.user_id: role for role in contest.double_roles.all()}
    return [DoubleHolder(user, roles.get(user.pk)) for user in users]


def note_double_roles(
    user: User, *, by: Actor, at: datetime, contest: Contest | None = None
) -> None:
    """Write into the trail of each contest (or of this one) that an organiser now holds both."""
    if not user.bank_roles.exists():
        return
    held = ContestOrganiser.objects.filter(user=user).select_related("contest").order_by("pk")
    if contest is not None:
        held = held.filter(contest=contest)
    deeds = [Deed(organisers_of(one.contest, user)) for one in held]
    record_all(deeds, kind=AuditKind.DOUBLE_ROLE_BEGAN, by=by, at=at)


def end_double_roles(user: User, *, contest: Contest | None = None) -> None:
    """An approval ends with either role; whoever gets both again is approved anew."""
    roles = DoubleRole.objects.filter(user=user)
    if contest is not None:
        roles.filter(contest=contest).delete()
    elif not user.bank_roles.exists():
        roles.delete()


def approvers(contest: Contest, *, but: User) -> QuerySet[User]:
    """Find the other organisers who do not wait for approval themselves."""
    waiting = BankRole.objects.exclude(user__in=contest.double_roles.values("user"))
    return other_organisers(contest, but).exclude(pk__in=waiting.values("user"))


@transaction.atomic
def approve_double_role(
    contest: Contest, *, user: User, by: User, at: datetime, reason: str
) -> DoubleRole:
    """Let this organiser go on with both roles; who holds both confirms only if nobody else could.

    Whoever holds both and waits for approval approves nobody else. The reason is shown on the
    contest's public page."""
    if not visible(reason):
        raise ReasonMissing
    if by.pk != user.pk:
        check_may_change(by, contest)
    lock_person(user)
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    found = {one.user.pk: one for one in double_holders(contest)}.get(user.pk)
    if found is None or not found.is_waiting:
        raise NothingToApprove
    about, actor = organisers_of(contest, user), organiser(by)
    is_alone = two_people.confirm(
        about,
        by=actor,
        proposed_by=user.pk,
        others=approvers(contest, but=by),
        at=at,
        reason=reason,
    )
    role = found.role or DoubleRole(contest=contest, user=user)
    role.approved_by, role.approved_at = by, at
    role.is_alone, role.reason = is_alone, visible(reason)
    role.save()
    record(about, kind=AuditKind.DOUBLE_ROLE_APPROVED, by=actor, at=at, reason=role.reason)
    return role
