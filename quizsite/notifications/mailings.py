"""A mailing is planned, cancelled, and becomes notices once it is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import User
from quizsite.notifications.audiences import audience_of
from quizsite.notifications.models import (
    Mailing,
    Notice,
    NoticeKind,
    NoticeState,
    WhyUnsent,
)
from quizsite.notifications.outbox import Occasion, notify, notify_addresses
from quizsite.refusals import Refusal

BATCH = 200


class AlreadyPlanned(Refusal):
    code = "already_planned"
    status = 409
    message = _("Việc này đã có một đợt gửi tin. Muốn gửi khác đi, hãy hủy đợt đó trước.")


class MailingOver(Refusal):
    code = "mailing_over"
    status = 409
    message = _("Đợt này đã gửi xong hoặc đã hủy, nên không hủy được nữa.")


@transaction.atomic
def plan_mailing(
    occasion: Occasion,
    *,
    audience: dict[str, Any],
    due_at: datetime,
    by: User | None,
    at: datetime,
    most: int | None = None,
) -> Mailing:
    """Let a job tell many people; planned in the transaction of what it tells.

    Of the same occasion only one mailing stands."""
    try:
        with transaction.atomic():
            return Mailing.objects.create(
                occasion=occasion.name,
                kind=occasion.kind,
                contest=occasion.contest,
                audience=audience,
                facts=occasion.facts,
                most=most,
                made_by=by,
                made_at=at,
                due_at=due_at,
                expires_at=occasion.expires_at,
            )
    except IntegrityError as error:
        raise AlreadyPlanned from error


@dataclass(frozen=True, slots=True)
class Cancelled:
    """How many notices went out before, do not go any more, and cannot be called back."""

    sent: int
    stopped: int
    in_flight: int


@transaction.atomic
def cancel_mailing(mailing: Mailing, *, at: datetime) -> Cancelled:
    """Remove what waits, so that it may be planned anew; what is sent is sent.

    What another process is handing over at this moment goes out. If it does not get through, it
    is not tried again: `asked_before` finds the mailing cancelled."""
    held = Mailing.objects.select_for_update(no_key=True).get(pk=mailing.pk)
    mine = Notice.objects.filter(mailing=held)
    waiting = mine.filter(state=NoticeState.WAITING)
    is_over = held.written_at is not None and not waiting.exists()
    if is_over or held.cancelled_at is not None:
        raise MailingOver
    audience = audience_of(held.kind)
    unwritten = 0 if held.written_at else audience.unwritten(held, at)
    # This one statement decides: a process that claims one of them is before it, or finds nothing.
    stopped = waiting.update(state=NoticeState.DROPPED, why=WhyUnsent.CANCELLED)
    gone = mine.filter(state=NoticeState.DROPPED, why=WhyUnsent.CANCELLED)
    audience.take_back(held, gone)
    gone.delete()
    held.cancelled_at, held.stopped = at, stopped + unwritten
    held.save(update_fields=["cancelled_at", "stopped"])
    mailing.refresh_from_db()
    states = dict(mine.order_by().values_list("state").annotate(n=Count("pk")))
    return Cancelled(
        states.get(NoticeState.SENT, 0), held.stopped, states.get(NoticeState.SENDING, 0)
    )


def write_due_mailings(*, at: datetime, between: Callable[[], None]) -> None:
    """Write the notices of all mailings that are due; a process that dies loses one batch."""
    due = Mailing.objects.filter(due_at__lte=at, written_at=None, cancelled_at=None)
    for pk in list(due.order_by("due_at").values_list("pk", flat=True)):
        while _write_batch(pk, at=at):
            between()


@transaction.atomic
def _write_batch(pk: int, *, at: datetime) -> bool:
    """Write the next notices; False if there are no more. Two jobs take turns at the row."""
    mailing = Mailing.objects.select_for_update(no_key=True).get(pk=pk)
    if mailing.written_at or mailing.cancelled_at:
        return False
    occasion = occasion_of(mailing)
    is_late = occasion.expires_at is not None and occasion.expires_at <= at
    left = BATCH if mailing.most is None else min(BATCH, mailing.most - mailing.reached)
    wrote = None if is_late or left <= 0 else _write_next(mailing, occasion, count=left, at=at)
    if wrote is None:
        Mailing.objects.filter(pk=pk).update(written_at=at)
        return False
    last, reached = wrote
    Mailing.objects.filter(pk=pk).update(after=last, reached=F("reached") + reached)
    return True


def _write_next(
    mailing: Mailing, occasion: Occasion, *, count: int, at: datetime
) -> tuple[int, int] | None:
    """How far this came and how many it reached; None if nobody was left."""
    audience = audience_of(mailing.kind)
    if audience.addresses is not None:
        found = audience.addresses(mailing, mailing.after, count, at)
        if found is None:
            return None
        return found.last, notify_addresses(found.mails, at=at, mailing=mailing)
    people = audience.people(mailing, mailing.after, count)
    if not people:
        return None
    numbers = [person for _number, person in people]
    return people[-1][0], notify(numbers, occasion, at=at, mailing=mailing)


def occasion_of(mailing: Mailing) -> Occasion:
    """A mailing may stand for a wider occasion, such as one reminder a day, whoever sends it."""
    name = mailing.audience.get("occasion", mailing.occasion)
    told = audience_of(mailing.kind).told(mailing)
    return Occasion(NoticeKind(mailing.kind), name, told.facts, mailing.contest, told.expires_at)
