"""Roles that see into a contest or the bank: given only to people who take no part in it, or no
longer; a role that is taken stays in the history."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.models import (
    Attempt,
    Contest,
    ContestOrganiser,
    Entry,
    Invitation,
    PanelMember,
    PastRole,
)
from contests.planning.double_roles import end_double_roles, note_double_roles
from contests.registration.entries import void_for
from contests.registration.one_person import lock_active_person, lock_person
from contests.rules import ContestRefusal, TakesPart, entries_in_the_way
from contests.subjects import organisers_of
from questionbank.models import BankRole
from quizsite.accounts.models import User
from quizsite.accounts.subjects import about_person
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record
from quizsite.language.vietnamese import visible


class LastOrganiser(ContestRefusal):
    code = "last_organiser"
    message = _("Cuộc thi cần ít nhất một người trong ban tổ chức. Hãy thêm người khác trước.")


class MarksWorks(ContestRefusal):
    code = "marks_works"
    status = 409
    message = _(
        "Người này là giám khảo của cuộc thi nên không vào ban tổ chức được: ban tổ chức biết ai"
        " viết bài nào. Hãy bớt khỏi ban giám khảo trước."
    )


@transaction.atomic
def add_organiser(
    contest: Contest, *, user: User, by: Actor, at: datetime, void_reason: str = ""
) -> None:
    """Let this person run the contest; somebody who does already goes on.

    A reason voids the person's entry, which stands in the way otherwise."""
    lock_active_person(user)
    _make_way(entries_in_the_way(user, at=at, contest=contest), by=by, at=at, reason=void_reason)
    if PanelMember.objects.marking().filter(user=user, panel__contest=contest).exists():
        raise MarksWorks
    given_by = by.person.pk if by.person else None
    _row, is_new = ContestOrganiser.objects.get_or_create(
        user=user, contest=contest, defaults={"since": at, "given_by_id": given_by}
    )
    if is_new:
        record(organisers_of(contest, user), kind=AuditKind.ORGANISER_ADDED, by=by, at=at)
        note_double_roles(user, by=by, at=at, contest=contest)


@transaction.atomic
def remove_organiser(
    contest: Contest, *, user: User, by: Actor, at: datetime, may_be_last: bool = False
) -> None:
    """Only a command may leave a contest without anybody."""
    lock_person(user)
    # Of two who remove each other at once, the second one waits here and then is the last.
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    held = ContestOrganiser.objects.filter(user=user, contest=contest).first()
    if held is None:
        return
    if not may_be_last and contest.organisers.count() < 2:
        raise LastOrganiser
    held.delete()
    # Who accepts at the same moment waits for these rows; a role given again opens none anew.
    Invitation.objects.open(at).filter(contest=contest, made_by=user).update(revoked_at=at)
    end_double_roles(user, contest=contest)
    _keep(user, since=held.since, given_by=held.given_by_id, by=by, at=at, contest=contest)
    record(organisers_of(contest, user), kind=AuditKind.ORGANISER_REMOVED, by=by, at=at)


@transaction.atomic
def give_bank_role(
    user: User, *, kind: BankRole.Kind, by: Actor, at: datetime, void_reason: str = ""
) -> None:
    """It stands here because the bank knows no contest, and people in one see no questions.

    A reason voids the person's entries in contests that go on."""
    lock_active_person(user)
    _make_way(entries_in_the_way(user, at=at), by=by, at=at, reason=void_reason)
    given_by = by.person.pk if by.person else None
    has_one = user.bank_roles.exists()
    _row, is_new = BankRole.objects.get_or_create(
        user=user, kind=kind, defaults={"since": at, "given_by_id": given_by}
    )
    if is_new:
        after = {"bank_role": kind.value}
        record(about_person(user), kind=AuditKind.BANK_ROLE_GIVEN, by=by, at=at, after=after)
    if is_new and not has_one:
        note_double_roles(user, by=by, at=at)


@transaction.atomic
def take_bank_role(user: User, *, kind: BankRole.Kind, by: Actor, at: datetime) -> None:
    # Of two roles taken at once, and an approval meanwhile, each sees what the other did.
    lock_person(user)
    held = BankRole.objects.filter(user=user, kind=kind).first()
    if held is None:
        return
    held.delete()
    end_double_roles(user)
    _keep(user, since=held.since, given_by=held.given_by_id, by=by, at=at, kind=kind)
    before = {"bank_role": kind.value}
    record(about_person(user), kind=AuditKind.BANK_ROLE_TAKEN, by=by, at=at, before=before)


def _make_way(entries: list[Entry], *, by: Actor, at: datetime, reason: str) -> None:
    """Void what stands in the way, or refuse: whoever gives the role decides on the entries."""
    if entries and not visible(reason):
        raise TakesPart(entries)
    # Whoever sees keys from now on writes no further answer, should the entry be restored later.
    # Papers come before entries, as in closing, so that the two never wait for each other.
    late = Attempt.objects.running().filter(entry__in=entries, deadline_at__gt=at)
    late.update(deadline_at=at)
    for entry in entries:
        void_for(entry, by=by, at=at, reason=reason)


def _keep(
    user: User,
    *,
    since: datetime | None,
    given_by: int | None,
    by: Actor,
    at: datetime,
    contest: Contest | None = None,
    kind: str = "",
) -> None:
    PastRole.objects.create(
        user=user,
        contest=contest,
        kind=kind,
        since=since,
        until=at,
        given_by_id=given_by,
        taken_by_id=by.person.pk if by.person else None,
    )
