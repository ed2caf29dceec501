"""Reads one untrusted file in a process of its own: `python -m quizsite.tables.sandbox PATH`.

Writes one JSON object: the rows under our header, or the trouble. It imports neither Django nor
pandas, so it starts in a few hundredths of a second, and limits its own memory and time."""

import contextlib
import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from questionbank.importing.columns import HEADER_WITHIN, SHEET, fields_of
from quizsite.tables import csv_reader as delimited
from quizsite.tables import xlsx_reader as workbook
from quizsite.tables.columns import column_letters
from quizsite.tables.limits import MAX_CELL, MAX_QUESTIONS, MAX_TEXT, Trouble

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 15
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_OTHER_KINDS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"{\\rtf",
    b"<",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)


def read(path: str) -> dict[str, Any]:
    with Path(path).open("rb") as stream:
        head = stream.read(16)
    if not head:
        raise Trouble("empty")
    if head.startswith(_OLE):
        raise Trouble("password" if _ENCRYPTED in Path(path).read_bytes() else "old_excel")
    if head.startswith(b"PK"):
        return _from_workbook(path)
    if head.startswith(_OTHER_KINDS):
        raise Trouble("not_a_table")
    rows: Iterator[workbook.Row] = (
        (number, dict(enumerate(cells)), {})
        for number, cells in delimited.rows_of(Path(path).read_bytes())
    )
    found = _under_header(rows)
    if found is None:
        raise Trouble("no_header")
    return found


def _from_workbook(path: str) -> dict[str, Any]:
    book = workbook.Workbook(workbook.open_checked(path))
    named = [name for name in book.sheets if name.strip().casefold() == SHEET.casefold()]
    for name in [*named, *(name for name in book.sheets if name not in named)]:
        found = _under_header(book.rows(name))
        if found is not None:
            return {"sheet": name, **found}
    raise Trouble("wrong_sheet", sheets=list(book.sheets)[:10])


def _under_header(rows: Iterator[workbook.Row]) -> dict[str, Any] | None:
    fields: dict[int, str] | None = None
    for looked, (_number, texts, _flags) in enumerate(rows):
        width = min(max(texts, default=-1) + 1, 200)
        header = [texts.get(position, "") for position in range(width)]
        fields = fields_of(header)
        if fields is not None:
            break
        if looked >= HEADER_WITHIN:
            return None
    if fields is None:
        return None
    _check_header(fields)
    other = [said for at, said in enumerate(header) if said.strip() and at not in fields]
    return {
        "columns": {field: column_letters(position) for position, field in fields.items()},
        "ignored": other[:20],
        "rows": list(_questions(rows, fields)),
    }


def _check_header(fields: dict[int, str]) -> None:
    named = list(fields.values())
    twice = sorted({field for field in named if named.count(field) > 1})
    if twice:
        raise Trouble("column_twice", fields=twice)


def _questions(rows: Iterator[workbook.Row], fields: dict[int, str]) -> Iterator[dict[str, Any]]:
    total = found = 0
    for number, texts, flags in rows:
        cells = {
            field: texts[position][: MAX_CELL + 1]
            for position, field in fields.items()
            if texts.get(position, "").strip()
        }
        odd = {fields[position]: flag for position, flag in flags.items() if position in fields}
        if not cells and not odd:
            continue
        found += 1
        total += sum(map(len, cells.values()))
        if found > MAX_QUESTIONS:
            raise Trouble("too_many_questions", limit=MAX_QUESTIONS)
        if total > MAX_TEXT:
            raise Trouble("too_much_text")
        yield {"row": number, "cells": cells, "flags": odd}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = read(sys.argv[1])
    except Trouble as trouble:
        answer = {"trouble": trouble.code, "detail": trouble.detail}
    except MemoryError:
        answer = {"trouble": "unpacks_too_large", "detail": {}}
    with contextlib.suppress(BrokenPipeError):
        json.dump(answer, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
