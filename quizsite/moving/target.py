"""The database that is moved to: connected, emptied, filled without triggers, and made whole."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import dj_database_url
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction

from quizsite.db.word_index import rebuilt, word_tables
from quizsite.environment import with_session
from quizsite.moving.marker import Mark, set_mark
from quizsite.moving.tables import Table, all_tables, tables_in

TARGET = "moved_to"
EARLIER_ENDS_WITHIN_S = 20


class MoveRefused(Exception):
    """Said to the operator, in a sentence."""


def connect(url: str) -> None:
    """Name the database there `TARGET`. Writing many rows needs none of the serving options."""
    try:
        said: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError as error:
        raise MoveRefused(f"Không hiểu địa chỉ cơ sở dữ liệu: {error}") from error
    kind = str(said["ENGINE"]).rpartition(".")[2]
    if kind == "sqlite3":
        # Django's own backend: in ours all writers of a process wait for one turn, and the lock on
        # the source holds it.
        said["ENGINE"] = "django.db.backends.sqlite3"
        own = {"transaction_mode": "IMMEDIATE"}
        said["OPTIONS"] = {"timeout": 20} | said.get("OPTIONS", {}) | own
    elif kind == "postgresql":
        said["ENGINE"] = "quizsite.db.postgresql"
        session = "-c timezone=UTC -c client_encoding=UTF8"
        said["OPTIONS"] = with_session(said.get("OPTIONS", {}), session)
    else:
        raise MoveRefused(
            "Chỉ chuyển được giữa SQLite và PostgreSQL: sqlite:///… hoặc postgres://…"
        )
    if said["NAME"] == ":memory:" or not said["NAME"]:
        raise MoveRefused("Địa chỉ chưa ghi tên cơ sở dữ liệu.")
    whole = connections.configure_settings(
        {"default": dict(settings.DATABASES["default"])} | {TARGET: said}
    )
    connections.settings[TARGET] = whole[TARGET]
    try:
        connections[TARGET].ensure_connection()
        connections[TARGET].disable_constraint_checking()  # SQLite's alone, for this connection
    except (DatabaseError, ImproperlyConfigured) as error:
        raise MoveRefused(f"Không mở được cơ sở dữ liệu đích: {str(error).strip()}") from error
    _check_letters()


def _check_letters() -> None:
    if connections[TARGET].vendor == "postgresql":
        with connections[TARGET].cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            (encoding,) = cursor.fetchone()
        if encoding != "UTF8":
            raise MoveRefused(f"Cơ sở dữ liệu đích ghi chữ bằng {encoding}; cần UTF8.")


def is_pristine() -> bool:
    return not tables_in(TARGET)


def outlive_earlier_migrate() -> None:
    """The `migrate` of a run that was killed may still be going on; two at once break each other.
    SQLite's file, in which there is nothing yet, is put aside with whoever writes to it."""
    connection = connections[TARGET]
    if connection.vendor == "sqlite":
        connection.close()
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{connection.settings_dict['NAME']}{ending}").unlink(missing_ok=True)
        connection.disable_constraint_checking()
        return
    for _ in range(EARLIER_ENDS_WITHIN_S):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND usename = current_user"
            )
            if not cursor.fetchall():
                return
        time.sleep(1)
    raise MoveRefused(
        "Còn chương trình khác đang nối vào cơ sở dữ liệu đích. Hãy tắt nó rồi chạy lại."
    )


def empty_for_copying() -> None:
    """Empty all tables, and take away what would stop or double a copied row, in one step."""
    names = [table.name for table in all_tables()]
    connection = connections[TARGET]
    with transaction.atomic(using=TARGET), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            restore = _take_away_postgresql(cursor)
            quoted = ", ".join(f'"{name}"' for name in names)
            cursor.execute(f"TRUNCATE {quoted}")
        else:
            restore = _take_away_sqlite(cursor)
            for name in names:
                cursor.execute(f'DELETE FROM "{name}"')  # noqa: S608 -- our own tables
        set_mark(TARGET, Mark("copying", restore))


def _take_away_postgresql(cursor: Any) -> list[str]:
    """An owner may switch off own triggers, but not those of foreign keys: these are dropped, and
    made again at the end, which checks them."""
    cursor.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(c.oid)"
        " FROM pg_constraint c JOIN pg_namespace n ON n.oid = connamespace"
        " WHERE contype = 'f' AND n.nspname = current_schema() ORDER BY conrelid, conname"
    )
    restore = []
    for table, name, made in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        restore.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}")
    cursor.execute(
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger t JOIN pg_class r"
        " ON r.oid = tgrelid WHERE NOT tgisinternal"
        " AND relnamespace = current_schema()::regnamespace"
    )
    for (table,) in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        restore.append(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return restore


def _take_away_sqlite(cursor: Any) -> list[str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    restore = []
    for name, sql in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}"')
        restore.append(sql)
    return restore + [rebuilt(name) for name in word_tables(cursor)]


def make_whole(mark: Mark, sequences: dict[str, int]) -> None:
    """Bring back triggers and foreign keys, let keys go on where they were, in one step."""
    connection = connections[TARGET]
    with transaction.atomic(using=TARGET), connection.cursor() as cursor:
        _let_keys_go_on(cursor, sequences)
        for statement in mark.restore:
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            connection.check_constraints()
        set_mark(TARGET, Mark("checking"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # else the first pages are planned for empty tables


def last_keys(alias: str, tables: list[Table]) -> dict[str, int]:
    """The last number each table has given: one that was deleted is never given again."""
    connection = connections[alias]
    numbered = {table.name for table in tables if table.options.auto_field is not None}
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return {name: seq for name, seq in cursor.fetchall() if name in numbered}
        for row in connection.introspection.sequence_list():
            if row["table"] in numbered:
                cursor.execute(
                    "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)",
                    [f'"{row["table"]}"', row["column"]],
                )
                (value,) = cursor.fetchone()
                if value is not None:
                    found[str(row["table"])] = value
    return found


def _let_keys_go_on(cursor: Any, sequences: dict[str, int]) -> None:
    connection = connections[TARGET]
    for table in all_tables():
        auto = table.options.auto_field
        if auto is None:
            continue
        cursor.execute(f'SELECT max("{auto.column}") FROM "{table.name}"')  # noqa: S608 -- ours
        last = max(cursor.fetchone()[0] or 0, sequences.get(table.name, 0))
        if not last:
            continue
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table.name, last])
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [f'"{table.name}"', auto.column, last],
            )


def empty(table: Table) -> None:
    with connections[TARGET].cursor() as cursor:
        is_postgresql = connections[TARGET].vendor == "postgresql"
        verb = "TRUNCATE" if is_postgresql else "DELETE FROM"
        cursor.execute(f'{verb} "{table.name}"')
