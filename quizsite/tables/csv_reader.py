"""Rows of a .csv file in whatever encoding and with whatever separator it comes."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from quizsite.tables.columns import FoundRow, Schema
from quizsite.tables.limits import HEADER_WITHIN, MAX_ROWS_SEEN, Trouble

SEPARATORS = ",;\t"
# What a spreadsheet would take for a formula; an export puts "'" before it.
FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
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
_SEP_LINE = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)


def guarded(cell: str) -> str:
    """Text that no spreadsheet takes for a formula; `unguarded` gives it back."""
    return f"'{cell}" if _needs_guard(cell) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _needs_guard(cell[1:]) else cell


def _needs_guard(cell: str) -> bool:
    # Behind any number of "'", so that a text which itself begins with "'=" survives the way back.
    return cell.lstrip("'")[:1] in tuple(FORMULA_STARTS)


def decoded(data: bytes) -> str:
    """UTF-8 and UTF-16 by their marks or by how they look, else Windows-1258."""
    if data.startswith(codecs.BOM_UTF8):
        return _strictly(data, "utf-8-sig")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(data, "utf-16")
    sample = data[:4000]
    if sample[1::2].count(0) > len(sample) // 4:
        return _strictly(data, "utf-16-le")
    if sample[::2].count(0) > len(sample) // 4:
        return _strictly(data, "utf-16-be")
    if b"\0" in data:
        raise Trouble("not_a_table")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:
            raise Trouble("cut_short") from error
    # Windows-1258 writes tone marks behind the letter: NFC joins them.
    return unicodedata.normalize("NFC", _strictly(data, "cp1258"))


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Trouble("unknown_encoding") from error


def recognises(head: bytes) -> bool:
    return not head.startswith(_OTHER_KINDS)


def open_text(path: str, schema: Schema) -> TextTable:
    return TextTable(Path(path).read_bytes(), schema)


class TextTable:
    """Has no sheets: its rows stand under no name."""

    sheets = ("",)

    def __init__(self, data: bytes, schema: Schema) -> None:
        # In UTF-16 NUL is a letter like any other; no database takes it.
        self._text = decoded(data).replace("\0", "")
        self._schema = schema

    def rows(self, _sheet: str) -> Iterator[FoundRow]:
        """Numbered as a spreadsheet counts."""
        said = self._text
        named = _SEP_LINE.match(said)
        if named:
            said = said[named.end() :]
        separator = named.group(1) if named else self._separator()
        csv.field_size_limit(1024 * 1024)
        reader = csv.reader(io.StringIO(said, newline=""), delimiter=separator, strict=True)
        number = 1 if named else 0
        try:
            for row in reader:
                number += 1
                if number > MAX_ROWS_SEEN:
                    raise Trouble("too_many_blank_rows", limit=MAX_ROWS_SEEN)
                yield number, {at: unguarded(cell) for at, cell in enumerate(row)}, {}
        except csv.Error as error:
            raise Trouble("broken_quotes", line=number + 1) from error

    def _separator(self) -> str:
        """The one with which a line near the top reads as the header."""
        for line in self._text[:20_000].splitlines()[:HEADER_WITHIN]:
            for separator in SEPARATORS:
                if self._schema.names_of([cell.strip(' "') for cell in line.split(separator)]):
                    return separator
        return ","
