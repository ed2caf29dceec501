"""An index of the words of one column, and the lookup `column__words="thu tuc"` that asks it.

The column holds search keys (`quizsite.language.vietnamese.search_key`). PostgreSQL keeps a GIN
index, SQLite an FTS5 table beside, which triggers keep true to the column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, TextField

from quizsite.db.lookups import Sql

MOST_WORDS = 10
_WORD = re.compile(r"[0-9a-z]+")


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Migrations make one by `build`, and take it away by `drop`."""

    table: str
    column: str

    @property
    def name(self) -> str:
        return f"{self.table}_words"

    def statements(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            vector = f"to_tsvector('simple'::regconfig, {self.column})"
            return [f"CREATE INDEX {self.name} ON {self.table} USING gin ({vector})"]
        name, column, table = self.name, self.column, self.table
        # The old words are told so that FTS5 finds what to take out: it keeps no copy of the text.
        gone = (
            f"INSERT INTO {name} ({name}, rowid, {column})"  # noqa: S608 -- names of ours
            f" VALUES ('delete', old.id, old.{column})"
        )
        come = f"INSERT INTO {name} (rowid, {column}) VALUES (new.id, new.{column})"  # noqa: S608 -- ours
        options = f"content='{table}', content_rowid='id', detail=none, columnsize=0"
        made = f"CREATE TRIGGER {name}"
        return [
            f"CREATE VIRTUAL TABLE {name} USING fts5 ({column}, {options}, tokenize='ascii')",
            f"{made}_insert AFTER INSERT ON {table} BEGIN {come}; END",
            f"{made}_delete AFTER DELETE ON {table} BEGIN {gone}; END",
            f"{made}_update AFTER UPDATE OF {column} ON {table} BEGIN {gone}; {come}; END",
            rebuilt(name),
        ]

    def removals(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            return [f"DROP INDEX {self.name}"]
        triggers = [f"DROP TRIGGER {self.name}_{on}" for on in ("insert", "delete", "update")]
        return [*triggers, f"DROP TABLE {self.name}"]

    def build(self, _apps: Any, schema_editor: Any) -> None:
        for statement in self.statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def drop(self, _apps: Any, schema_editor: Any) -> None:
        for statement in self.removals(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)


def rebuilt(name: str) -> str:
    """The statement by which FTS5 reads the whole column anew."""
    return f"INSERT INTO {name} ({name}) VALUES ('rebuild')"  # noqa: S608 -- a name of ours


def word_tables(cursor: Any) -> list[str]:
    """The FTS5 tables of an SQLite database; FTS5 itself keeps some more beside each."""
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%' ORDER BY name"
    )
    return [name for (name,) in cursor.fetchall()]


@TextField.register_lookup
class HasWords(Lookup):
    """All of these words, whole and in any order; the column needs a `WordIndex`.

    What no key holds (other signs, a word too many) narrows nothing down."""

    lookup_name = "words"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Sql:
        lhs, params = self.process_lhs(compiler, connection)
        words = _WORD.findall(str(self.rhs))[:MOST_WORDS]
        if not words:
            return "1 = 1", ()
        if connection.vendor == "postgresql":
            asked = " & ".join(words)
            found = (
                f"to_tsvector('simple'::regconfig, {lhs}) @@ to_tsquery('simple'::regconfig, %s)"
            )
            return found, (*params, asked)
        model = self.lhs.target.model._meta  # noqa: SLF001 -- Django's own way to the names
        table, key = f"{model.db_table}_words", f'"{self.lhs.alias}"."{model.pk.column}"'
        asked = " ".join(f'"{word}"' for word in words)
        found = f'{key} IN (SELECT rowid FROM "{table}" WHERE "{table}" MATCH %s)'  # noqa: S608 -- ours
        return found, (asked,)
