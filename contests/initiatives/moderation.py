"""Moderators publish ideas, or hide them for a reason that stays public; nothing is deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.initiatives.history import move, note_step
from contests.initiatives.rules import InitiativeMoved
from contests.models import (
    HidingReason,
    Initiative,
    InitiativeState,
)
from contests.models import InitiativeEventKind as Kind
from contests.rules import ContestRefusal
from quizsite.audit.trail import Actor
from quizsite.language.vietnamese import visible


class ObjectedOnce(ContestRefusal):
    code = "objected_once"
    status = 409
    message = _("Bạn đã gửi phản hồi về việc ẩn ý tưởng này. Hãy chờ trả lời ở trang này.")


class NotHidden(ContestRefusal):
    code = "not_hidden"
    status = 409
    message = _("Ý tưởng này không bị ẩn nên không cần phản hồi.")


class WordsMissing(ContestRefusal):
    code = "words_missing"
    message = _("Hãy viết rõ lý do hoặc nội dung trả lời.")


@transaction.atomic
def publish_idea(initiative: Initiative, *, by: Actor, at: datetime) -> Initiative:
    move(initiative, to=InitiativeState.CONSIDERED)
    Initiative.objects.filter(pk=initiative.pk).update(published_at=at)
    note_step(initiative, Kind.PUBLISHED, by=by, at=at)
    initiative.refresh_from_db()
    return initiative


@transaction.atomic
def hide_idea(
    initiative: Initiative, *, reason: HidingReason, note: str, by: Actor, at: datetime
) -> Initiative:
    """Take it off the public pages, which keep a stub with the reason; its sender is told."""
    shown = Initiative.objects.filter(pk=initiative.pk, hidden_at=None)
    if not shown.update(hidden_at=at, hidden_reason=reason):
        raise InitiativeMoved
    note_step(
        initiative,
        Kind.HIDDEN,
        by=by,
        at=at,
        text=_said(str(HidingReason(reason).label), visible(note)),
        after={"hiding": reason},
    )
    initiative.refresh_from_db()
    return initiative


@transaction.atomic
def show_idea(initiative: Initiative, *, note: str, by: Actor, at: datetime) -> Initiative:
    """Show it again where it was, and settle what its sender objected."""
    _show(initiative)
    settled = Initiative.objects.filter(
        pk=initiative.pk, objected_at__isnull=False, objection_settled_at=None
    )
    settled.update(objection_settled_at=at)
    note_step(initiative, Kind.SHOWN, by=by, at=at, text=visible(note))
    initiative.refresh_from_db()
    return initiative


@transaction.atomic
def object_to_hiding(initiative: Initiative, *, text: str, by: Actor, at: datetime) -> Initiative:
    """The sender says once why it should be shown; moderators reply."""
    if not visible(text):
        raise WordsMissing
    if initiative.hidden_at is None:
        raise NotHidden
    first = Initiative.objects.filter(pk=initiative.pk, objected_at=None)
    if not first.exclude(hidden_at=None).update(objection=visible(text), objected_at=at):
        raise ObjectedOnce
    note_step(initiative, Kind.OBJECTED, by=by, at=at, is_told=False)
    initiative.refresh_from_db()
    return initiative


@transaction.atomic
def settle_objection(
    initiative: Initiative, *, text: str, is_shown: bool, by: Actor, at: datetime
) -> Initiative:
    """Reply to the sender's objection: it is shown again, or it stays hidden for good reason."""
    if not visible(text):
        raise WordsMissing
    waiting = Initiative.objects.filter(pk=initiative.pk, objection_settled_at=None)
    if not waiting.exclude(objected_at=None).update(objection_settled_at=at):
        raise InitiativeMoved
    note_step(initiative, Kind.OBJECTION_SETTLED, by=by, at=at, text=visible(text))
    if is_shown:
        _show(initiative)
        note_step(initiative, Kind.SHOWN, by=by, at=at)
    initiative.refresh_from_db()
    return initiative


def _show(initiative: Initiative) -> None:
    hidden = Initiative.objects.filter(pk=initiative.pk).exclude(hidden_at=None)
    if not hidden.update(hidden_at=None, hidden_reason=""):
        raise InitiativeMoved


def _said(reason: str, note: str) -> str:
    return f"{reason}. {note}" if note else reason
