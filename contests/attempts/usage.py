"""Reads in one query all that starting a paper asks about a person and a round."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from contests.models import Attempt, Contest, Entry, Round
from quizsite.accounts.models import User
from quizsite.db.fast_select import Part, Reading

# The column holds no higher number; SQLite refuses to look for a number of more than 64 bits.
MOST_ROUNDS = 32_767


@dataclass(frozen=True, slots=True)
class AttemptUsage:
    """The attempts a person has used, as one round counts them, and what else bars a start."""

    in_round: int
    today: int
    sharing_one: int  # in all rounds that share one attempt
    open_attempt: int | None
    has_withdrawn: bool
    sees_inside: bool  # organises the contest or works on questions of the bank


class StartRequest(NamedTuple):
    round: Round
    entry: Entry | None
    usage: AttemptUsage


_ROUND = Part(
    Round,
    "r",
    (
        "id",
        "contest_id",
        "number",
        "title",
        "state",
        "opens_at",
        "closes_at",
        "time_limit_s",
        "attempt_policy",
        "attempt_limit",
        "is_practice",
        "prediction_target",
        "prediction_scope",
        "result_digest",
    ),
)
_CONTEST = Part(Contest, "c", ("id", "title", "slug"))
_ENTRY = Part(
    Entry, "e", ("id", "contest_id", "user_id", "division_id", "voided_at", "void_reason")
)
_USAGE = (
    "count(*) FILTER (WHERE a.round_id = r.id)",
    "count(*) FILTER (WHERE a.round_id = r.id AND a.started_at >= %s)",
    "count(*) FILTER (WHERE of_a.attempt_policy = 'once' AND of_a.is_practice = r.is_practice)",
    "max(a.id) FILTER (WHERE a.state = 'open')",
    """(SELECT count(*) > 0 AND count(*) = count(k.withdrawn_at)
    FROM accounts_consent k WHERE k.user_id = e.user_id)""",
    """EXISTS (SELECT 1 FROM contests_contestorganiser o
    WHERE o.user_id = e.user_id AND o.contest_id = e.contest_id)
    OR EXISTS (SELECT 1 FROM questionbank_bankrole b WHERE b.user_id = e.user_id)""",
)
_FROM = """
FROM contests_round r
JOIN contests_contest c ON c.id = r.contest_id
LEFT JOIN contests_entry e ON e.contest_id = c.id AND e.user_id = %s
LEFT JOIN contests_attempt a ON a.entry_id = e.id
LEFT JOIN contests_round of_a ON of_a.id = a.round_id
"""
_GROUPED = " GROUP BY r.id, c.id, e.id"
_by_address = Reading(
    _ROUND,
    _CONTEST,
    _ENTRY,
    extra=_USAGE,
    rest=_FROM
    + "WHERE c.slug = %s AND c.state <> 'draft' AND r.number = %s AND r.state <> 'draft'"
    + _GROUPED,
)
_by_key = Reading(_ROUND, _CONTEST, _ENTRY, extra=_USAGE, rest=_FROM + "WHERE r.id = %s" + _GROUPED)


def start_request_of(user: User, *, slug: str, number: int, at: datetime) -> StartRequest | None:
    """Return None if the public sees no such round; `entry` is None if the user has none."""
    if number > MOST_ROUNDS:
        return None
    row = _by_address.first([_midnight_before(at), user.pk, slug, number])
    if row is None:
        return None
    round, round.contest, entry, *usage = row
    if entry is not None:
        entry.user = user
    return StartRequest(round, entry, _usage(usage))


_round_by_key = Reading(
    _ROUND,
    _CONTEST,
    rest="""
FROM contests_round r JOIN contests_contest c ON c.id = r.contest_id
WHERE r.id = %s AND r.state <> 'draft' AND c.state <> 'draft'
""",
)
_entries_in = Reading(
    _ENTRY,
    extra=_USAGE,
    rest="""
FROM contests_entry e
JOIN accounts_user u ON u.id = e.user_id AND u.is_active
JOIN contests_round r ON r.contest_id = e.contest_id AND r.id = %s
LEFT JOIN contests_attempt a ON a.entry_id = e.id
LEFT JOIN contests_round of_a ON of_a.id = a.round_id
WHERE e.id {among} GROUP BY r.id, e.id ORDER BY e.id
""",
)


def start_requests_of(
    entry_ids: Collection[int], *, round_id: int, at: datetime
) -> tuple[Round, list[tuple[Entry, AttemptUsage]]] | None:
    """Read one round and the usage of many entries, in two queries; None if it does not exist."""
    found = _round_by_key.first([round_id])
    if found is None:
        return None
    round: Round
    round, round.contest = found
    rows = _entries_in.among(entry_ids, before=[_midnight_before(at), round_id])
    return round, [(entry, _usage(usage)) for entry, *usage in rows]


def usage_of(entry: Entry, *, round: Round, at: datetime) -> AttemptUsage:
    row = _by_key.first([_midnight_before(at), entry.user_id, round.pk])
    assert row is not None  # noqa: S101 -- the caller has the round
    return _usage(row[3:])


_CODE: Any = Attempt._meta.get_field("code")  # noqa: SLF001 -- Django documents _meta
_own = Reading(
    Part(
        Attempt,
        "a",
        (
            "id",
            "code",
            "entry_id",
            "round_id",
            "state",
            "paper",
            "deadline_at",
            "writer",
            "question_count",
        ),
    ),
    Part(
        Round,
        "r",
        ("id", "contest_id", "title", "closes_at", "prediction_target", "prediction_scope"),
    ),
    _CONTEST,
    rest="""
FROM contests_attempt a
JOIN contests_entry e ON e.id = a.entry_id
JOIN contests_round r ON r.id = a.round_id
JOIN contests_contest c ON c.id = r.contest_id
WHERE a.code = %s AND e.user_id = %s
""",
)


def own_attempt(user: User, *, code: UUID) -> Attempt | None:
    """Read what the paper page shows; another person's attempt is as unknown as none."""
    row = _own.first([_CODE.get_db_prep_value(code, connection), user.pk])
    if row is None:
        return None
    attempt: Attempt
    attempt, attempt.round, attempt.round.contest = row
    return attempt


def _usage(row: list[Any]) -> AttemptUsage:
    in_round, today, sharing_one, open_attempt, has_withdrawn, sees_inside = row
    return AttemptUsage(
        in_round, today, sharing_one, open_attempt, bool(has_withdrawn), bool(sees_inside)
    )


def _midnight_before(at: datetime) -> Any:
    """A day of the contest begins at 00:00 in Asia/Ho_Chi_Minh."""
    today = timezone.localtime(at).date()
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    return connection.ops.adapt_datetimefield_value(midnight)
