"""Until when contact persons change a roster, and on which day it is deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contests.models import (
    ROSTER_KEPT_FOR,
    Contest,
    RosterInvitation,
    RosterPerson,
    RosterTerm,
    Round,
)
from contests.rules import ContestRefusal
from contests.subjects import about_contest, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor, record
from quizsite.language.moments import moment


class RosterClosed(ContestRefusal):
    code = "roster_closed"
    status = 409

    def __init__(self, since: datetime) -> None:
        said = _("Danh sách đã chốt lúc %(when)s. Muốn sửa, hãy nhờ ban tổ chức.")
        super().__init__(said % {"when": moment(since)})


def cut_off(contest: Contest) -> datetime | None:
    """The moment that organisers have set, else the opening of the first round."""
    term = RosterTerm.objects.filter(contest=contest).first()
    if term is not None:
        return term.closes_at
    ranked = Round.objects.ranked().filter(contest=contest).order_by("opens_at")
    return ranked.values_list("opens_at", flat=True).first()


def check_may_change(contest: Contest, *, by: Actor, at: datetime) -> None:
    """After the cut-off an organiser does it."""
    closes = cut_off(contest)
    if by.role == Role.CONTACT and closes is not None and closes <= at:
        raise RosterClosed(closes)


@transaction.atomic
def set_cut_off(contest: Contest, *, closes_at: datetime, by: User, at: datetime) -> None:
    before = cut_off(contest)
    RosterTerm.objects.update_or_create(contest=contest, defaults={"closes_at": closes_at})
    if before != closes_at:
        record(
            about_contest(contest),
            kind=AuditKind.ROSTER_TERM_SET,
            by=organiser(by),
            at=at,
            before={"roster_closes_at": before} if before else {},
            after={"roster_closes_at": closes_at},
        )


def deleted_on(contest: Contest) -> datetime | None:
    """None as long as no round says when the contest ends."""
    public = Round.objects.public().filter(contest=contest).order_by("-closes_at")
    last = public.values_list("closes_at", flat=True).first()
    return None if last is None else last + ROSTER_KEPT_FOR


def over_before(before: datetime) -> QuerySet[RosterPerson]:
    """Lines of contests whose last round closed, or that were made and left, before a moment."""
    rounds = Round.objects.public().filter(contest=OuterRef("contest"))
    return RosterPerson.objects.filter(
        Q(Exists(rounds)) | Q(contest__created_at__lt=before, added_at__lt=before),
        ~Exists(rounds.filter(closes_at__gte=before)),
    )


def invitations_over_before(before: datetime) -> QuerySet[RosterInvitation]:
    """Of contests whose last round closed before a moment, or that have none and sent long ago."""
    rounds = Round.objects.public().filter(contest=OuterRef("contest"))
    return RosterInvitation.objects.filter(
        Q(Exists(rounds)) | Q(last_at__lt=before),
        ~Exists(rounds.filter(closes_at__gte=before)),
    )
