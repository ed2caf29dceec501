"""Reads one untrusted file in a process of its own: `python -m quizsite.tables.sandbox PATH`.

The schema of the columns comes in as JSON; one JSON object goes out: the rows below the header,
or the trouble. The process imports neither Django nor pandas, so it starts in a few hundredths
of a second, and limits its own memory and time."""

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from quizsite.tables.child import answer_within_limits
from quizsite.tables.columns import FoundRow, Schema, column_letters
from quizsite.tables.formats import FORMATS, Reader
from quizsite.tables.limits import HEADER_WITHIN, MAX_CELL, MAX_TEXT, Trouble

_HEAD = 256  # bytes in which a format shows its mark
_DAY_ZERO = date(1899, 12, 30)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(path: str, schema: Schema) -> dict[str, Any]:
    """Rows of every sheet that has the header; what was passed over is named."""
    reader = _open(path, schema)
    wanted = schema.sheet.casefold()
    hidden: Collection[str] = getattr(reader, "hidden", ())
    seen = [
        sheet
        for sheet in reader.sheets
        if sheet not in hidden and sheet.strip().casefold() not in schema.other_sheets
    ]
    # The sheet of the template first.
    seen.sort(key=lambda name: name.strip().casefold() != wanted)
    found: dict[str, dict[str, Any]] = {}
    left = schema.max_rows
    for sheet in seen or list(reader.sheets):
        below = _below_header(reader.rows(sheet), schema, left=left)
        if below is not None:
            found[sheet] = below
            left -= len(below["rows"])
    if not found:
        named = [sheet for sheet in reader.sheets if sheet]
        if named:
            raise Trouble("wrong_sheet", sheets=named[:10])
        raise Trouble("no_header")
    return _together(found) | {"notes": _notes(reader, found, hidden, schema)}


def _together(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    first, *others = found
    whole = found[first]
    whole["ignored"] = list(
        dict.fromkeys(said for one in found.values() for said in one["ignored"])
    )
    for sheet in others:
        moved = found[sheet]["columns"] if found[sheet]["columns"] != whole["columns"] else {}
        whole["rows"] += [{**row, "sheet": sheet, "columns": moved} for row in found[sheet]["rows"]]
        whole["columns"] = {**found[sheet]["columns"], **whole["columns"]}
    return whole


def _notes(
    reader: Reader, found: Mapping[str, Any], hidden: Collection[str], schema: Schema
) -> list[dict[str, Any]]:
    """What a person who only sees the file on a screen would not expect."""
    notes: list[dict[str, Any]] = []
    passed = [name for name in reader.sheets if name and name not in found and name not in hidden]
    unread = [name for name in passed if name.casefold() not in schema.other_sheets]
    if len(found) > 1:
        notes.append({"code": "sheets_read", "sheets": list(found)[:20]})
    if unread:
        notes.append({"code": "sheets_passed", "sheets": unread[:20]})
    if hidden_ones := [name for name in reader.sheets if name in hidden and name not in found]:
        notes.append({"code": "sheets_hidden", "sheets": hidden_ones[:20]})
    rows: Mapping[str, list[int]] = getattr(reader, "hidden_rows", {})
    notes.extend(
        {"code": "rows_hidden", "sheets": [sheet], "rows": rows[sheet][:20]}
        for sheet in found
        if rows.get(sheet)
    )
    return notes


def _open(path: str, schema: Schema) -> Reader:
    with Path(path).open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise Trouble("empty")
    if head.startswith(_OLE):
        raise Trouble("password" if _ENCRYPTED in Path(path).read_bytes() else "old_excel")
    for one in FORMATS:
        if one.recognises(head):
            return one.open(path, schema)
    raise Trouble("not_a_table")


def _below_header(rows: Iterator[FoundRow], schema: Schema, *, left: int) -> dict[str, Any] | None:
    for looked, (_number, texts, _flags) in enumerate(rows):
        width = min(max(texts, default=-1) + 1, 200)
        header = [texts.get(position, "") for position in range(width)]
        names = schema.names_of(header)
        if names is not None:
            break
        if looked >= HEADER_WITHIN:
            return None
    else:
        return None
    _check_header(names)
    other = [said for at, said in enumerate(header) if said.strip() and at not in names]
    return {
        "columns": {name: column_letters(position) for position, name in names.items()},
        "ignored": other[:20],
        "rows": list(_kept(rows, names, schema, left=left)),
    }


def _check_header(names: dict[int, str]) -> None:
    named = list(names.values())
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise Trouble("column_twice", columns=twice)


def _kept(
    rows: Iterator[FoundRow], names: dict[int, str], schema: Schema, *, left: int
) -> Iterator[dict[str, Any]]:
    """Rows with something in a column of ours."""
    kinds = {column.name: column.kind for column in schema.columns}
    typed = {position: kinds[name] for position, name in names.items() if kinds[name] != "text"}
    total = found = 0
    for number, texts, flags in rows:
        _accept_formatted(typed, texts, flags)
        cells = {
            name: texts[position][: MAX_CELL + 1]
            for position, name in names.items()
            if texts.get(position, "").strip()
        }
        odd = {names[position]: flag for position, flag in flags.items() if position in names}
        if not cells and not odd:
            continue
        found += 1
        total += sum(map(len, cells.values()))
        if found > left:
            raise Trouble("too_many_rows", limit=schema.max_rows)
        if total > MAX_TEXT:
            raise Trouble("too_much_text")
        yield {"row": number, "cells": cells, "flags": odd}


def _accept_formatted(
    typed: Mapping[int, str], texts: dict[int, str], flags: dict[int, str]
) -> None:
    """A column of numbers or dates takes what a spreadsheet keeps as a number."""
    for position, kind in typed.items():
        said = texts.get(position)
        if flags.get(position) == "formatted" and said is not None:
            meant = _day(said) if kind == "date" else said
            if meant is not None:
                texts[position] = meant
                del flags[position]


def _day(serial: str) -> str | None:
    """ISO, from whole days since 30/12/1899; None where it is no such number."""
    if not serial.isdecimal() or len(serial) > 7:
        return None
    try:
        return (_DAY_ZERO + timedelta(days=int(serial))).isoformat()
    except OverflowError:
        return None


def main() -> None:
    schema = Schema.of_json(json.load(sys.stdin))
    answer_within_limits(lambda: read(sys.argv[1], schema))


if __name__ == "__main__":
    main()
