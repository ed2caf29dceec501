"""Empties the database after a test that has committed.

Django's flush empties every table: on PostgreSQL with one TRUNCATE, which makes some seven hundred
files anew, on SQLite with as many statements as there are tables. A test fills a dozen tables:
their rows are deleted, and the others are left alone. What Django writes after every flush, the
same each time, stays as well, so only the texts of consents are written again."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import CommandError
from django.core.management.commands import flush
from django.db import connection, transaction
from django.test import TransactionTestCase

from contests.models import MarkSheet
from quizsite.accounts.consents import publish_texts
from quizsite.models import AuditLine
from tests.triggers import without_triggers

_AUDIT = ("quizsite_auditseal", "quizsite_auditname", "quizsite_auditline")
_MARKS = ("contests_marksheet",)
_STAYS = {"django_content_type", "auth_permission"}
# A server that is still at work locked rows, or filled a table after we had looked.
_SERVER_WROTE = ("deadlock", "FOREIGN KEY constraint failed", "database is locked")
_CACHED_BY_STAMP = "accounts_"  # the triggers of these tables tell caches that rows are gone


@contextmanager
def quick_emptying() -> Iterator[None]:
    """Let Django empty the database our way, and repeat what a running server's locks end."""
    empty = TransactionTestCase._fixture_teardown

    def empty_again(self: TransactionTestCase) -> None:
        _unlock_what_is_only_added()
        for _ in range(3):
            try:
                return empty(self)
            except CommandError as error:
                if not any(words in str(error.__cause__) for words in _SERVER_WROTE):
                    raise
        return empty(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_again)
        patch.setattr(flush, "emit_post_migrate_signal", _write_again)
        # Of the class: a thread with an event loop, as a browser's, has a connection of its own.
        patch.setattr(type(connection.ops), "sql_flush", _deletions)
        yield


def _write_again(verbosity: int, interactive: Any, db: str) -> None:
    with transaction.atomic(using=db):  # one commit in place of one for each text
        publish_texts(None, using=db)


def _unlock_what_is_only_added() -> None:
    """SQLite's triggers refuse this; on PostgreSQL `_deletions` goes past them."""
    if connection.vendor != "sqlite":
        return
    if AuditLine.objects.exists():
        _empty_without_triggers("quizsite_audit", _AUDIT)
    if MarkSheet.objects.exists():
        _empty_without_triggers("contests_marksheet", _MARKS)


def _empty_without_triggers(prefix: str, tables: Iterable[str]) -> None:
    with without_triggers(prefix), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- fixed names


def _deletions(_self: Any, _style: Any, tables: Iterable[str], **_options: Any) -> list[str]:
    """In place of `DatabaseOperations.sql_flush`. Django runs the list in one transaction."""
    filled = _filled_among(sorted(set(tables) - _STAYS))
    if connection.vendor == "sqlite":
        return [f'DELETE FROM "{table}"' for table in filled]  # noqa: S608 -- names of tables
    told = [table for table in filled if table.startswith(_CACHED_BY_STAMP)]
    silent = [table for table in filled if table not in told]
    return [
        "SET LOCAL session_replication_role = replica",  # no trigger, no foreign key
        *(f'DELETE FROM "{table}"' for table in silent),  # noqa: S608 -- names of tables
        "SET LOCAL session_replication_role = origin",
        *(f'DELETE FROM "{table}"' for table in told),  # noqa: S608 -- names of tables
    ]


def _filled_among(tables: list[str]) -> list[str]:
    asked = [
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")"  # noqa: S608 -- names of tables
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [table for (table,) in cursor.fetchall()]
