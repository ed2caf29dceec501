"""Sends what waits: each notice is claimed, handed over and marked.

A process may die after the server took a message and before the mark. That one message goes out
again under its old number; every other one goes out once (docs/decisions/0069-notices.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import F, Min, QuerySet

from quizsite.notifications.audiences import still_concerns
from quizsite.notifications.channels import POSTS
from quizsite.notifications.letters import letter_of
from quizsite.notifications.models import (
    Channel,
    Notice,
    NoticeKind,
    NoticeState,
    WhyUnsent,
)
from quizsite.notifications.own_hours import person_wakes_at
from quizsite.notifications.posts import NoSuchAddress, NotTaken, Post, TryLater
from quizsite.notifications.quiet_hours import site_wakes_at
from quizsite.notifications.recipients import address_digest, is_stopped, reachable
from quizsite.notifications.stopped import stop_address

log = structlog.get_logger("quizsite.notifications")

BATCH = 50
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


def send_due(*, now: Clock, between: Callable[[], None], batches: int = 20) -> int:
    """Send what is due, within the hour's budget; return how many were handed over."""
    put_lost_back(at=now())
    run, sent = Run(now=now), 0
    try:
        for _batch in range(batches):
            wait_for_morning(at=now())
            found = list(_next(run, at=now())[: min(BATCH, budget_left(at=now()))])
            for notice in found:
                between()
                sent += not run.is_down(notice.channel) and send_one(notice, run)
            if not found:
                break
    finally:
        run.close()
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


def send_one(notice: Notice, run: Run) -> bool:
    """Hand one notice over; False if it is dropped, put off, or another process has it."""
    at, post = run.now(), run.post(notice.channel)
    if later := person_wakes_at(notice, at=at) or _too_many_today(notice, at=at):
        return _move_on(notice, due_at=later)
    address = post.address(notice)
    if why := _why_not(notice, address, at=at):
        return _move_on(notice, state=NoticeState.DROPPED, why=why, **forgotten(notice))
    claim = {"leased_until": at + LEASE, "tries": F("tries") + 1}
    if not _waiting(notice).update(state=NoticeState.SENDING, **claim):
        return False
    notice.tries += 1
    try:
        post.send(letter_of(notice, address=address, at=at), to=address)
    except TryLater as trouble:
        run.troubles[notice.channel] = run.troubles.get(notice.channel, 0) + 1
        return _try_later(notice, trouble, at=run.now())
    except NotTaken as refusal:
        return _give_up(notice, refusal, address=address, at=run.now())
    run.troubles[notice.channel] = 0
    sent = {"sent_at": run.now(), "sent_to": address_digest(address)}
    _sending(notice).update(state=NoticeState.SENT, **sent, **forgotten(notice))
    return True


def _why_not(notice: Notice, address: str, *, at: datetime) -> WhyUnsent | None:
    """Ask anew what may have changed since the notice was written."""
    if notice.expires_at is not None and notice.expires_at <= at:
        return WhyUnsent.TOO_LATE
    if not address or not _is_wanted(notice, address):
        return WhyUnsent.NOT_WANTED
    return None if still_concerns(notice) else WhyUnsent.NOT_CONCERNED


def _is_wanted(notice: Notice, address: str) -> bool:
    if notice.person_id is None:
        return not is_stopped(address, contest=notice.contest)
    kind = NoticeKind(notice.kind)
    pairs = reachable([notice.person_id], kind=kind, contest=notice.contest)
    return (notice.person_id, notice.channel) in pairs


def _too_many_today(notice: Notice, *, at: datetime) -> datetime | None:
    """When this person may get the next notice by this channel, if they had their share."""
    if notice.person_id is None:
        return None
    day = timedelta(days=1)
    mine = Notice.objects.filter(person=notice.person_id, channel=notice.channel)
    lately = mine.filter(sent_at__gt=at - day)
    if lately.count() < settings.NOTICES_PER_DAY:
        return None
    first: datetime | None = lately.aggregate(first=Min("sent_at"))["first"]
    return None if first is None else first + day


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
