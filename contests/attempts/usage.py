"""Reads all that starting a paper asks about a person and a round."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime, time
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from contests.models import (
    Attempt,
    AttemptPolicy,
    AttemptState,
    ContestOrganiser,
    ContestState,
    Entry,
    Round,
)
from questionbank.models import BankRole
from quizsite.accounts.models import Consent, User
from quizsite.db.fast_select import FastSelect

# The column holds no higher number; SQLite refuses to look for a number of more than 64 bits.
MOST_ROUNDS = 32_767


@dataclass(frozen=True, slots=True)
class AttemptUsage:
    """The attempts a person has used, as one round counts them, and what else bars a start."""

    in_contest: int
    in_round: int
    today: int
    sharing_one: int  # in all rounds that share one attempt
    open_attempt: int | None
    has_withdrawn: bool
    sees_inside: bool  # organises the contest or works on questions of the bank


class StartRequest(NamedTuple):
    """`own` is None if the person is not registered."""

    round: Round
    own: tuple[Entry, AttemptUsage] | None


_ROUND = (
    *("contest__title", "contest__slug", "number", "title", "state", "opens_at", "closes_at"),
    *("time_limit_s", "attempt_policy", "attempt_limit", "is_practice"),
    *("prediction_target", "prediction_scope", "result_digest"),
)


def _rounds() -> QuerySet[Round]:
    announced = Round.objects.public().exclude(contest__state=ContestState.DRAFT)
    return announced.select_related("contest").only(*_ROUND)


@FastSelect
def _round_by_address(slug: str, number: int) -> QuerySet[Round]:
    return _rounds().filter(contest__slug=slug, number=number)


@FastSelect
def _round_by_key(pk: int) -> QuerySet[Round]:
    return _rounds().filter(pk=pk)


def _with_usage(
    entries: QuerySet[Entry], *, round_id: int, is_practice: bool, since: datetime
) -> QuerySet[Entry]:
    consents = Consent.objects.filter(user=OuterRef("user"))
    organisers = ContestOrganiser.objects.filter(user=OuterRef("user"), contest=OuterRef("contest"))
    in_round = Q(attempts__round=round_id)
    return entries.annotate(
        in_contest=Count("attempts"),
        in_round=Count("attempts", filter=in_round),
        today=Count("attempts", filter=in_round & Q(attempts__started_at__gte=since)),
        sharing_one=Count(
            "attempts",
            filter=Q(
                attempts__round__attempt_policy=AttemptPolicy.ONCE,
                attempts__round__is_practice=is_practice,
            ),
        ),
        open_attempt=Max("attempts", filter=Q(attempts__state=AttemptState.OPEN)),
        has_withdrawn=Exists(consents) & ~Exists(consents.filter(withdrawn_at=None)),
        sees_inside=Exists(organisers) | Exists(BankRole.objects.filter(user=OuterRef("user"))),
    )


_ENTRY = ("contest", "user", "division", "voided_at", "void_reason")


@FastSelect
def _own_with_usage(
    user_id: int, contest_id: int, *, round_id: int, is_practice: bool, since: datetime
) -> QuerySet[Entry]:
    own = Entry.objects.filter(user=user_id, contest=contest_id)
    shown = own.select_related("division", "unit").only(*_ENTRY, "division__name", "unit__name")
    return _with_usage(shown, round_id=round_id, is_practice=is_practice, since=since)


@FastSelect
def _active_with_usage(
    ids: Collection[int], contest_id: int, *, round_id: int, is_practice: bool, since: datetime
) -> QuerySet[Entry]:
    active = Entry.objects.filter(pk__among=ids, contest=contest_id, user__is_active=True)
    # Of the row that `is_active` reads anyway.
    some = active.only(*_ENTRY).annotate(signed_out_at=F("user__signed_out_at")).order_by("pk")
    return _with_usage(some, round_id=round_id, is_practice=is_practice, since=since)


def start_request_of(user: User, *, slug: str, number: int, at: datetime) -> StartRequest | None:
    """Return None if the public sees no such round."""
    round = _round_by_address.first(slug, number) if number <= MOST_ROUNDS else None
    if round is None:
        return None
    entry = _own_with_usage.first(user.pk, round.contest_id, **_asked(round, at=at))
    if entry is None:
        return StartRequest(round, None)
    entry.user, entry.contest = user, round.contest
    return StartRequest(round, (entry, _usage(entry)))


def start_requests_of(
    entry_ids: Collection[int], *, round_id: int, at: datetime
) -> tuple[Round, list[tuple[Entry, AttemptUsage]]] | None:
    """Read one round and the usage of many entries, in two queries; None if it does not exist."""
    round = _round_by_key.first(round_id)
    if round is None:
        return None
    entries = _active_with_usage.all(entry_ids, round.contest_id, **_asked(round, at=at))
    return round, [(entry, _usage(entry)) for entry in entries]


def usage_of(entry: Entry, *, round: Round, at: datetime) -> AttemptUsage:
    found = _own_with_usage.first(entry.user_id, entry.contest_id, **_asked(round, at=at))
    assert found is not None  # noqa: S101 -- the caller has the entry
    return _usage(found)


@FastSelect
def _papers_of(entry_ids: Collection[int]) -> QuerySet[Attempt, tuple[int, str]]:
    papers = Attempt.objects.filter(entry__among=entry_ids)
    return papers.values_list("entry", Cast("paper", TextField()))


_revisions_on = msgspec.json.Decoder(list[tuple[int, list[int]]])


def dealt_before(people: Iterable[tuple[Entry, AttemptUsage]]) -> dict[int, set[int]]:
    """Read which revisions each entry has been dealt in its contest, practice included.

    It asks nothing about people who start their first paper."""
    dealt: dict[int, set[int]] = {entry.pk: set() for entry, usage in people if usage.in_contest}
    for entry_id, paper in _papers_of.all(dealt) if dealt else ():
        dealt[entry_id].update(pk for pk, _order in _revisions_on.decode(paper))
    return dealt


@FastSelect
def _own_attempt(code: UUID, user_id: int) -> QuerySet[Attempt]:
    return (
        Attempt.objects.filter(code=code, entry__user=user_id)
        .select_related("round__contest")
        .only(
            *("code", "entry", "state", "paper", "deadline_at", "writer", "question_count"),
            *("round__title", "round__closes_at"),
            *("round__prediction_target", "round__prediction_scope"),
            *("round__contest__title", "round__contest__slug"),
        )
    )


def own_attempt(user: User, *, code: UUID) -> Attempt | None:
    """Read what the paper page shows; another person's attempt is as unknown as none."""
    return _own_attempt.first(code, user.pk)


_usage_values = attrgetter(*(field.name for field in fields(AttemptUsage)))


def _usage(entry: Entry) -> AttemptUsage:
    return AttemptUsage(*_usage_values(entry))


def _asked(round: Round, *, at: datetime) -> dict[str, Any]:
    """A day of the contest begins at 00:00 in Asia/Ho_Chi_Minh."""
    today = timezone.localtime(at).date()
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    return {"round_id": round.pk, "is_practice": round.is_practice, "since": midnight}
