"""Inviting is counted beforehand, planned as a mailing, and tried on oneself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.urls import reverse

from contests.models import Contest, RosterPerson
from contests.roster.trail import about_roster
from contests.roster_invitations.addresses import (
    KIND,
    known_invitations,
    known_of,
    lines_to_invite,
)
from contests.roster_invitations.rules import (
    MOST_TIMES,
    InvitedJustNow,
    NobodyToInvite,
    check_may_invite,
    is_due,
)
from quizsite.accounts.models import Unit, User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record
from quizsite.language.moments import until
from quizsite.notifications import mailings
from quizsite.notifications.models import Mailing
from quizsite.notifications.outbox import Occasion
from quizsite.notifications.recipients import stopped_among


@dataclass(slots=True)
class InviteCounts:
    """How many addresses of a desk's rosters would get a mail now, and why others would not."""

    first: int = 0
    again: int = 0
    too_soon: int = 0
    often_enough: int = 0
    stopped: int = 0
    without_address: int = 0


def count_to_invite(contest: Contest, *, units: Collection[int], at: datetime) -> InviteCounts:
    counts, known = InviteCounts(), known_invitations(contest.pk)
    emails = set(lines_to_invite(contest, units).values_list("email", flat=True))
    stopped = stopped_among([one for one in emails if one], contest=contest.pk)
    for email in emails:
        before = known_of(email or "", known)
        if email in stopped:
            counts.stopped += 1
        elif is_due(before, is_again=False, at=at):
            counts.first += 1
        elif is_due(before, is_again=True, at=at):
            counts.again += 1
        elif before is not None and before.times >= MOST_TIMES:
            counts.often_enough += 1
        else:
            counts.too_soon += 1
    waiting = RosterPerson.objects.filter(contest=contest, unit__among=units, entry=None)
    counts.without_address = waiting.count() - lines_to_invite(contest, units).count()
    return counts


@transaction.atomic
def invite_rostered(
    contest: Contest,
    *,
    unit: Unit,
    units: Collection[int],
    is_again: bool,
    by: Actor,
    at: datetime,
) -> Mailing:
    """Let a job invite whoever of these units' rosters has not entered, first or once more."""
    closes_at = check_may_invite(contest, at=at)
    counts = count_to_invite(contest, units=units, at=at)
    invited = counts.again if is_again else counts.first
    if not invited:
        raise NobodyToInvite
    minute = f"{at:%Y%m%d%H%M}"
    told = Occasion(
        KIND,
        f"roster:{contest.pk}:{unit.pk}:{int(is_again)}:{minute}",
        sample_facts(contest, unit, closes_at=closes_at),
        contest.pk,
        closes_at,
    )
    person = cast("User | None", by.person)
    audience = {"unit": unit.pk, "again": is_again}
    try:
        mailing = mailings.plan_mailing(told, audience=audience, due_at=at, by=person, at=at)
    except mailings.AlreadyPlanned as error:
        raise InvitedJustNow from error
    after = {"invited": invited, "is_again": is_again}
    about = about_roster(contest, unit)
    record(about, kind=AuditKind.ROSTER_INVITED, by=by, at=at, after=after)
    return mailing


def sample_facts(contest: Contest, unit: Unit, *, closes_at: datetime) -> dict[str, Any]:
    """What the mail says, with the contest's own page in place of somebody's link."""
    return {
        "contest": contest.title,
        "unit": unit.name,
        "until": until(closes_at),
        "path": reverse("contests:contest", args=[contest.slug]),
    }
