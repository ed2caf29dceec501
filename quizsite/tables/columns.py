"""The columns of a table, the same for who reads it and who writes it. Pure, light for the
sandbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal

from quizsite.language.vietnamese import search_key

Cell = str | int | float | None
Row = Mapping[str, Cell]  # what is written, by the column's name
# What is read: the row's number, texts and flags by position.
FoundRow = tuple[int, dict[int, str], dict[int, str]]

_MAX_HEADER = 200  # characters; no header of ours is longer


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the code's word, `header` the spreadsheet's; `aliases` are headers as good."""

    name: str
    header: str
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    width: int = 16
    kind: Literal["text", "number", "date"] = "text"  # what a formatted cell may hold


@dataclass(frozen=True, slots=True)
class Schema:
    """A list as people send it: its columns, and what one row is in words."""

    columns: tuple[Column, ...]
    row_noun: str
    sheet: str  # where it stands if a file has several
    known_by: tuple[str, ...]  # a row that names these columns is the header
    max_rows: int
    # Sheets of the template that hold no rows, in lower case.
    other_sheets: tuple[str, ...] = ("hướng dẫn", "danh mục")

    @property
    def headers(self) -> dict[str, str]:
        return {column.name: column.header for column in self.columns}

    def names_of(self, row: Sequence[str]) -> dict[int, str] | None:
        """Position → column name, if this row is the header."""
        known = _names_by_key(self)
        found = {
            position: name
            for position, cell in enumerate(row)
            if (name := known.get(search_key(cell[:_MAX_HEADER])))
        }
        return found if set(self.known_by) <= set(found.values()) else None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> Schema:
        columns = tuple(
            Column(**{**column, "aliases": tuple(column["aliases"])})
            for column in stored["columns"]
        )
        tuples = {name: tuple(stored[name]) for name in ("known_by", "other_sheets")}
        return cls(**{**stored, **tuples, "columns": columns})


@cache
def _names_by_key(schema: Schema) -> dict[str, str]:
    return {
        search_key(header): column.name
        for column in schema.columns
        for header in (column.header, *column.aliases)
    }


@cache
def column_letters(position: int) -> str:
    """0 → "A", 26 → "AA", as the spreadsheet shows it."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
