"""Writes answers: saves that arrive together are written together, then acknowledged.

The answer endpoint's one worker thread calls it, never a view. The same rule stands here twice.
On PostgreSQL it is one statement: a round trip and a wait for the interpreter's lock cost more
than the work. On SQLite it is Python. tests/contests/delivery/test_saves.py holds both to it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, cast

import psycopg
from django.conf import settings
from django.db import connection, transaction

from contests.attempts.sign_out import TABS_PER_SIGN_IN, ended_by_sign_out
from contests.delivery.tokens import SaveToken
from contests.models import AttemptState, SaveRefusal


class Verdict(StrEnum):
    SAVED = "saved"
    SUPERSEDED = "superseded"  # a newer tab has taken the paper up
    SIGNED_OUT = "signed_out"  # the person has signed out since, or was disabled
    LATE = "late"  # after the deadline and its grace
    CLOSED = "closed"  # submitted already
    UNKNOWN = "unknown"  # no such attempt
    SUBMITTED = "submitted"  # handed in: now, or before
    FAILED = "failed"  # a bug or a damaged paper


_VERDICTS = {str(verdict): verdict for verdict in Verdict}


class Change(NamedTuple):
    position: int
    choice: int
    seq: int


class Save(NamedTuple):
    """One request: a token and the changes. Without changes it asks only for the time left."""

    token: SaveToken
    changes: tuple[Change, ...]
    is_last: bool = False  # it also hands the paper in


class Receipt(NamedTuple):
    verdict: Verdict
    server_at: datetime
    deadline_at: datetime | None


def write_saves(saves: Sequence[Save]) -> list[Receipt]:
    """Store what may be stored in one transaction and say for each save what became of it.

    Answers are durable when this returns. One clock judges: the database's, or on SQLite this
    process's, which is the only one."""
    if connection.vendor == "postgresql":
        receipts = _write_in_one_statement(saves)
    else:
        receipts = _write_in_turn(saves)
    _count_refusals(saves, receipts)
    return receipts


# Attempts are locked in id order, so that two processes with overlapping batches cannot
# deadlock. The clock is read once all locks are held: a save that waited for a submission is
# judged after it. Of several changes to one answer the newest is written. Arrays travel as one
# text each way, moments as microseconds since 1970: converting value by value took three times
# as long as the statement.
_STATEMENT = """
WITH save AS MATERIALIZED (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS s (attempt_id, writer, n)
), held AS MATERIALIZED (
    SELECT id, state, deadline_at, writer FROM contests_attempt
    WHERE id = ANY (%s::bigint[]) ORDER BY id FOR NO KEY UPDATE
), clock AS MATERIALIZED (
    SELECT clock_timestamp() AS at, count(*) FROM held
), judged AS MATERIALIZED (
    SELECT save.n, save.attempt_id, held.deadline_at, clock.at,
        CASE WHEN held.id IS NULL THEN 'unknown'
             WHEN held.state <> 'open' THEN 'closed'
             WHEN clock.at > held.deadline_at + make_interval(secs => %s) THEN 'late'
             WHEN save.writer / %s < held.writer / %s THEN 'signed_out'
             WHEN save.writer < held.writer THEN 'superseded'
             ELSE 'saved' END AS verdict
    FROM save CROSS JOIN clock LEFT JOIN held ON held.id = save.attempt_id
), stored AS (
    INSERT INTO contests_answer (attempt_id, position, choice, seq, saved_at)
    SELECT DISTINCT ON (attempt_id, position) attempt_id, position, choice, seq, at
    FROM judged
    JOIN unnest(%s::bigint[], %s::smallint[], %s::int[], %s::bigint[])
        AS change (n, position, choice, seq) USING (n)
    WHERE verdict = 'saved'
    ORDER BY attempt_id, position, seq DESC
    ON CONFLICT (attempt_id, position) DO UPDATE
    SET choice = excluded.choice, seq = excluded.seq, saved_at = excluded.saved_at
    WHERE excluded.seq > contests_answer.seq
)
SELECT (extract(epoch FROM min(at)) * 1000000)::bigint,
    string_agg(verdict, ' ' ORDER BY n),
    string_agg(coalesce((extract(epoch FROM deadline_at) * 1000000)::bigint, 0)::text, ' '
               ORDER BY n)
FROM judged
"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _write_in_one_statement(saves: Sequence[Save]) -> list[Receipt]:
    attempts = [save.token.attempt_id for save in saves]
    changes = [
        (n, position, choice, seq)
        for n, save in enumerate(saves, start=1)
        for position, choice, seq in save.changes
    ]
    columns = zip(*changes, strict=True) if changes else ((), (), (), ())
    writers = [save.token.writer for save in saves]
    clock, verdicts, deadlines = _execute(
        *map(_as_array, (attempts, writers, sorted(set(attempts)))),
        settings.SAVE_GRACE_S,
        TABS_PER_SIGN_IN,
        TABS_PER_SIGN_IN,
        *map(_as_array, columns),
    )
    at = _moment(clock)
    return [
        Receipt(_VERDICTS[verdict], at, _moment(int(deadline)) if deadline != "0" else None)
        for verdict, deadline in zip(verdicts.split(), deadlines.split(), strict=True)
    ]


def _as_array(numbers: Iterable[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _execute(*values: object) -> tuple[int, str, str]:
    """Prepared once per connection: planning costs more than running."""
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = 1
    # Django's own cursor merges the values into the text.
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        (found,) = cursor.execute(_STATEMENT, values).fetchall()
    return cast("tuple[int, str, str]", found)


@transaction.atomic
def _write_in_turn(saves: Sequence[Save]) -> list[Receipt]:
    """SQLite admits one writer at a time, so nothing needs to be locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, state, deadline_at, writer FROM contests_attempt "
            "WHERE id IN (SELECT value FROM json_each(%s))",
            [f"[{','.join({str(save.token.attempt_id) for save in saves})}]"],
        )
        attempts = {
            pk: _AttemptRow(state, deadline_at.replace(tzinfo=UTC), writer)
            for pk, state, deadline_at, writer in cursor.fetchall()
        }
        at = datetime.now(UTC)
        receipts = [_judge(save, attempts.get(save.token.attempt_id), at) for save in saves]
        saved_at = at.replace(tzinfo=None).isoformat(sep=" ")
        cursor.executemany(
            """INSERT INTO contests_answer (attempt_id, position, choice, seq, saved_at)
            VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT (attempt_id, position) DO UPDATE
            SET choice = excluded.choice, seq = excluded.seq, saved_at = excluded.saved_at
            WHERE excluded.seq > contests_answer.seq""",
            [
                (save.token.attempt_id, *change, saved_at)
                for save, receipt in zip(saves, receipts, strict=True)
                if receipt.verdict is Verdict.SAVED
                for change in save.changes
            ],
        )
    return receipts


class _AttemptRow(NamedTuple):
    state: str
    deadline_at: datetime
    writer: int


def _judge(save: Save, row: _AttemptRow | None, at: datetime) -> Receipt:
    if row is None:
        return Receipt(Verdict.UNKNOWN, at, None)
    if row.state != AttemptState.OPEN:
        verdict = Verdict.CLOSED
    elif at > row.deadline_at + timedelta(seconds=settings.SAVE_GRACE_S):
        verdict = Verdict.LATE
    elif ended_by_sign_out(save.token.writer, row.writer):
        verdict = Verdict.SIGNED_OUT
    elif save.token.writer < row.writer:
        verdict = Verdict.SUPERSEDED
    else:
        verdict = Verdict.SAVED
    return Receipt(verdict, at, row.deadline_at)


def _count_refusals(saves: Sequence[Save], receipts: Sequence[Receipt]) -> None:
    """Store which papers had answers that came too late, so that organisers learn of them."""
    refused = {
        (save.token.attempt_id, receipt.verdict, receipt.server_at)
        for save, receipt in zip(saves, receipts, strict=True)
        if save.changes and receipt.verdict in {Verdict.LATE, Verdict.CLOSED}
    }
    if refused:
        SaveRefusal.objects.bulk_create(
            [SaveRefusal(attempt_id=pk, code=code, last_at=at) for pk, code, at in sorted(refused)],
            update_conflicts=True,
            unique_fields=["attempt", "code"],
            update_fields=["last_at"],
        )
