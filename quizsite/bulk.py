"""Many rows in one statement, where the ORM's own way was measured to be too slow."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection


def plan_for_many() -> None:
    """Until this transaction ends, statements are planned for their values. A plan kept from when
    a table was nearly empty reads all of it, for each batch that fills it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")


def write_rows(
    statement: str, *, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]
) -> None:
    """Run `statement`, in which `{given}` stands for the rows as a table of that name.

    `columns` names its columns and their PostgreSQL types. PostgreSQL gets one statement,
    SQLite the same prepared statement once per row."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
            given = f"unnest({arrays}) AS given ({', '.join(columns)})"
            cursor.execute(
                statement.format(given=given), [list(column) for column in zip(*rows, strict=True)]
            )
        else:
            row = ", ".join(f"%s AS {name}" for name in columns)
            cursor.executemany(
                statement.format(given=f"(SELECT {row}) AS given"), [_adapted(row) for row in rows]
            )


def _adapted(row: Sequence[Any]) -> list[Any]:
    adapt = connection.ops.adapt_datetimefield_value
    return [adapt(value) if isinstance(value, datetime) else value for value in row]
