"""Writes answers: saves that arrive together are written together, then acknowledged.

The answer endpoint's one worker thread calls it, and for the page without scripts
`plain_saves.py`. The same rule stands here twice.
On PostgreSQL it is one statement: a round trip and a wait for the interpreter's lock cost more
than the work. On SQLite it is Python. tests/contests/delivery/test_saves.py holds both to it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import NamedTuple, cast

import psycopg
from django.conf import settings
from django.db import connection, transaction

from contests.attempts.sign_out import TABS_PER_SIGN_IN, ended_by_sign_out
from contests.delivery.receipts import Stamp, from_microseconds, microseconds, stamp_of
from contests.delivery.tokens import SaveToken
from contests.models import VOIDED_FROM, AttemptState
from questionbank.question_types.written import stored as stored_text
from quizsite.epochs import heads
from quizsite.epochs.epoch import FIRST, NEWEST_SQL


class Verdict(StrEnum):
    SAVED = "saved"
    RESTORED = "restored"  # a backup was restored since; first the page brings back what it holds
    SUPERSEDED = "superseded"  # a newer tab has taken the paper up
    SIGNED_OUT = "signed_out"  # the person has signed out since, or was disabled
    VOIDED = "voided"  # the organisers have voided the entry
    LATE = "late"  # after the deadline and its grace
    CLOSED = "closed"  # submitted already
    UNKNOWN = "unknown"  # no such attempt
    SUBMITTED = "submitted"  # handed in: now, or before
    FAILED = "failed"  # a bug or a damaged paper

    __hash__ = str.__hash__  # an enumeration's own is Python code, and each save looks up several


_VERDICTS = {str(verdict): verdict for verdict in Verdict}


class Change(NamedTuple):
    position: int
    choice: int
    seq: int
    text: str = ""  # of an answer in words, as the device sent it


class Save(NamedTuple):
    """One request: a token and the changes. Without changes it asks only for the time left."""

    token: SaveToken
    changes: tuple[Change, ...]
    is_last: bool = False  # it also hands the paper in


NO_STAMP = stamp_of(0, 0)


class Receipt(NamedTuple):
    verdict: Verdict
    server_at: datetime
    deadline_at: datetime | None
    stamp: Stamp = NO_STAMP  # of what is acknowledged


def write_saves(saves: Sequence[Save]) -> list[Receipt]:
    """Store what may be stored in one transaction and say for each save what became of it.

    Answers are durable when this returns. One clock judges: the database's, or on SQLite this
    process's, which is the only one."""
    if connection.vendor == "postgresql":
        receipts = _write_in_one_statement(saves)
    else:
        receipts = _write_in_turn(saves)
    transaction.on_commit(partial(_note_heads, saves, receipts))  # at once unless in another
    _count_refusals(saves, receipts)
    return receipts


# The same on both databases, and in the baseline that benchmarks measure beside them.
ANSWER_ROW = "contests_answer (attempt_id, position, choice, seq, saved_at, text)"
NEWER_WINS = """ON CONFLICT (attempt_id, position) DO UPDATE
    SET choice = excluded.choice, seq = excluded.seq, saved_at = excluded.saved_at,
        text = excluded.text
    WHERE excluded.seq > contests_answer.seq"""

# Attempts are locked in id order, so that two processes with overlapping batches cannot
# deadlock. The clock is read once all locks are held: a save that waited for a submission is
# judged after it. Of several changes to one answer the newest is written. Arrays travel as one
# text each way, moments as microseconds since 1970: converting value by value took three times
# as long as the statement. Few batches carry an answer in words; the others send no array for it,
# and store none in the place of one that was there.
_STATEMENT = f"""
WITH save AS MATERIALIZED (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])
        WITH ORDINALITY AS s (attempt_id, writer, epoch, n)
), held AS MATERIALIZED (
    SELECT id, state, deadline_at, writer FROM contests_attempt
    WHERE id = ANY (%s::bigint[]) ORDER BY id FOR NO KEY UPDATE
), clock AS MATERIALIZED (
    SELECT clock_timestamp() AS at, count(*), ({NEWEST_SQL}) AS epoch FROM held
), judged AS MATERIALIZED (
    SELECT save.n, save.attempt_id, held.deadline_at, clock.at,
        CASE WHEN save.epoch >= {FIRST} AND save.epoch <> clock.epoch THEN 'restored'
             WHEN held.id IS NULL THEN 'unknown'
             WHEN held.state <> 'open' THEN 'closed'
             WHEN clock.at > held.deadline_at + make_interval(secs => %s) THEN 'late'
             WHEN held.writer >= %s THEN 'voided'
             WHEN save.writer / %s < held.writer / %s THEN 'signed_out'
             WHEN save.writer < held.writer THEN 'superseded'
             ELSE 'saved' END AS verdict
    FROM save CROSS JOIN clock LEFT JOIN held ON held.id = save.attempt_id
), stored AS (
    INSERT INTO {ANSWER_ROW}
    SELECT DISTINCT ON (attempt_id, position) attempt_id, position, choice, seq, at, {{text}}
    FROM judged
    JOIN unnest(%s::bigint[], %s::smallint[], %s::int[], %s::bigint[]{{array}})
        AS change (n, position, choice, seq{{column}}) USING (n)
    WHERE verdict = 'saved'
    ORDER BY attempt_id, position, seq DESC
    {NEWER_WINS}
)
SELECT (extract(epoch FROM min(at)) * 1000000)::bigint,
    coalesce((SELECT epoch FROM clock), 0),
    string_agg(verdict, ' ' ORDER BY n),
    string_agg(coalesce((extract(epoch FROM deadline_at) * 1000000)::bigint, 0)::text, ' '
               ORDER BY n)
FROM judged
"""  # noqa: S608 -- constant text
_WITHOUT_TEXTS = _STATEMENT.format(text="NULL", array="", column="")
_WITH_TEXTS = _STATEMENT.format(text="text", array=", %s::text[]", column=", text")


def _write_in_one_statement(saves: Sequence[Save]) -> list[Receipt]:
    attempts = [save.token.attempt_id for save in saves]
    changes = [
        (n, position, choice, seq, text)
        for n, save in enumerate(saves, start=1)
        for position, choice, seq, text in save.changes
    ]
    *columns, texts = zip(*changes, strict=True) if changes else ((), (), (), (), ())
    has_texts = any(texts)
    writers = [save.token.writer for save in saves]
    epochs = [save.token.epoch for save in saves]
    clock, epoch, verdicts, deadlines = _execute(
        _WITH_TEXTS if has_texts else _WITHOUT_TEXTS,
        *map(_as_array, (attempts, writers, epochs, sorted(set(attempts)))),
        settings.SAVE_GRACE_S,
        VOIDED_FROM,
        TABS_PER_SIGN_IN,
        TABS_PER_SIGN_IN,
        *map(_as_array, columns),
        *([[stored_text(text) for text in texts]] if has_texts else ()),
    )
    at, stamp = from_microseconds(clock), stamp_of(clock, epoch)
    return [
        Receipt(
            _VERDICTS[verdict],
            at,
            from_microseconds(int(deadline)) if deadline != "0" else None,
            stamp,
        )
        for verdict, deadline in zip(verdicts.split(), deadlines.split(), strict=True)
    ]


def _as_array(numbers: Iterable[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


def _execute(statement: str, *values: object) -> tuple[int, int, str, str]:
    """Prepared once per connection: planning costs more than running."""
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = 1
    # Django's own cursor merges the values into the text.
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        (found,) = cursor.execute(statement, values).fetchall()
    return cast("tuple[int, int, str, str]", found)


_SQLITE = f"INSERT INTO {ANSWER_ROW} VALUES (%s, %s, %s, %s, %s, %s) {NEWER_WINS}"  # noqa: S608 -- constants


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
        cursor.execute(NEWEST_SQL)
        (epoch,) = cursor.fetchone() or (0,)
        at = datetime.now(UTC)
        stamp = stamp_of(microseconds(at), epoch)
        receipts = [_judge(save, attempts.get(save.token.attempt_id), at, stamp) for save in saves]
        saved_at = at.replace(tzinfo=None).isoformat(sep=" ")
        cursor.executemany(
            _SQLITE,
            [
                (save.token.attempt_id, *change[:3], saved_at, stored_text(change.text))
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


def _judge(save: Save, row: _AttemptRow | None, at: datetime, stamp: Stamp) -> Receipt:
    if FIRST <= save.token.epoch != stamp.epoch != 0:
        return Receipt(Verdict.RESTORED, at, None)
    if row is None:
        return Receipt(Verdict.UNKNOWN, at, None)
    if row.state != AttemptState.OPEN:
        verdict = Verdict.CLOSED
    elif at > row.deadline_at + timedelta(seconds=settings.SAVE_GRACE_S):
        verdict = Verdict.LATE
    elif row.writer >= VOIDED_FROM:
        verdict = Verdict.VOIDED
    elif ended_by_sign_out(save.token.writer, row.writer):
        verdict = Verdict.SIGNED_OUT
    elif save.token.writer < row.writer:
        verdict = Verdict.SUPERSEDED
    else:
        verdict = Verdict.SAVED
    return Receipt(verdict, at, row.deadline_at, stamp)


def _note_heads(saves: Sequence[Save], receipts: Sequence[Receipt]) -> None:
    heads.note(
        (save.token.attempt_id, newest_of(save.changes))
        for save, receipt in zip(saves, receipts, strict=True)
        if save.changes and receipt.verdict is Verdict.SAVED
    )


def newest_of(changes: Sequence[Change]) -> int:
    """Return the highest sequence; 0 without changes. Most saves hold one change."""
    if len(changes) == 1:
        return changes[0].seq
    return max((change.seq for change in changes), default=0)


_KEPT = {Verdict.LATE, Verdict.CLOSED, Verdict.SUPERSEDED, Verdict.SIGNED_OUT, Verdict.VOIDED}


def _count_refusals(saves: Sequence[Save], receipts: Sequence[Receipt]) -> None:
    """Count for each paper the answers that were not stored, so that organisers learn of them."""
    refused = Counter(
        (save.token.attempt_id, str(receipt.verdict), receipt.server_at)
        for save, receipt in zip(saves, receipts, strict=True)
        if save.changes and receipt.verdict in _KEPT
    )
    if not refused:
        return
    moment = connection.ops.adapt_datetimefield_value
    rows = [(pk, code, moment(at), moment(at), n) for (pk, code, at), n in sorted(refused.items())]
    values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO contests_saverefusal (attempt_id, code, first_at, last_at, count)"  # noqa: S608 -- placeholders
            f" VALUES {values} ON CONFLICT (attempt_id, code) DO UPDATE"
            " SET last_at = excluded.last_at, count = contests_saverefusal.count + excluded.count",
            [value for row in rows for value in row],
        )
