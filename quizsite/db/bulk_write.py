"""Writes many rows in one statement, where we measured the ORM as too slow."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection


def plan_for_many() -> None:
    """Make PostgreSQL plan each statement for its values until this transaction ends. A plan kept
    from a nearly empty table reads the whole table for each batch that fills it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")


def plan_anew(table: str) -> None:
    """Let PostgreSQL count a table that has grown, and drop the plans it kept for an emptier one.

    It would do so by itself within a minute; until then each start read the whole table."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


@contextmanager
def in_index_order() -> Iterator[None]:
    """Make PostgreSQL read rows in the order of an index, whatever its statistics say.

    If they describe an emptier table, PostgreSQL reads and sorts all rows to return fifty."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_custom_plan; SET enable_sort = off")
    try:
        yield
    finally:
        # A dead connection, or one in a failed transaction, drops these settings by itself.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET plan_cache_mode; RESET enable_sort")


def write_rows(
    statement: str, *, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]
) -> None:
    """Run `statement`, in which `{given}` stands for the rows as a table of that name.

    `columns` maps its columns to their PostgreSQL types. PostgreSQL gets one statement with binary
    arrays (turning a value into text took 3 to 14 times as long). SQLite runs one prepared
    statement for each row."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%b::{kind}[]" for kind in columns.values())
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
