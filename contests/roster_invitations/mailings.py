"""The mailings of a desk: how far each has come, and what has not gone out is stopped."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import Http404

from contests.models import Contest
from contests.roster.trail import about_roster
from contests.roster_invitations.addresses import KIND
from quizsite.accounts.models import Unit
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor, record
from quizsite.notifications.mailings import Cancelled, cancel_mailing
from quizsite.notifications.models import Mailing, NoticeState
from quizsite.notifications.outbox_figures import progress_of

_LATEST = 200  # of a contest; a desk shows those of its own units
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class InviteMailing:
    """One mailing as a desk shows it, with how many of its mails are in which state."""

    mailing: Mailing
    unit_name: str
    sent: int
    waiting: int
    in_flight: int
    unsent: int
    may_stop: bool

    @property
    def is_over(self) -> bool:
        return bool(self.mailing.written_at) and not self.waiting


def mailings_of_desk(contest: Contest, *, units: Collection[int], by: Actor) -> list[InviteMailing]:
    """Those that somebody let go out for these units, the latest first."""
    found = Mailing.objects.filter(contest=contest.pk, kind=KIND).select_related("made_by")
    within = set(units)
    own = [one for one in found[:_LATEST] if one.audience["unit"] in within][:_SHOWN]
    numbers = {one.audience["unit"] for one in own}
    names = dict(Unit.objects.filter(pk__in=numbers).values_list("pk", "name"))
    return [_shown(one, names.get(one.audience["unit"], ""), by) for one in own]


def _shown(mailing: Mailing, unit_name: str, by: Actor) -> InviteMailing:
    states = progress_of(mailing)
    waiting, sending = states.get(NoticeState.WAITING, 0), states.get(NoticeState.SENDING, 0)
    is_standing = mailing.cancelled_at is None and (mailing.written_at is None or waiting > 0)
    return InviteMailing(
        mailing,
        unit_name,
        sent=states.get(NoticeState.SENT, 0),
        waiting=waiting,
        in_flight=sending,
        unsent=states.get(NoticeState.FAILED, 0) + states.get(NoticeState.DROPPED, 0),
        may_stop=is_standing and _may_stop(mailing, by),
    )


def _may_stop(mailing: Mailing, by: Actor) -> bool:
    is_own = by.person is not None and mailing.made_by_id == by.person.pk
    return is_own or by.role == Role.ORGANISER


def mailing_to_stop(contest: Contest, number: str, *, units: Collection[int], by: Actor) -> Mailing:
    """Find a mailing that this person started, or any of the contest for its organisers."""
    known = Mailing.objects.filter(contest=contest.pk, kind=KIND)
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    found = known.filter(pk=int(number)).first() if is_number else None
    if found is None or found.audience["unit"] not in units or not _may_stop(found, by):
        raise Http404
    return found


@transaction.atomic
def stop_inviting(mailing: Mailing, *, contest: Contest, by: Actor, at: datetime) -> Cancelled:
    """Stop what has not gone out; the addresses it would have reached may be invited anew."""
    cancelled = cancel_mailing(mailing, at=at)
    unit = Unit.objects.get(pk=mailing.audience["unit"])
    after = {"invited": cancelled.sent + cancelled.in_flight, "mails_stopped": cancelled.stopped}
    about = about_roster(contest, unit)
    record(about, kind=AuditKind.ROSTER_INVITING_STOPPED, by=by, at=at, after=after)
    return cancelled
