"""What a person wants to be told, about which contest and by which channel; all is on at first."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from quizsite.accounts.models import User
from quizsite.notifications.models import (
    Channel,
    DeclinedNotice,
    NoticeKind,
    StoppedAddress,
    StopReason,
)
from quizsite.notifications.recipients import open_channels
from quizsite.notifications.stop_links import Stop
from quizsite.notifications.stopped import stop_address
from quizsite.notifications.texts import wants_texts

# These go to addresses that somebody typed; whoever holds an account is asked about the others.
TYPED = frozenset({NoticeKind.INVITATION, NoticeKind.ROSTER_INVITATION})
CHOSEN = tuple(kind for kind in NoticeKind if kind not in TYPED)
Wish = tuple[NoticeKind, Channel]


@dataclass(frozen=True, slots=True)
class Topic:
    """A contest as this app knows it: its number and its title."""

    contest: int
    title: str


_topics: list[Callable[[User], list[Topic]]] = []


def add_topics(topics: Callable[[User], list[Topic]]) -> None:
    """The app that knows what a person takes part in says so when it is ready."""
    if topics not in _topics:
        _topics.append(topics)


def topics_of(user: User) -> list[Topic]:
    return [topic for read in _topics for topic in read(user)]


def declined_by(user: User, *, contest: int) -> set[Wish]:
    rows = DeclinedNotice.objects.filter(person=user, contest=contest)
    return {(NoticeKind(kind), Channel(by)) for kind, by in rows.values_list("kind", "channel")}


def channels_of(user: User) -> list[Channel]:
    """What a person may choose from; texts only once they were asked for."""
    wants = wants_texts(user)
    return [one for one in open_channels() if wants or one != Channel.SMS]


@transaction.atomic
def set_wishes(user: User, *, contest: int, wanted: Collection[Wish]) -> None:
    """Decline whatever is not wanted. Channels that the person was not shown stay as they were."""
    channels = channels_of(user)
    shown = {(kind, channel) for kind in CHOSEN for channel in channels}
    DeclinedNotice.objects.filter(person=user, contest=contest, channel__in=channels).delete()
    rows = [
        DeclinedNotice(person=user, contest=contest, kind=kind, channel=channel)
        for kind, channel in sorted(shown - set(wanted))
    ]
    DeclinedNotice.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def stop_by_link(stop: Stop, *, at: datetime) -> None:
    """Stop all mails about the contest. Doing it again, or after the account is gone, is fine."""
    person = User.objects.filter(pk=stop.person or 0, erased_at=None).first()
    if person is None:
        everywhere = StoppedAddress.EVERYWHERE
        stop_address(
            stop.digest, at=at, contest=stop.contest or everywhere, why=StopReason.UNSUBSCRIBED
        )
        return
    rows = [
        DeclinedNotice(person=person, contest=stop.contest or 0, kind=kind, channel=Channel.EMAIL)
        for kind in NoticeKind
    ]
    DeclinedNotice.objects.bulk_create(rows, ignore_conflicts=True)
