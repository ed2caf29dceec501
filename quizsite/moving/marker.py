"""A database into which a move is not finished bears a mark, and no server starts on it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

MARKER = "quizsite_move"  # no model's: the mark stands before the first migration
HALF_MOVED = (
    "Cơ sở dữ liệu này chưa chuyển xong: `manage.py move_to` đã dừng giữa chừng. Hãy đặt lại "
    "DATABASE_URL của cơ sở dữ liệu cũ và chạy lại lệnh đó, hoặc xóa cơ sở dữ liệu này."
)


@dataclass(slots=True)
class Mark:
    """How far a move has come: migrating, copying, checking. `restore` holds the statements that
    bring back what copying has taken away."""

    state: str
    restore: list[str] = field(default_factory=list)


def read_mark(alias: str) -> Mark | None:
    connection = connections[alias]
    if MARKER not in connection.introspection.table_names():
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT state, restore FROM {MARKER}")  # noqa: S608 -- fixed name
        found = cursor.fetchone()
    return Mark(found[0], json.loads(found[1])) if found else Mark("migrating")


def set_mark(alias: str, mark: Mark) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {MARKER} (state text, restore text)")
        cursor.execute(f"DELETE FROM {MARKER}")  # noqa: S608 -- fixed name
        cursor.execute(
            f"INSERT INTO {MARKER} VALUES (%s, %s)",  # noqa: S608 -- fixed name
            [mark.state, json.dumps(mark.restore)],
        )


def remove_mark(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"DROP TABLE {MARKER}")


def refuse_half_moved() -> None:
    """Stop a server before it serves a part of the data. One whose database does not answer yet
    starts, as always; its readiness says so."""
    try:
        is_half_moved = read_mark("default") is not None
    except DatabaseError:
        return
    finally:
        connections["default"].close()
    if is_half_moved:
        raise ImproperlyConfigured(HALF_MOVED)
