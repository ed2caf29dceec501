"""Starts many attempts in one batch, for people who come at the bell with a token.

The start endpoint's thread calls it. The rules are those of `start_attempt`, which still serves
the page's form and those who lost a race."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any, NamedTuple

from contests.attempts.allowances import Given
from contests.attempts.insert import insert_attempts
from contests.attempts.start import draw_attempt, end_with_round, start_attempt
from contests.attempts.usage import AttemptUsage, dealt_before, start_requests_of
from contests.models import Attempt, DeviceClass, Entry, Round
from quizsite.operations import metrics
from quizsite.refusals import Refusal


class Start(NamedTuple):
    entry_id: int
    round_id: int
    issued_at: datetime | None = None  # when its token was made
    device: DeviceClass | None = None

    @property
    def key(self) -> tuple[int, int]:
        return self.entry_id, self.round_id


class Started(NamedTuple):
    """`attempt` is None if it was refused: the page with the button says why."""

    round: Round
    attempt: Attempt | None
    is_new: bool
    given: tuple[Given, ...] = ()


def start_batch(asked: Sequence[Start], *, at: datetime) -> list[Started | None]:
    """Return one answer for each start; None if its round or entry does not exist any more.

    A token from before the person signed out starts nothing; of several the newest counts."""
    newest: dict[int, dict[int, datetime | None]] = {}
    for one in asked:
        issued = newest.setdefault(one.round_id, {})
        known = issued.setdefault(one.entry_id, one.issued_at)
        if known is not None and one.issued_at is not None:
            issued[one.entry_id] = max(known, one.issued_at)
    devices = {one.key: one.device for one in asked}
    found: dict[tuple[int, int], Started] = {}
    for round_id, issued in sorted(newest.items()):
        found |= _start_in(round_id, issued, devices, at=at)
    return [found.get(one.key) for one in asked]


def _start_in(
    round_id: int,
    issued: Mapping[int, datetime | None],
    devices: Mapping[tuple[int, int], DeviceClass | None],
    *,
    at: datetime,
) -> dict[tuple[int, int], Started]:
    """`issued` holds the entries, and when the token of each was made."""
    requests = start_requests_of(list(issued), round_id=round_id, at=at)
    if requests is None:
        return {}
    round, people = requests
    started = {(entry.pk, round_id): Started(round, None, is_new=False) for entry, _ in people}
    people = [
        (entry, usage)
        for entry, usage in people
        if not _has_signed_out_since(entry, issued[entry.pk])
    ]
    new = [(entry, usage) for entry, usage in people if usage.open_attempt is None]
    dealt = dealt_before(new)
    drawn = [
        attempt
        for entry, usage in new
        if (attempt := _draw(entry, round, usage, dealt.get(entry.pk), at)) is not None
    ]
    for attempt in drawn:
        attempt.device = devices[attempt.entry_id, round_id]
    stored = insert_attempts(drawn)
    metrics.STARTS.inc(len(stored))
    end_with_round(stored, round=round)
    given = {entry.pk: usage.given for entry, usage in new}
    for attempt in stored:
        own = given[attempt.entry_id]
        started[attempt.entry_id, round_id] = Started(round, attempt, is_new=True, given=own)
    drawn_for = {attempt.entry_id for attempt in drawn}
    stored_for = {attempt.entry_id for attempt in stored}
    for entry, usage in people:
        # They had a paper open, or lost a race to another click: the open paper is theirs.
        has_one = usage.open_attempt is not None or entry.pk in drawn_for - stored_for
        if has_one and (attempt := _resume(entry, round, at)) is not None:
            started[entry.pk, round_id] = Started(round, attempt, is_new=False)
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
