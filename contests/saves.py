"""Writing answers: requests that arrive together are written together, then acknowledged.

Called by the answer door's one worker thread; never from a view."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import connection, transaction

from contests.models import Attempt, AttemptState, SaveRefusal
from contests.tickets import Ticket


class Verdict(StrEnum):
    SAVED = "saved"
    SUPERSEDED = "superseded"  # a newer window has taken the paper up
    LATE = "late"  # after the deadline and its grace
    CLOSED = "closed"  # submitted already
    UNKNOWN = "unknown"  # no such attempt


@dataclass(frozen=True, slots=True)
class Change:
    position: int
    choice: int
    seq: int


@dataclass(frozen=True, slots=True)
class Save:
    """One request: a ticket and what changed. No changes at all asks only for the time left."""

    ticket: Ticket
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    verdict: Verdict
    server_at: datetime
    deadline_at: datetime | None


def write_saves(saves: Sequence[Save]) -> list[Receipt]:
    """Store what may be stored in one transaction and say for each save what became of it.

    Durable when this returns. One clock judges: the database's, or this process's on SQLite,
    where there is only one process."""
    with transaction.atomic():
        attempts = _lock_attempts({save.ticket.attempt_id for save in saves})
        at = _now()
        receipts = [_judge(save, attempts.get(save.ticket.attempt_id), at) for save in saves]
        _upsert(_newest(saves, receipts), at)
        _count_refusals(saves, receipts, at)
    return receipts


@dataclass(frozen=True, slots=True)
class _Row:
    state: str
    deadline_at: datetime
    writer: int


def _lock_attempts(ids: Iterable[int]) -> dict[int, _Row]:
    """Lock in id order: two processes with overlapping batches cannot deadlock."""
    rows = (
        Attempt.objects.filter(pk__in=ids)
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", "state", "deadline_at", "writer")
    )
    return {pk: _Row(state, deadline_at, writer) for pk, state, deadline_at, writer in rows}


def _now() -> datetime:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")  # after the locks were waited for
            at: datetime = cursor.fetchone()[0]
            return at.astimezone(UTC)
    return datetime.now(UTC)


def _judge(save: Save, row: _Row | None, at: datetime) -> Receipt:
    if row is None:
        return Receipt(Verdict.UNKNOWN, at, None)
    if row.state != AttemptState.OPEN:
        verdict = Verdict.CLOSED
    elif at > row.deadline_at + timedelta(seconds=settings.SAVE_GRACE_S):
        verdict = Verdict.LATE
    elif save.ticket.writer < row.writer:
        verdict = Verdict.SUPERSEDED
    else:
        verdict = Verdict.SAVED
    return Receipt(verdict, at, row.deadline_at)


def _newest(
    saves: Sequence[Save], receipts: Sequence[Receipt]
) -> dict[tuple[int, int], tuple[int, int]]:
    """(attempt, position) → (seq, choice): one statement cannot touch a row twice."""
    newest: dict[tuple[int, int], tuple[int, int]] = {}
    for save, receipt in zip(saves, receipts, strict=True):
        if receipt.verdict is not Verdict.SAVED:
            continue
        for change in save.changes:
            place = (save.ticket.attempt_id, change.position)
            if place not in newest or newest[place][0] < change.seq:
                newest[place] = (change.seq, change.choice)
    return newest


_UPSERT_TAIL = """
ON CONFLICT (attempt_id, position) DO UPDATE
SET choice = excluded.choice, seq = excluded.seq, saved_at = excluded.saved_at
WHERE excluded.seq > contests_answer.seq
"""


def _upsert(newest: dict[tuple[int, int], tuple[int, int]], at: datetime) -> None:
    if not newest:
        return
    rows = [(pk, pos, choice, seq) for (pk, pos), (seq, choice) in sorted(newest.items())]
    columns = "(attempt_id, position, choice, seq, saved_at)"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"INSERT INTO contests_answer {columns} "  # noqa: S608 -- constant text
                "SELECT a, p, c, s, %s FROM "
                "unnest(%s::bigint[], %s::int[], %s::int[], %s::bigint[]) AS t (a, p, c, s)"
                + _UPSERT_TAIL,
                [at, *(list(column) for column in zip(*rows, strict=True))],
            )
        else:
            saved_at = at.replace(tzinfo=None).isoformat(sep=" ")
            cursor.executemany(
                f"INSERT INTO contests_answer {columns} "  # noqa: S608 -- constant text
                "VALUES (%s, %s, %s, %s, %s)" + _UPSERT_TAIL,
                [(*row, saved_at) for row in rows],
            )


def _count_refusals(saves: Sequence[Save], receipts: Sequence[Receipt], at: datetime) -> None:
    """Answers that came too late are counted, so that organisers learn of them."""
    refused = {
        (save.ticket.attempt_id, receipt.verdict)
        for save, receipt in zip(saves, receipts, strict=True)
        if save.changes and receipt.verdict in {Verdict.LATE, Verdict.CLOSED}
    }
    SaveRefusal.objects.bulk_create(
        [SaveRefusal(attempt_id=pk, code=verdict, last_at=at) for pk, verdict in sorted(refused)],
        update_conflicts=True,
        unique_fields=["attempt", "code"],
        update_fields=["last_at"],
    )
