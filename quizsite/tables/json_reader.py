"""Rows of a .json file: a list of objects whose names are those of a table's header."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quizsite.tables.columns import FoundRow, Schema
from quizsite.tables.csv_reader import decoded
from quizsite.tables.limits import MAX_CELLS, MAX_ROWS_SEEN, Trouble

_LEAD = b"\xef\xbb\xbf \t\r\n"


def recognises(head: bytes) -> bool:
    start = head.lstrip(_LEAD)
    return start.startswith(b"[") and start[1:].lstrip(_LEAD)[:1] in (b"{", b"]")


def open_objects(path: str, _schema: Schema) -> ObjectTable:
    return ObjectTable(Path(path).read_bytes())


class ObjectTable:
    """Has no sheets: its rows stand under no name."""

    sheets = ("",)

    def __init__(self, data: bytes) -> None:
        try:
            said = json.loads(decoded(data))
        except (ValueError, RecursionError) as error:
            raise Trouble("cut_short") from error
        if not all(isinstance(one, dict) for one in said):
            raise Trouble("not_a_table")
        self._rows: list[dict[str, Any]] = said

    def rows(self, _sheet: str) -> Iterator[FoundRow]:
        """The names first; then each object, numbered as the rows of a spreadsheet would be."""
        if len(self._rows) > MAX_ROWS_SEEN:
            raise Trouble("too_many_blank_rows", limit=MAX_ROWS_SEEN)
        if sum(map(len, self._rows)) > MAX_CELLS:
            raise Trouble("too_much_text")
        places = {
            name: at for at, name in enumerate(dict.fromkeys(n for r in self._rows for n in r))
        }
        yield 1, {at: name for name, at in places.items()}, {}
        for number, row in enumerate(self._rows, start=2):
            texts = {places[name]: _text(value) for name, value in row.items()}
            odd = {
                places[name]: "nested"
                for name, value in row.items()
                if isinstance(value, dict | list)
            }
            yield number, texts, odd


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\0", "")
    return "" if value is None or isinstance(value, dict | list) else json.dumps(value)
