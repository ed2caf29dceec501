"""A unit is asked to reply in time; its reply answers all ideas that were merged into one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from contests.initiatives.clock import days_for, due_after
from contests.initiatives.history import note_step
from contests.initiatives.notices import tell_unit
from contests.initiatives.rules import InitiativeMoved, check_is_open
from contests.models import (
    Initiative,
    InitiativeState,
    OfficialReply,
    Referral,
    ReplyOutcome,
)
from contests.models import InitiativeEventKind as Kind
from contests.rules import ContestRefusal
from quizsite.accounts.models import Unit
from quizsite.audit.trail import Actor
from quizsite.language.moments import deadline
from quizsite.language.vietnamese import visible


class NotYetPublished(ContestRefusal):
    code = "not_yet_published"
    message = _("Hãy đăng ý tưởng trước khi chuyển đơn vị trả lời.")


class ReplyMissing(ContestRefusal):
    code = "reply_missing"
    message = _("Hãy viết nội dung trả lời người gửi.")


class AlreadyReplied(ContestRefusal):
    code = "already_replied"
    status = 409
    message = _("Đơn vị đã trả lời ý tưởng này. Hãy tải lại trang để xem.")


@transaction.atomic
def refer(initiative: Initiative, unit: Unit, *, by: Actor, at: datetime) -> Referral:
    """Ask the unit to reply; whoever was asked before and has not replied is asked no more."""
    fresh = Initiative.objects.select_for_update(no_key=True).get(pk=initiative.pk)
    check_is_open(fresh)
    if fresh.state == InitiativeState.RECEIVED:
        raise NotYetPublished
    fresh.referrals.filter(replied_at=None, ended_at=None).update(ended_at=at)
    due_at = due_after(at, days=days_for(unit))
    try:
        with transaction.atomic():
            referral = Referral.objects.create(
                initiative=fresh, unit=unit, made_at=at, due_at=due_at
            )
    except IntegrityError as error:  # somebody else has just asked another unit
        raise InitiativeMoved from error
    until = _("chậm nhất %(day)s") % {"day": deadline(due_at)}
    note_step(fresh, Kind.REFERRED, by=by, at=at, unit=unit, text=until, is_told=False)
    tell_unit(referral, at=at)
    return referral


@transaction.atomic
def reply_to(
    referral: Referral, *, outcome: ReplyOutcome, text: str, by: Actor, at: datetime
) -> OfficialReply:
    """Store the unit's one reply; two contact persons at once are told that one was first."""
    if not visible(text):
        raise ReplyMissing
    initiative = Initiative.objects.select_for_update(no_key=True).get(pk=referral.initiative_id)
    check_is_open(initiative)
    waiting = Referral.objects.filter(pk=referral.pk, replied_at=None, ended_at=None)
    if not waiting.update(replied_at=at):
        raise AlreadyReplied
    person = by.person.pk if by.person else None
    reply = OfficialReply.objects.create(
        referral=referral, outcome=outcome, text=visible(text), by_id=person, at=at
    )
    said = f"{ReplyOutcome(outcome).label}. {reply.text}"
    for one in (initiative, *initiative.merged.all()):
        note_step(one, Kind.REPLIED, by=by, at=at, unit=referral.unit, text=said)
    return reply


@transaction.atomic
def reply_to_all(
    words: Sequence[tuple[Referral, str]], *, outcome: ReplyOutcome, by: Actor, at: datetime
) -> int:
    """Reply to several ideas of the unit, each in its words; what moved meanwhile is left out."""
    count = 0
    for referral, text in words:
        try:
            with transaction.atomic():
                reply_to(referral, outcome=outcome, text=text, by=by, at=at)
        except ContestRefusal:
            continue
        count += 1
    if not count:
        raise AlreadyReplied
    return count
