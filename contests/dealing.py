"""The one statement that makes an attempt."""

from typing import Any

from django.db import connection

from contests.models import Attempt

_FIELDS = (
    "code",
    "entry",
    "round",
    "number",
    "state",
    "seed",
    "paper",
    "started_at",
    "deadline_at",
    "writer",
    "question_count",
)
_fields: list[Any] = [Attempt._meta.get_field(name) for name in _FIELDS]  # noqa: SLF001 -- Django's documented door
_INSERT = (
    f"INSERT INTO contests_attempt ({', '.join(field.column for field in _fields)}) "  # noqa: S608 -- constant text
    f"VALUES ({', '.join(['%s'] * len(_fields))}) ON CONFLICT DO NOTHING"
)


def insert_attempt(attempt: Attempt) -> bool:
    """Store a new attempt unless this person has one open or of this number; a single
    statement, committed by itself."""
    values = [
        field.get_db_prep_save(getattr(attempt, field.attname), connection) for field in _fields
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_INSERT + " RETURNING id", values)
            row = cursor.fetchone()
            attempt.pk = row and row[0]
        else:
            # SQLite ends a statement that returns rows, and commits, only when they are read.
            cursor.execute(_INSERT, values)
            attempt.pk = cursor.lastrowid if cursor.rowcount else None
    attempt._state.adding = attempt.pk is None  # noqa: SLF001 -- as saving does
    return attempt.pk is not None
