"""Stores new attempts: one statement for an attempt, and one for all attempts of a batch."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from contests.models import Attempt

_FIELDS = (
    "code",
    "entry",
    "round",
    "number",
    "state",
    "seed",
    "paper",
    "avoided",
    "stopped",
    "worths",
    "started_at",
    "deadline_at",
    "writer",
    "question_count",
    "device",
)
_fields: list[Any] = [Attempt._meta.get_field(name) for name in _FIELDS]  # noqa: SLF001 -- Django documents _meta
_INSERT = (
    f"INSERT INTO contests_attempt ({', '.join(field.column for field in _fields)}) "  # noqa: S608 -- constant text
    f"VALUES ({', '.join(['%s'] * len(_fields))}) ON CONFLICT DO NOTHING"
)


def insert_attempt(attempt: Attempt) -> bool:
    """Store a new attempt unless this person has one open or one of this number.

    It is a single statement and commits by itself."""
    values = [
        field.get_db_prep_save(getattr(attempt, field.attname), connection) for field in _fields
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_INSERT + " RETURNING id", values)
            row = cursor.fetchone()
            attempt.pk = row and row[0]
        else:
            # SQLite commits a statement that returns rows only when they are read.
            cursor.execute(_INSERT, values)
            attempt.pk = cursor.lastrowid if cursor.rowcount else None
    attempt._state.adding = attempt.pk is None  # noqa: SLF001 -- as saving does
    return attempt.pk is not None


_TYPES = (
    *("uuid", "bigint", "bigint", "int", "varchar", "bigint", "text", "text", "text", "text"),
    *("timestamptz", "timestamptz", "int", "smallint", "smallint"),
)
_JSON = {"paper", "avoided", "stopped", "worths"}
_INSERT_MANY = (
    f"INSERT INTO contests_attempt ({', '.join(field.column for field in _fields)}) "  # noqa: S608 -- constant text
    f"SELECT {', '.join(f'{f.column}::jsonb' if f.name in _JSON else f.column for f in _fields)} "
    f"FROM unnest({', '.join(f'%b::{kind}[]' for kind in _TYPES)}) "
    f"AS drawn ({', '.join(field.column for field in _fields)}) "
    "ON CONFLICT DO NOTHING RETURNING id, code"
)


def insert_attempts(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Store new attempts, in the order of their entries, in one commit; return those stored."""
    if not attempts:
        return []
    if connection.vendor != "postgresql":
        with transaction.atomic():
            return [attempt for attempt in attempts if insert_attempt(attempt)]
    rows = [
        [
            json.dumps(value) if field.name in _JSON and value is not None else value
            for field, value in ((field, getattr(one, field.attname)) for field in _fields)
        ]
        for one in attempts
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_MANY, [list(column) for column in zip(*rows, strict=True)])
        ids: dict[UUID, int] = {code: pk for pk, code in cursor.fetchall()}
    for one in attempts:
        one.pk = ids.get(one.code)
        one._state.adding = one.pk is None  # noqa: SLF001 -- as saving does
    return [one for one in attempts if one.pk is not None]
