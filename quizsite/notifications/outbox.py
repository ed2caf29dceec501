"""The outbox: use cases write notices in the transaction of what they tell; a job sends them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from quizsite.notifications.models import Channel, Mailing, Notice, NoticeKind, NoticeState
from quizsite.notifications.models import WhyUnsent as Why
from quizsite.notifications.recipients import (
    address_digest,
    is_stopped,
    reachable,
    recipient_of,
    stopped_among,
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is told. `name` is the same whenever the same thing is told, so nobody hears it twice.

    `facts` are what the words of the kind ask for, and `path`: where the link leads on this
    site. They hold nobody's name."""

    kind: NoticeKind
    name: str
    facts: dict[str, Any] = field(default_factory=dict)
    contest: int | None = None
    expires_at: datetime | None = None


@transaction.atomic
def notify(
    people: Collection[int],
    occasion: Occasion,
    *,
    at: datetime,
    due_at: datetime | None = None,
    mailing: Mailing | None = None,
) -> int:
    """Write notices for these people (their numbers) and return how many can be reached.

    Who did not agree to messages, declined this kind, or has no confirmed address gets none."""
    pairs = reachable(people, kind=occasion.kind, contest=occasion.contest)
    rows = [
        _row(occasion, channel, at=at, due_at=due_at or at, person_id=person, mailing=mailing)
        for person, channel in pairs
    ]
    # Who was told of this occasion before keeps the notice that there is.
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len({person for person, _channel in pairs})


@transaction.atomic
def notify_address(
    address: str, occasion: Occasion, *, at: datetime, due_at: datetime | None = None
) -> bool:
    """Write a notice to an address that somebody typed; False if it gets none any more.

    It is for invitations: whoever is invited may have no account, and so agreed to nothing."""
    if is_stopped(address, contest=occasion.contest):
        return False
    row = _row(occasion, Channel.EMAIL, at=at, due_at=due_at or at, address=address, mailing=None)
    Notice.objects.bulk_create([row], ignore_conflicts=True)
    return True


@transaction.atomic
def notify_addresses(
    mails: Sequence[tuple[str, Occasion]], *, at: datetime, mailing: Mailing
) -> int:
    """Write notices of one mailing to typed addresses; return how many get one."""
    stopped = stopped_among([address for address, _told in mails], contest=mailing.contest)
    rows = [
        _row(told, Channel.EMAIL, at=at, due_at=at, address=address, mailing=mailing)
        for address, told in mails
        if address not in stopped
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def _row(
    occasion: Occasion, channel: Channel, *, at: datetime, due_at: datetime, **whom: Any
) -> Notice:
    known = whom.get("person_id")
    return Notice(
        kind=occasion.kind,
        channel=channel,
        occasion=occasion.name,
        recipient=recipient_of(known) if known else address_digest(whom["address"]),
        contest=occasion.contest,
        facts=occasion.facts,
        made_at=at,
        due_at=due_at,
        expires_at=occasion.expires_at,
        **whom,
    )


def take_back(occasion: str) -> int:
    """Drop what waits of an occasion that is none any more, as of an invitation taken back."""
    waiting = Notice.objects.filter(occasion=occasion, state=NoticeState.WAITING)
    return waiting.update(state=NoticeState.DROPPED, why=Why.CANCELLED, address="", facts={})
