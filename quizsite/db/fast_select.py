"""Models read by a SELECT written by hand, where building the ORM's took most of the time.

Only for the few requests everybody makes at the bell; a field that is not named is fetched by
the ORM when somebody touches it."""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model

from quizsite.db.lookups import among

Convert = Callable[[Any], Any]


class Part(NamedTuple):
    """A model in the row: the table's alias in the statement, and fields, the key first."""

    model: type[Model]
    alias: str
    fields: tuple[str, ...]


def whole(model: type[Model], alias: str) -> Part:
    """Every field, where templates and rules may touch any."""
    fields = model._meta.concrete_fields  # noqa: SLF001 -- Django's documented door
    return Part(model, alias, tuple(field.attname for field in fields))


class Reading:
    """`rest` is the statement from FROM on; `extra` are columns after those of the parts."""

    def __init__(self, *parts: Part, rest: str, extra: Sequence[str] = ()) -> None:
        self._parts = [_in_order(part) for part in parts]
        columns = [
            f'{part.alias}."{field.column}"' for part in self._parts for field in _fields_of(part)
        ]
        self._sql = f"SELECT {', '.join([*columns, *extra])} {rest}"

    def first(self, params: Sequence[Any]) -> list[Any] | None:
        """The first row: a model for each part, None where an outer join found none, extras."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            row = cursor.fetchone()
        return None if row is None else self._made([row])[0]

    def all(self, params: Sequence[Any]) -> list[list[Any]]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        return self._made(rows)

    def among(self, ids: Collection[int], *, before: Sequence[Any] = ()) -> list[list[Any]]:
        """All rows; the statement says `{among}` where the ids are looked for, its last value,
        and ends with `{locked}` or `{locked_or_left}` if the rows are to be changed."""
        return self._made(read_among(self._sql, ids, before=before))

    def _made(self, rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
        """Column by column of parts: what is the same for all rows is asked for once."""
        columns = []
        start = 0
        for part in self._parts:
            end = start + len(part.fields)
            columns.append(_models(part, [row[start:end] for row in rows]))
            start = end
        return [[*models, *row[start:]] for *models, row in zip(*columns, rows, strict=True)]


class Rows:
    """The same without models: values as the ORM converts them, in the order named."""

    def __init__(self, part: Part, *, rest: str) -> None:
        self._part = part
        columns = ", ".join(f'{part.alias}."{field.column}"' for field in _fields_of(part))
        self._sql = f"SELECT {columns} {rest}"

    def among(self, ids: Collection[int], *, before: Sequence[Any] = ()) -> list[Sequence[Any]]:
        rows = read_among(self._sql, ids, before=before)
        converters = _converters(self._part, connection.vendor)
        return [_converted(row, converters) for row in rows] if converters else rows


# On PostgreSQL; SQLite's transactions have the whole database to themselves.
LOCKS = {
    "locked": "FOR NO KEY UPDATE",
    "locked_or_left": "FOR NO KEY UPDATE SKIP LOCKED",
}


def read_among(
    sql: str, ids: Collection[int], *, before: Sequence[Any] = ()
) -> list[Sequence[Any]]:
    """Rows as the database gives them."""
    condition, wanted = among(ids, vendor=connection.vendor)
    locks = LOCKS if connection.vendor == "postgresql" else dict.fromkeys(LOCKS, "")
    with connection.cursor() as cursor:
        cursor.execute(sql.format(among=condition, **locks), [*before, wanted])
        rows: list[Sequence[Any]] = cursor.fetchall()
    return rows


def _converted(row: Sequence[Any], converters: Sequence[tuple[int, Convert]]) -> list[Any]:
    values = list(row)
    for place, convert in converters:
        values[place] = convert(values[place])
    return values


def _models(part: Part, rows: Sequence[Sequence[Any]]) -> list[Model | None]:
    """None where an outer join found none: its key is null."""
    converters, alias = _converters(part, connection.vendor), connection.alias
    return [
        part.model.from_db(alias, part.fields, _converted(values, converters))
        if values[0] is not None
        else None
        for values in rows
    ]


def _in_order(part: Part) -> Part:
    """Models are made from values in the order of their fields, whatever the names beside them."""
    names = [field.attname for field in part.model._meta.concrete_fields]  # noqa: SLF001 -- Django's documented door
    return part._replace(fields=tuple(sorted(part.fields, key=names.index)))


def _fields_of(part: Part) -> list[Any]:
    by_name = {field.attname: field for field in part.model._meta.concrete_fields}  # noqa: SLF001 -- Django's documented door
    return [by_name[name] for name in part.fields]


@lru_cache(maxsize=64)
def _converters(part: Part, _vendor: str) -> list[tuple[int, Convert]]:
    """The ORM's own, by place: what a database keeps as text becomes a moment or a number."""
    return [
        (place, _chained(field, steps))
        for place, field in enumerate(_fields_of(part))
        if (
            steps := [
                *connection.ops.get_db_converters(field.get_col(part.alias)),
                *field.get_db_converters(connection),
            ]
        )
    ]


def _chained(field: Any, steps: Sequence[Callable[[Any, Any, Any], Any]]) -> Convert:
    column = field.get_col(field.model._meta.db_table)  # noqa: SLF001 -- Django's documented door

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert
