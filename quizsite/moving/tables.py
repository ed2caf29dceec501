"""Which tables there are, and how their rows are read, written and compared."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.models.functions import Cast

from quizsite.db.word_index import word_tables
from quizsite.moving.marker import MARKER

# What each database makes for itself, and what is only kept to save time.
NOT_MOVED = frozenset({"django_migrations", "quizsite_cache", MARKER})
AT_ONCE = 5_000
Row = tuple[Any, ...]

# A NUL in JSON, written as an escape after an even number of backslashes.
_NUL_IN_JSON = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True, slots=True)
class Table:
    model: type[models.Model]

    @property
    def options(self) -> Any:
        return self.model._meta  # noqa: SLF001 -- Django documents it

    @property
    def name(self) -> str:
        return str(self.options.db_table)

    @property
    def fields(self) -> list[models.Field[Any, Any]]:
        return [field for field in self.options.local_concrete_fields if not field.generated]

    @property
    def columns(self) -> list[str]:
        return [str(field.column) for field in self.fields]

    @property
    def key_place(self) -> int:
        return next(place for place, field in enumerate(self.fields) if field.primary_key)

    @property
    def goes_by_number(self) -> bool:
        """Both databases put numbers, and nothing else for certain, in the same order."""
        return isinstance(_stored_field(self.fields[self.key_place]), models.IntegerField)

    def rows(self, alias: str, *, after: int | None = None) -> Iterator[Row]:
        """Read rows in the order of their key. JSON comes as text: else its null and a value that
        is absent would be one."""
        read = [_read(field) for field in self.fields]
        found: Any = models.QuerySet(self.model, using=alias).order_by("pk")
        if after is not None:
            found = found.filter(pk__gt=after)
        rows: Iterator[Row] = found.values_list(*read).iterator(chunk_size=AT_ONCE)
        return rows

    def count(self, alias: str) -> int:
        return models.QuerySet(self.model, using=alias).count()


def all_tables() -> list[Table]:
    """Every table of the site and of its libraries, once each."""
    tables = map(Table, apps.get_models(include_auto_created=True))
    found = {table.name: table for table in tables if _is_stored(table.options)}
    return [table for name, table in sorted(found.items()) if name not in NOT_MOVED]


def _is_stored(options: Any) -> bool:
    return options.managed and not options.proxy


def unknown_tables(alias: str) -> list[str]:
    """Tables that belong to nothing installed, such as an operator's own."""
    known = NOT_MOVED | {table.name for table in all_tables()}
    return sorted(set(tables_in(alias)) - known)


def tables_in(alias: str) -> list[str]:
    connection = connections[alias]
    found: list[str] = connection.introspection.table_names()
    if connection.vendor != "sqlite":
        return found
    with connection.cursor() as cursor:
        indexes = tuple(word_tables(cursor))  # FTS5 keeps tables of its own beside each
    # Its own notes, and what it can make again from the rows.
    return [name for name in found if not name.startswith(("sqlite_", *indexes))]


@dataclass(frozen=True, slots=True)
class Digest:
    """How many rows, and the sum of their digests: in which order they come does not matter."""

    rows: int
    total: int


def digest_of(rows: Iterator[Row], table: Table, seen: Callable[[Row], None]) -> Digest:
    canonical = [
        (place, form) for place, field in enumerate(table.fields) if (form := _canonical(field))
    ]
    count = total = 0
    for row in rows:
        values = list(row)
        for place, form in canonical:
            if values[place] is not None:
                values[place] = form(values[place])
        hashed = hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=16)
        total += int.from_bytes(hashed.digest(), "big")
        count += 1
        seen(row)
    return Digest(count, total % 2**128)


def faults_of(row: Row, table: Table) -> Iterator[str]:
    """What PostgreSQL does not take, although SQLite does."""
    for value, field in zip(row, table.fields, strict=True):
        if value is not None and (why := _fault(value, field)):
            yield f"{table.name}, khóa {row[table.key_place]}, cột {field.column}: {why}"


def _fault(value: Any, field: models.Field[Any, Any]) -> str:
    longest = getattr(field, "max_length", None)
    if isinstance(value, str):
        if "\0" in value or (_is_json(field) and _NUL_IN_JSON.search(value)):
            return "có ký tự rỗng (NUL)"
        if _is_json(field) and _has_lone_surrogate(value):
            return "có nửa ký tự Unicode"
        if isinstance(field, models.CharField) and longest and len(value) > longest:
            return f"dài {len(value)} ký tự, quá {longest}"
    elif isinstance(value, int) and not isinstance(value, bool):
        if (kind := _bounds(field)) and not kind[0] <= value <= kind[1]:
            return f"số {value} ngoài khoảng {kind[0]}…{kind[1]}"
    elif isinstance(field, models.IntegerField) and not isinstance(value, bool):
        return f"không phải số nguyên: {value!r}"
    return ""


def _bounds(field: models.Field[Any, Any]) -> tuple[int, int] | None:
    field = _stored_field(field)
    name = field.get_internal_type()
    if "Small" in name:
        return (0 if "Positive" in name else -(2**15), 2**15 - 1)
    if "Big" in name:
        return (0 if "Positive" in name else -(2**63), 2**63 - 1)
    if isinstance(field, models.IntegerField):
        return (0 if "Positive" in name else -(2**31), 2**31 - 1)
    return None


def _has_lone_surrogate(text: str) -> bool:
    if "\\u" not in text:
        return False
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _stored_field(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """What a foreign key keeps is what it points to."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _is_json(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.JSONField)


def _read(field: models.Field[Any, Any]) -> Any:
    return Cast(field.attname, models.TextField()) if _is_json(field) else field.attname


def _canonical(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """One form for what the two databases write differently, and None for what they do not."""
    if _is_json(field):
        return _canonical_json
    if isinstance(field, models.DateTimeField):
        return lambda value: value.isoformat()
    if isinstance(field, models.BinaryField):
        return bytes
    return None


def _canonical_json(text: str) -> str:
    return json.dumps(json.loads(text, parse_float=_number), sort_keys=True)


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() else value


def adapters(table: Table, alias: str) -> list[tuple[int, Callable[[Any], Any]]]:
    """What turns a value into what the database there stores, for columns that need it."""
    connection = connections[alias]
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for place, field in enumerate(table.fields):
        stored = _stored_field(field)
        if isinstance(stored, models.BinaryField):
            found.append((place, bytes))
        elif connection.vendor == "sqlite" and isinstance(
            stored, models.DateField | models.TimeField | models.UUIDField | models.DecimalField
        ):
            found.append((place, _for_sqlite(stored, connection)))
    return found


def _for_sqlite(field: models.Field[Any, Any], connection: Any) -> Callable[[Any], Any]:
    return lambda value: field.get_db_prep_value(value, connection, prepared=False)


def adapted(rows: Sequence[Row], table: Table, alias: str) -> list[Row]:
    changes = adapters(table, alias)
    if not changes:
        return list(rows)
    made = []
    for row in rows:
        values = list(row)
        for place, adapt in changes:
            if values[place] is not None:
                values[place] = adapt(values[place])
        made.append(tuple(values))
    return made
