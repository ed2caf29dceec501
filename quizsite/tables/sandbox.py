"""Reads one untrusted file in a process of its own: `python -m quizsite.tables.sandbox PATH`.

The schema of the columns comes in as JSON; one JSON object goes out: the rows below the header,
or the trouble. The process imports neither Django nor pandas, so it starts in a few hundredths
of a second, and limits its own memory and time."""

import contextlib
import json
import resource
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from quizsite.tables.columns import FoundRow, Schema, column_letters
from quizsite.tables.formats import FORMATS, Reader
from quizsite.tables.limits import HEADER_WITHIN, MAX_CELL, MAX_TEXT, Trouble

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 15
_HEAD = 256  # bytes in which a format shows its mark
_DAY_ZERO = date(1899, 12, 30)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(path: str, schema: Schema) -> dict[str, Any]:
    reader = _open(path, schema)
    wanted = schema.sheet.casefold()
    # The sheet of the template first, else the first that has the header.
    for sheet in sorted(reader.sheets, key=lambda name: name.strip().casefold() != wanted):
        found = _below_header(reader.rows(sheet), schema)
        if found is not None:
            return found
    named = [sheet for sheet in reader.sheets if sheet]
    if named:
        raise Trouble("wrong_sheet", sheets=named[:10])
    raise Trouble("no_header")


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


def _below_header(rows: Iterator[FoundRow], schema: Schema) -> dict[str, Any] | None:
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
        "rows": list(_kept(rows, names, schema)),
    }


def _check_header(names: dict[int, str]) -> None:
    named = list(names.values())
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise Trouble("column_twice", columns=twice)


def _kept(
    rows: Iterator[FoundRow], names: dict[int, str], schema: Schema
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
        if found > schema.max_rows:
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
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = read(sys.argv[1], Schema.of_json(json.load(sys.stdin)))
    except Trouble as trouble:
        answer = {"trouble": trouble.code, "detail": trouble.detail}
    except MemoryError:
        answer = {"trouble": "unpacks_too_large", "detail": {}}
    with contextlib.suppress(BrokenPipeError):
        json.dump(answer, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
