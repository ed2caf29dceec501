"""What is asked anew of notices just before they are sent, of a batch at once.

A query each would cost more than the sending: what was true when a notice was written may have
changed, and nothing of that is believed for longer than `FRESH`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min

from quizsite.notifications.audiences import still_concerned
from quizsite.notifications.models import Mailing, Notice, NoticeKind, WhyUnsent
from quizsite.notifications.own_hours import person_wakes_at
from quizsite.notifications.posts import Post
from quizsite.notifications.recipients import Pair, reachable, stopped_among

FRESH = timedelta(seconds=10)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers about some notices, by their numbers."""

    at: datetime
    addresses: Mapping[int, str]
    wanted: frozenset[int]
    concerned: frozenset[int]
    cancelled: frozenset[int]  # mailings, by their numbers
    lately: Counter[tuple[int | None, str]]  # of a person by a channel, within a day

    def is_stale(self, now: datetime) -> bool:
        return now - self.at > FRESH

    def later(self, notice: Notice, *, at: datetime) -> datetime | None:
        """When this person may get it, if they rest now or had their share of the day."""
        return person_wakes_at(notice, at=at) or self._too_many_today(notice, at=at)

    def why_not(self, notice: Notice, *, at: datetime) -> WhyUnsent | None:
        if notice.mailing_id in self.cancelled:
            return WhyUnsent.CANCELLED
        if notice.expires_at is not None and notice.expires_at <= at:
            return WhyUnsent.TOO_LATE
        if not self.addresses.get(notice.pk) or notice.pk not in self.wanted:
            return WhyUnsent.NOT_WANTED
        return None if notice.pk in self.concerned else WhyUnsent.NOT_CONCERNED

    def count_sent(self, notice: Notice) -> None:
        self.lately[notice.person_id, notice.channel] += 1

    def _too_many_today(self, notice: Notice, *, at: datetime) -> datetime | None:
        key = (notice.person_id, notice.channel)
        if notice.person_id is None or self.lately[key] < settings.NOTICES_PER_DAY:
            return None
        mine = Notice.objects.filter(person=notice.person_id, channel=notice.channel)
        lately = mine.filter(sent_at__gt=at - _DAY).aggregate(first=Min("sent_at"))
        first: datetime | None = lately["first"]
        return None if first is None else first + _DAY


def ask(notices: Sequence[Notice], *, post: Callable[[str], Post], at: datetime) -> Asked:
    addresses: dict[int, str] = {}
    by_channel: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_channel[notice.channel].append(notice)
    for channel, some in by_channel.items():
        addresses |= post(channel).addresses(some)
    wanted = _wanted(notices, addresses)
    concerned, lately = still_concerned(notices), _lately(notices, at=at)
    return Asked(at, addresses, wanted, concerned, _cancelled(notices), lately)


def _wanted(notices: Sequence[Notice], addresses: Mapping[int, str]) -> frozenset[int]:
    """Who can be reached as they chose; of bare addresses those that were not stopped."""
    found: set[int] = set()
    groups: dict[tuple[str, int | None], list[Notice]] = defaultdict(list)
    for notice in notices:
        groups[notice.kind, notice.contest].append(notice)
    for (kind, contest), some in groups.items():
        people = [one.person_id for one in some if one.person_id is not None]
        pairs: set[Pair] = set(reachable(people, kind=NoticeKind(kind), contest=contest))
        bare = [addresses.get(one.pk, "") for one in some if one.person_id is None]
        stopped = stopped_among(filter(None, bare), contest=contest)
        for one in some:
            is_person = one.person_id is not None
            known = (one.person_id, one.channel) in pairs
            if known if is_person else addresses.get(one.pk) not in stopped:
                found.add(one.pk)
    return frozenset(found)


def _cancelled(notices: Sequence[Notice]) -> frozenset[int]:
    """A notice that was in flight when its mailing was cancelled may have come back."""
    mailings = {one.mailing_id for one in notices if one.mailing_id is not None}
    found = Mailing.objects.filter(pk__in=mailings).exclude(cancelled_at=None)
    return frozenset(found.order_by().values_list("pk", flat=True)) if mailings else frozenset()


def _lately(notices: Sequence[Notice], *, at: datetime) -> Counter[tuple[int | None, str]]:
    people = {one.person_id for one in notices if one.person_id is not None}
    sent = Notice.objects.filter(person__in=people, sent_at__gt=at - _DAY).order_by()
    rows = sent.values_list("person", "channel").annotate(n=Count("pk"))
    return Counter({(person, channel): n for person, channel, n in rows})
