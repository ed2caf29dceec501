"""Empties the database after a test that has committed.

Django's flush empties every table with one TRUNCATE, which on PostgreSQL makes some seven hundred
files anew. A test fills a dozen tables: their rows are deleted, and the others are left alone.
What Django writes after every flush, the same each time, stays as well."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test import TransactionTestCase

from quizsite.models import AuditLine
from tests.triggers import without_triggers

_AUDIT = ("quizsite_auditseal", "quizsite_auditname", "quizsite_auditline")
_STAYS = {"django_content_type", "auth_permission"}
_CACHED_BY_STAMP = "accounts_"  # the triggers of these tables tell caches that rows are gone


@contextmanager
def quick_emptying() -> Iterator[None]:
    """Let Django empty the database our way, and repeat what a running server's locks end."""
    empty = TransactionTestCase._fixture_teardown

    def empty_again(self: TransactionTestCase) -> None:
        _unlock_audit_trail()
        for _ in range(3):
            try:
                return empty(self)
            except CommandError as error:
                if "deadlock" not in str(error.__cause__):
                    raise
        return empty(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_again)
        flush = _deletions if connection.vendor == "postgresql" else connection.ops.sql_flush
        patch.setattr(
            connection.ops,
            "sql_flush",
            lambda style, tables, **options: flush(
                style, [one for one in tables if one not in _STAYS], **options
            ),
        )
        yield


def _unlock_audit_trail() -> None:
    """SQLite's triggers refuse this; on PostgreSQL `_deletions` goes past them."""
    if connection.vendor == "sqlite" and AuditLine.objects.exists():
        with without_triggers("quizsite_audit"), connection.cursor() as cursor:
            for table in _AUDIT:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- fixed names


def _deletions(_style: Any, tables: Iterable[str], **_options: Any) -> list[str]:
    """In place of `DatabaseOperations.sql_flush`. Django runs the list in one transaction."""
    filled = _filled_among(sorted(tables))
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
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")"  # noqa: S608 -- names of tables
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [table for (table,) in cursor.fetchall()]
