"""Councils: who sits in them, what is put before them, and their members' ballots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from contests.initiatives.history import about_initiative, move, note_step
from contests.initiatives.rules import (
    InitiativeMoved,
    check_is_open,
    check_may_vote,
    entitled,
)
from contests.models import (
    Application,
    Council,
    CouncilBallot,
    CouncilMember,
    InitiativeState,
)
from contests.models import InitiativeEventKind as Kind
from contests.rules import ContestRefusal
from quizsite.accounts.models import User
from quizsite.accounts.subjects import about_person
from quizsite.audit.kinds import AuditKind, Role, Subject
from quizsite.audit.trail import About, Actor, record
from quizsite.language.vietnamese import visible

S = InitiativeState
FEWEST_MEMBERS = 3


class VotedAlready(ContestRefusal):
    code = "voted_already"
    status = 409
    message = _("Bạn đã biểu quyết sáng kiến này; phiếu đã gửi không đổi được.")


class CouncilTooSmall(ContestRefusal):
    code = "council_too_small"
    message = _("Hội đồng phải có ít nhất 3 thành viên được biểu quyết sáng kiến này.")


@dataclass(frozen=True, slots=True)
class Tally:
    in_favour: int
    against: int
    entitled: int
    share_percent: int

    @property
    def cast(self) -> int:
        return self.in_favour + self.against

    @property
    def is_enough(self) -> bool:
        """Of all members who may vote, not only of those who did."""
        return 100 * self.in_favour >= self.share_percent * self.entitled > 0


@transaction.atomic
def make_council(council: Council, *, by: Actor, at: datetime) -> Council:
    council.save()
    after = {"council": council.name, "share_percent": council.share_percent}
    record(About(Subject.SITE), kind=AuditKind.COUNCIL_CHANGED, by=by, at=at, after=after)
    return council


@transaction.atomic
def seat_member(council: Council, user: User, *, by: Actor, at: datetime) -> CouncilMember:
    member, is_new = CouncilMember.objects.get_or_create(council=council, user=user)
    if is_new:
        after = {"council": council.name}
        record(about_person(user), kind=AuditKind.COUNCIL_CHANGED, by=by, at=at, after=after)
    return member


@transaction.atomic
def unseat_member(member: CouncilMember, *, by: Actor, at: datetime) -> None:
    before = {"council": member.council.name}
    record(about_person(member.user), kind=AuditKind.COUNCIL_CHANGED, by=by, at=at, before=before)
    member.delete()


@transaction.atomic
def put_before_council(
    application: Application, council: Council, *, by: Actor, at: datetime
) -> Application:
    application.council = council
    if entitled(application).count() < FEWEST_MEMBERS:
        raise CouncilTooSmall
    check_is_open(application.initiative)
    move(application.initiative, to=S.BEFORE_COUNCIL)
    application.save(update_fields=["council"])
    note_step(application.initiative, Kind.BEFORE_COUNCIL, by=by, at=at, text=council.name)
    return application


@transaction.atomic
def cast_ballot(
    application: Application, *, is_in_favour: bool, remark: str, by: User, at: datetime
) -> CouncilBallot:
    """Vote once; a ballot that comes while the decision is written counts before it or not."""
    locked = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    check_may_vote(by, locked)
    try:
        with transaction.atomic():
            ballot = CouncilBallot.objects.create(
                application=locked,
                user=by,
                is_in_favour=is_in_favour,
                remark=visible(remark),
                cast_at=at,
            )
    except IntegrityError as error:
        raise VotedAlready from error
    if locked.initiative.state != S.BEFORE_COUNCIL:
        raise InitiativeMoved
    # The line says that somebody voted and not how: colleagues read the trail.
    about, kind = about_initiative(locked.initiative), AuditKind.BALLOT_CAST
    record(about, kind=kind, by=Actor(by, Role.COUNCIL), at=at)
    return ballot


def tally_of(application: Application) -> Tally:
    assert application.council is not None  # noqa: S101 -- it lies before one
    may = set(entitled(application).values_list("user", flat=True))
    ballots = list(application.ballots.values_list("user", "is_in_favour"))
    counted = [said for user, said in ballots if user in may]
    in_favour = sum(counted)
    return Tally(in_favour, len(counted) - in_favour, len(may), application.council.share_percent)
