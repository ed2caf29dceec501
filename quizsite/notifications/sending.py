"""Sends what waits: each notice is claimed, handed over and marked.

A process may die after the server took a message and before the mark. That one message goes out
again under its old number; every other one goes out once (docs/decisions/0069-notices.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import F, QuerySet

from quizsite.notifications.asked_before import Asked, ask
from quizsite.notifications.channels import POSTS
from quizsite.notifications.letters import letter_of
from quizsite.notifications.models import (
    Channel,
    Notice,
    NoticeState,
    WhyUnsent,
)
from quizsite.notifications.posts import NoSuchAddress, NotTaken, Post, TryLater
from quizsite.notifications.quiet_hours import site_wakes_at
from quizsite.notifications.recipients import address_digest
from quizsite.notifications.stopped import stop_address

log = structlog.get_logger("quizsite.notifications")

BATCH = 50
# The job begins anew every minute; one that has much to send needs no second one beside it.
LONGEST = timedelta(seconds=50)
# Longer than a mail server may take for one message (EMAIL_TIMEOUT for each step).
LEASE = timedelta(minutes=5)
# Pauses before each further try, in minutes; then the notice is given up.
PAUSES = (1, 5, 20, 60, 180, 720, 1440)
TROUBLES_IN_A_ROW = 3

Clock = Callable[[], datetime]


class Run:
    """One run of the job: its connections, and which channels have failed in it."""

    def __init__(self, *, now: Clock) -> None:
        self.now = now
        self.posts: dict[str, Post] = {}
        self.troubles: dict[str, int] = {}

    def post(self, channel: str) -> Post:
        if channel not in self.posts:
            self.posts[channel] = POSTS[Channel(channel)]()
        return self.posts[channel]

    def is_down(self, channel: str) -> bool:
        return self.troubles.get(channel, 0) >= TROUBLES_IN_A_ROW

    def close(self) -> None:
        for post in self.posts.values():
            post.close()


def send_due(*, now: Clock, between: Callable[[], None]) -> int:
    """Send what is due, within the hour's budget; return how many were handed over."""
    put_lost_back(at=now())
    run, sent, ends = Run(now=now), 0, now() + LONGEST
    try:
        while now() < ends:
            wait_for_morning(at=now())
            found = list(_next(run, at=now())[: min(BATCH, budget_left(at=now()))])
            if not found:
                break
            sent += _send_batch(found, run, between=between)
    finally:
        run.close()
    return sent


def _send_batch(found: list[Notice], run: Run, *, between: Callable[[], None]) -> int:
    """Send these; where the server is slow the rest is read and asked about anew."""
    asked, sent = ask(found, post=run.post, at=run.now()), 0
    for notice in found:
        if asked.is_stale(run.now()):
            break
        between()
        sent += not run.is_down(notice.channel) and send_one(notice, run, asked=asked)
    return sent


def _next(run: Run, *, at: datetime) -> QuerySet[Notice]:
    down = [channel for channel in run.troubles if run.is_down(channel)]
    due = Notice.objects.due(at).exclude(channel__in=down)
    people = due.select_related("person__own_quiet_hours")
    return people.order_by("due_at", "pk")


def budget_left(*, at: datetime) -> int:
    """How many more the whole site may send in this hour."""
    lately = Notice.objects.filter(sent_at__gt=at - timedelta(hours=1)).count()
    return max(0, settings.NOTICES_PER_HOUR - lately)


def wait_for_morning(*, at: datetime) -> None:
    """What somebody typed one address for goes out at any hour: they wait for it, or call."""
    if wakes := site_wakes_at(at):
        resting = Notice.objects.due(at).exclude(person=None, mailing=None)
        if resting.exists():  # a look takes no lock of SQLite's only writer
            resting.update(due_at=wakes)


def put_lost_back(*, at: datetime) -> None:
    """What a dead process was sending may be tried again, unless it was tried too often."""
    lost = Notice.objects.filter(state=NoticeState.SENDING, leased_until__lt=at)
    for notice in lost:
        if notice.tries > len(PAUSES):
            _end(notice, WhyUnsent.GAVE_UP)
        else:
            _sending(notice).update(state=NoticeState.WAITING, due_at=at)


def send_one(notice: Notice, run: Run, *, asked: Asked | None = None) -> bool:
    """Hand one notice over; False if it is dropped, put off, or another process has it."""
    at, post = run.now(), run.post(notice.channel)
    asked = asked or ask([notice], post=run.post, at=at)
    if later := asked.later(notice, at=at):
        return _move_on(notice, due_at=later)
    if why := asked.why_not(notice, at=at):
        return _move_on(notice, state=NoticeState.DROPPED, why=why, **forgotten(notice))
    claim = {"leased_until": at + LEASE, "tries": F("tries") + 1}
    # Another process may have tried it meanwhile and put it off: then it is asked about anew.
    if not _waiting(notice).filter(due_at__lte=at).update(state=NoticeState.SENDING, **claim):
        return False
    notice.tries += 1
    address = asked.addresses[notice.pk]
    try:
        post.send(letter_of(notice, address=address, at=at), to=address)
    except TryLater as trouble:
        run.troubles[notice.channel] = run.troubles.get(notice.channel, 0) + 1
        return _try_later(notice, trouble, at=run.now())
    except NotTaken as refusal:
        return _give_up(notice, refusal, address=address, at=run.now())
    run.troubles[notice.channel] = 0
    asked.count_sent(notice)
    sent = {"sent_at": run.now(), "sent_to": address_digest(address)}
    _sending(notice).update(state=NoticeState.SENT, **sent, **forgotten(notice))
    return True


def _try_later(notice: Notice, trouble: TryLater, *, at: datetime) -> bool:
    log.warning("notice_not_sent", code=str(notice.code), trouble=str(trouble))
    if notice.tries > len(PAUSES):
        return _end(notice, WhyUnsent.GAVE_UP)
    pause = timedelta(minutes=PAUSES[notice.tries - 1])
    _sending(notice).update(state=NoticeState.WAITING, due_at=at + pause)
    return False


def _give_up(notice: Notice, refusal: NotTaken, *, address: str, at: datetime) -> bool:
    log.warning("notice_refused", code=str(notice.code), refusal=str(refusal))
    # Browsers that are gone are forgotten by their own channel.
    if isinstance(refusal, NoSuchAddress) and notice.channel != Channel.PUSH:
        stop_address(address_digest(address), at=at)
    return _end(notice, refusal.why)


def _end(notice: Notice, why: WhyUnsent) -> bool:
    _sending(notice).update(state=NoticeState.FAILED, why=why, **forgotten(notice))
    return False


def forgotten(notice: Notice) -> dict[str, object]:
    """What is kept only until the notice is sent: a typed address, and the link meant for it."""
    return {} if notice.person_id else {"address": "", "facts": {}}


def _move_on(notice: Notice, **changes: object) -> bool:
    _waiting(notice).update(**changes)
    return False


def _waiting(notice: Notice) -> QuerySet[Notice]:
    return Notice.objects.filter(pk=notice.pk, state=NoticeState.WAITING)


def _sending(notice: Notice) -> QuerySet[Notice]:
    return Notice.objects.filter(pk=notice.pk, state=NoticeState.SENDING)
