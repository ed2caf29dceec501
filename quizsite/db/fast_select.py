"""Querysets whose SQL is compiled once: building it takes the ORM five times as long as the
database takes to answer (docs/decisions/0016-kept-pages.md).

Only for what nearly every page asks, and for every paper that is started or closed."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from inspect import signature
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.query import get_related_populators

from quizsite.db.lookups import as_one_value

P = ParamSpec("P")
Row = TypeVar("Row")


class Given(Expression):
    """Stands in a statement for a value that comes with each execution."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class _Statement(NamedTuple):
    sql: str
    params: Sequence[Any]
    # Place in the row, what the ORM calls there, and with which column.
    converters: Sequence[tuple[int, Callable[..., Any], Any]]
    as_row: Callable[[Sequence[Any]], Any]


class FastSelect(Generic[P, Row]):
    """Decorates a function that returns a queryset; it is called once, with a placeholder for
    each value, so it may ask of them only whether they are None."""

    def __init__(self, build: Callable[P, QuerySet[Any, Row]]) -> None:
        self._build: Callable[..., QuerySet[Any, Row]] = build
        self._names = list(signature(build).parameters)
        self._statements: dict[tuple[str, ...], _Statement] = {}

    def all(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        return list(self._rows({**dict(zip(self._names, args, strict=False)), **kwargs}))

    def first(self, *args: P.args, **kwargs: P.kwargs) -> Row | None:
        """For a statement that finds one row at most."""
        return next(iter(self.all(*args, **kwargs)), None)

    def _rows(self, given: dict[str, Any]) -> Iterator[Row]:
        missing = [name for name, value in given.items() if value is None]
        kind = (connection.vendor, *missing)
        if kind not in self._statements:
            self._statements[kind] = self._compile(missing)
        statement = self._statements[kind]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, [_value_of(one, given) for one in statement.params])
            rows = cursor.fetchall()
        for row in rows:
            if statement.converters:
                row = list(row)  # noqa: PLW2901 -- the same row, as the ORM converts it
                for place, convert, column in statement.converters:
                    row[place] = convert(row[place], column, connection)
            yield statement.as_row(row)

    def _compile(self, missing: Sequence[str]) -> _Statement:
        queryset = self._build(**{n: None if n in missing else Given(n) for n in self._names})
        compiler = queryset.query.get_compiler(using=connection.alias)
        sql, params = compiler.as_sql()
        by_place = compiler.get_converters(column for column, *_ in compiler.select)
        converters = [
            (place, convert, column)
            for place, (steps, column) in by_place.items()
            for convert in steps
        ]
        return _Statement(sql, params, converters, _row_maker(queryset, compiler))


def _value_of(param: Any, given: dict[str, Any]) -> Any:
    """As the database takes it; ids travel together."""
    if not isinstance(param, Given):
        return param
    value = given[param.name]
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, Collection) and not isinstance(value, str):
        return as_one_value(value, connection.vendor)
    return value


def _row_maker(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """What Django's ModelIterable does with a row; `values_list` leaves rows as they are."""
    if queryset._fields is not None:  # type: ignore[attr-defined]  # Django's ModelIterable asks too
        return tuple
    info, alias = compiler.klass_info, connection.alias
    model, places = info["model"], info["select_fields"]
    own = slice(places[0], places[-1] + 1)
    names = [column.target.attname for column, *_ in compiler.select[own]]
    related = get_related_populators(info, compiler.select, alias)  # type: ignore[call-arg]  # of 6.1
    annotations = list(compiler.annotation_col_map.items())

    def made(row: Sequence[Any]) -> Any:
        found = model.from_db(alias, names, row[own])
        for one in related:
            one.populate(row, found)
        for name, place in annotations:
            setattr(found, name, row[place])
        return found

    return made
