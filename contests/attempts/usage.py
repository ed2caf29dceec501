"""Reads all that starting a paper asks about a person and a round."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    When,
)
from django.db.models.functions import Cast

from contests.attempt_policies import POLICIES, Policy, policy_of
from contests.attempts.allowances import (
    Given,
    extra_attempts,
    given_for_paper,
    given_for_starts,
    read_given,
)
from contests.models import (
    Attempt,
    AttemptState,
    ContestOrganiser,
    ContestState,
    Entry,
    PastRole,
    Qualification,
    Round,
)
from contests.registration.bars import is_barred
from questionbank.models import BankRole
from quizsite.accounts.models import Consent, Purpose, User
from quizsite.db.fast_select import FastSelect

# The column holds no higher number; SQLite refuses to look for a number of more than 64 bits.
MOST_ROUNDS = 32_767


@dataclass(frozen=True, slots=True)
class AttemptUsage:
    """The attempts a person has used, as one round counts them, and what else bars a start."""

    in_contest: int
    in_round: int
    counted: int  # by the round's policy
    open_attempt: int | None
    has_withdrawn: bool
    sees_inside: bool  # organises the contest or works on questions of the bank
    has_had_role: bool  # anywhere; whether it still bars here is asked of these few alone
    is_barred: bool  # by the organisers' list, in person or with the unit
    is_qualified: bool  # on this round's list, if it is not for everybody
    given: tuple[Given, ...]  # beyond the rules, for papers started from now on
    extra_attempts: int  # of these, now


class StartRequest(NamedTuple):
    """`own` is None if the person is not registered."""

    round: Round
    own: tuple[Entry, AttemptUsage] | None


_ROUND = (
    *(
        "contest__title",
        "contest__slug",
        "number",
        "title",
        "kind",
        "state",
        "opens_at",
        "closes_at",
    ),
    *("time_limit_s", "attempt_policy", "attempt_limit", "is_practice"),
    *("prediction_target", "prediction_scope", "tie_chain", "result_digest", "stopped"),
    *("qualify_scope", "qualified_at", "sub_question"),
    "extended_until",
)

# The page before the start also says which attempt counts, and the scores of those before.
_SHOWN = ("recognised", "shown_after_submit", "shown_after_close")


def _rounds(*more: str) -> QuerySet[Round]:
    announced = Round.objects.public().exclude(contest__state=ContestState.DRAFT)
    return announced.select_related("contest").only(*_ROUND, *more)


@FastSelect
def _round_by_address(slug: str, number: int) -> QuerySet[Round]:
    return _rounds(*_SHOWN).filter(contest__slug=slug, number=number)


@FastSelect
def _round_by_key(pk: int) -> QuerySet[Round]:
    return _rounds().filter(pk=pk)


def _with_usage(
    entries: QuerySet[Entry], contest_id: int, *, round_id: int, counted: Q
) -> QuerySet[Entry]:
    consents = Consent.objects.filter(user=OuterRef("user"), purpose=Purpose.TAKING_PART)
    organisers = ContestOrganiser.objects.filter(user=OuterRef("user"), contest=OuterRef("contest"))
    return entries.annotate(
        in_contest=Count("attempts"),
        in_round=Count("attempts", filter=Q(attempts__round=round_id)),
        counted=Count("attempts", filter=counted),
        open_attempt=Max("attempts", filter=Q(attempts__state=AttemptState.OPEN)),
        has_withdrawn=Exists(consents) & ~Exists(consents.filter(withdrawn_at=None)),
        sees_inside=Exists(organisers) | Exists(BankRole.objects.filter(user=OuterRef("user"))),
        # Of any contest: one equality lets PostgreSQL ask it for a whole batch at once.
        has_had_role=Exists(PastRole.objects.filter(user=OuterRef("user"))),
        is_barred=Case(When(is_barred(contest_id), then=True), default=False),
        is_qualified=Exists(Qualification.objects.filter(entry=OuterRef("pk"), round=round_id)),
        given=given_for_starts(round_id),
    )


_ENTRY = ("contest", "user", "division", "field", "voided_at", "void_reason")


def _own_by(policy: Policy) -> FastSelect[..., Entry]:
    @FastSelect
    def own_with_usage(
        user_id: int, contest_id: int, *, round_id: int, is_practice: bool, since: datetime | None
    ) -> QuerySet[Entry]:
        own = Entry.objects.filter(user=user_id, contest=contest_id)
        shown = own.select_related("division", "unit").only(*_ENTRY, "division__name", "unit__name")
        counted = policy.counted(round_id=round_id, is_practice=is_practice, since=since)
        return _with_usage(shown, contest_id, round_id=round_id, counted=counted)

    return own_with_usage


def _active_by(policy: Policy) -> FastSelect[..., Entry]:
    @FastSelect
    def active_with_usage(
        ids: Collection[int],
        contest_id: int,
        *,
        round_id: int,
        is_practice: bool,
        since: datetime | None,
    ) -> QuerySet[Entry]:
        active = Entry.objects.filter(pk__among=ids, contest=contest_id, user__is_active=True)
        # Of the row that `is_active` reads anyway.
        some = active.only(*_ENTRY).annotate(signed_out_at=F("user__signed_out_at")).order_by("pk")
        counted = policy.counted(round_id=round_id, is_practice=is_practice, since=since)
        return _with_usage(some, contest_id, round_id=round_id, counted=counted)

    return active_with_usage


# One statement for each policy: what a round counts stands in it.
_own_with_usage = {name: _own_by(policy) for name, policy in POLICIES.items()}
_active_with_usage = {name: _active_by(policy) for name, policy in POLICIES.items()}


def start_request_of(user: User, *, slug: str, number: int, at: datetime) -> StartRequest | None:
    """Return None if the public sees no such round."""
    round = _round_by_address.first(slug, number) if number <= MOST_ROUNDS else None
    if round is None:
        return None
    own = _own_with_usage[round.attempt_policy]
    entry = own.first(user.pk, round.contest_id, **_asked(round, at=at))
    if entry is None:
        return StartRequest(round, None)
    entry.user, entry.contest = user, round.contest
    return StartRequest(round, (entry, _usage(entry, round=round, at=at)))


def start_requests_of(
    entry_ids: Collection[int], *, round_id: int, at: datetime
) -> tuple[Round, list[tuple[Entry, AttemptUsage]]] | None:
    """Read one round and the usage of many entries, in two queries; None if it does not exist."""
    round = _round_by_key.first(round_id)
    if round is None:
        return None
    active = _active_with_usage[round.attempt_policy]
    entries = active.all(entry_ids, round.contest_id, **_asked(round, at=at))
    return round, [(entry, _usage(entry, round=round, at=at)) for entry in entries]


def usage_of(entry: Entry, *, round: Round, at: datetime) -> AttemptUsage:
    own = _own_with_usage[round.attempt_policy]
    found = own.first(entry.user_id, entry.contest_id, **_asked(round, at=at))
    assert found is not None  # noqa: S101 -- the caller has the entry
    return _usage(found, round=round, at=at)


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
            *("number", "seed", "avoided", "stopped", "started_at"),  # for the page's own copy
            *("round__number", "round__title", "round__closes_at"),
            *("round__prediction_target", "round__prediction_scope"),
            *("round__tie_chain", "round__is_practice", "round__sub_question"),
            *("round__contest__title", "round__contest__slug"),
        )
        .annotate(given=given_for_paper())
    )


def own_attempt(user: User, *, code: UUID) -> Attempt | None:
    """Read what the paper page shows; another person's attempt is as unknown as none."""
    return _own_attempt.first(code, user.pk)


def given_to(attempt: Any) -> tuple[Given, ...]:
    """The extra time of a paper that `own_attempt` has read."""
    return read_given(getattr(attempt, "given", None))


# What the statement counted; the last two follow from the text of `given`.
_counted_values = attrgetter(*[field.name for field in fields(AttemptUsage)][:-2])


def _usage(entry: Any, *, round: Round, at: datetime) -> AttemptUsage:
    given = read_given(entry.given)
    extra = extra_attempts(given, since=policy_of(round).since(at), at=at) if given else 0
    return AttemptUsage(*(*_counted_values(entry), given, extra))


def _asked(round: Round, *, at: datetime) -> dict[str, Any]:
    since = policy_of(round).since(at)
    return {"round_id": round.pk, "is_practice": round.is_practice, "since": since}
