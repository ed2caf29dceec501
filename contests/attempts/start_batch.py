"""Starts many attempts in one batch, for people who come at the bell with a token.

The start endpoint's thread calls it. The rules are those of `start_attempt`, which still serves
the page's form and those who lost a race."""

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import datetime
from typing import Any, NamedTuple

from contests.attempts.insert import insert_attempts
from contests.attempts.start import draw_attempt, end_with_round, start_attempt
from contests.attempts.usage import AttemptUsage, dealt_before, start_requests_of
from contests.models import Attempt, Entry, Round
from quizsite.operations import metrics
from quizsite.refusals import Refusal


class Start(NamedTuple):
    entry_id: int
    round_id: int


class Started(NamedTuple):
    """`attempt` is None if it was refused: the page with the button says why."""

    round: Round
    attempt: Attempt | None
    is_new: bool


def start_batch(
    asked: Sequence[Start], *, at: datetime, issued: Mapping[Start, datetime] | None = None
) -> list[Started | None]:
    """Return one answer for each start; None if its round or entry does not exist any more.

    `issued` says when the token of a start was made; one from before a sign-out starts nothing."""
    entries: dict[int, set[int]] = {}
    for one in asked:
        entries.setdefault(one.round_id, set()).add(one.entry_id)
    found: dict[Start, Started] = {}
    for round_id, entry_ids in sorted(entries.items()):
        found |= _start_in(round_id, entry_ids, at=at, issued=issued or {})
    return [found.get(one) for one in asked]


def _start_in(
    round_id: int, entry_ids: Collection[int], *, at: datetime, issued: Mapping[Start, datetime]
) -> dict[Start, Started]:
    requests = start_requests_of(entry_ids, round_id=round_id, at=at)
    if requests is None:
        return {}
    round, people = requests
    started = {Start(entry.pk, round_id): Started(round, None, is_new=False) for entry, _ in people}
    people = [
        (entry, usage)
        for entry, usage in people
        if not _has_signed_out_since(entry, issued.get(Start(entry.pk, round_id)))
    ]
    new = [(entry, usage) for entry, usage in people if usage.open_attempt is None]
    dealt = dealt_before(new)
    drawn = [
        attempt
        for entry, usage in new
        if (attempt := _draw(entry, round, usage, dealt.get(entry.pk), at)) is not None
    ]
    stored = insert_attempts(drawn)
    metrics.STARTS.inc(len(stored))
    end_with_round(stored)
    for attempt in stored:
        started[Start(attempt.entry_id, round_id)] = Started(round, attempt, is_new=True)
    drawn_for = {attempt.entry_id for attempt in drawn}
    stored_for = {attempt.entry_id for attempt in stored}
    for entry, usage in people:
        # They had a paper open, or lost a race to another click: the open paper is theirs.
        has_one = usage.open_attempt is not None or entry.pk in drawn_for - stored_for
        if has_one and (attempt := _resume(entry, round, at)) is not None:
            started[Start(entry.pk, round_id)] = Started(round, attempt, is_new=False)
    return started


def _has_signed_out_since(entry: Any, issued_at: datetime | None) -> bool:
    """`entry` is annotated by `start_requests_of`; tokens know the second of their making."""
    signed_out_at: datetime | None = entry.signed_out_at
    return None not in {signed_out_at, issued_at} and issued_at <= signed_out_at  # type: ignore[operator]


def _draw(
    entry: Entry, round: Round, usage: AttemptUsage, dealt: Set[int] | None, at: datetime
) -> Attempt | None:
    try:
        return draw_attempt(entry, round=round, at=at, usage=usage, dealt=dealt, writer=1)
    except Refusal:
        return None


def _resume(entry: Entry, round: Round, at: datetime) -> Attempt | None:
    try:
        return start_attempt(entry, round=round, at=at)
    except Refusal:
        return None
