"""Spreadsheets: every sheet that is seen becomes a table; .xlsx with its looks, others as text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import python_calamine

from questionbank.importing.formats.text_reader import in_unicode
from questionbank.importing.parsing.lines import Cell, Line, Run, Table, plain
from questionbank.importing.parsing.pictures import Album
from questionbank.importing.parsing.questions import Doubt, Source
from quizsite.tables.csv_reader import unguarded
from quizsite.tables.json_reader import ObjectTable
from quizsite.tables.limits import MAX_CELL, MAX_ROWS_SEEN, MAX_TEXT, Trouble
from quizsite.tables.xlsx_pictures import SheetPicture, pictures_of
from quizsite.tables.xlsx_reader import Workbook, open_checked
from quizsite.tables.xlsx_strings import Piece

MAX_COLUMNS = 60
_ROW_LIMIT = 20_000


def read_xlsx(path: str) -> Source:
    book = Workbook(open_checked(path))
    seen = [name for name in book.sheets if name not in book.hidden] or list(book.sheets)
    album = Album()
    tables = [_xlsx_table(book, name, len(seen), album) for name in seen]
    notes = _notes(
        read=[table.name for table in tables if table.rows],
        hidden=[name for name in book.sheets if name in book.hidden and name not in seen],
    )
    for sheet, rows in book.hidden_rows.items():
        notes.append(Doubt("rows_hidden", f"{sheet}: {', '.join(map(str, rows[:20]))}"))
    return Source([table for table in tables if table.rows], notes=notes, pictures=album.found)


def _xlsx_table(book: Workbook, name: str, sheets: int, album: Album) -> Table:
    """Pictures whose row holds no text belong to the row with text above them."""
    bounds = _Bounds()
    rows, numbers = [], []
    for number, texts, _flags, pieces in book.rows_with_marks(name):
        bounds.count(texts.values())
        width = min(max(texts, default=-1) + 1, MAX_COLUMNS)
        place = _place(number, name, sheets)
        rows.append([_cell(texts.get(at, ""), pieces.get(at), place) for at in range(width)])
        numbers.append(number)
    for picture in pictures_of(book, name):
        mark = _mark_of(picture, book, album)
        above = bisect_right(numbers, picture.row) - 1
        if above >= 0:
            _put(rows[above], min(picture.column, MAX_COLUMNS), mark)
    return Table(tuple(map(tuple, rows)), _heading(name, sheets))


def _mark_of(picture: SheetPicture, book: Workbook, album: Album) -> str:
    data = book.content(picture.member) if picture.member else b""
    trouble = "" if data else "missing"
    return album.mark_of(data, alt=picture.alt, name=picture.name, trouble=trouble)


def _put(row: list[Cell], column: int, mark: str) -> None:
    row += [Cell(())] * (column + 1 - len(row))
    row[column] = Cell((*row[column].lines, plain(mark, is_paragraph=True)))


def _place(number: int, name: str, sheets: int) -> str:
    return f"{name}, dòng {number}" if sheets > 1 else f"dòng {number}"


def _heading(name: str, sheets: int) -> str:
    """A sheet's name tells an axis only if somebody gave it one."""
    is_default = name.casefold().startswith(("sheet", "trang tính", "câu hỏi"))
    return name if " " in name.strip() and not is_default else ""


def _cell(text: str, pieces: Sequence[Piece] | None, place: str) -> Cell:
    runs = [Run(said, marks) for said, marks in pieces] if pieces else [Run(text)]
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text[:MAX_CELL].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        lines[-1].append(Run(first, run.marks))
        lines += [[Run(said, run.marks)] for said in others]
    made = (Line(tuple(line), place, is_paragraph=True) for line in lines)
    return Cell(tuple(line for line in made if line.text.strip()))


class _Bounds:
    def __init__(self) -> None:
        self._rows = self._letters = 0

    def count(self, texts: Iterable[str]) -> None:
        self._rows += 1
        self._letters += sum(map(len, texts))
        if self._rows > _ROW_LIMIT:
            raise Trouble("too_many_blank_rows", limit=_ROW_LIMIT)
        if self._letters > MAX_TEXT:
            raise Trouble("too_much_text")


def _notes(*, read: list[str], hidden: list[str]) -> list[Doubt]:
    notes = [Doubt("sheets_read", ", ".join(read[:20]))] if len(read) > 1 else []
    return [*notes, *([Doubt("sheets_hidden", ", ".join(hidden[:20]))] if hidden else [])]


def read_old_or_open(path: str) -> Source:
    """.xls and .ods, by a library in Rust that the child's limits bound."""
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        known = {one.name: one.visible for one in book.sheets_metadata}
        seen = [
            name
            for name, visible in known.items()
            if visible == python_calamine.SheetVisibleEnum.Visible
        ]
        tables = [_plain_table(book, name, len(seen)) for name in seen]
    except python_calamine.PasswordError as error:
        raise Trouble("password") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Trouble("cut_short") from error
    hidden = [name for name in known if name not in seen]
    notes = _notes(read=[table.name for table in tables if table.rows], hidden=hidden)
    if pictures := _count_pictures(path):
        notes.append(Doubt("pictures_in_sheets", str(pictures)))
    return Source([table for table in tables if table.rows], notes=notes)


def _count_pictures(path: str) -> int:
    """The library gives none; .ods keeps them as members, .xls as they are, between its records."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return sum(re.match(r"(?i)pictures/.", name) is not None for name in archive.namelist())
    data = Path(path).read_bytes()
    return sum(
        data.count(head)
        for head in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1")
    )


def _plain_table(book: Any, name: str, sheets: int) -> Table:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MAX_ROWS_SEEN or sheet.total_width > 20_000:
        raise Trouble("unpacks_too_large")
    bounds, rows = _Bounds(), []
    first = (sheet.start or (0, 0))[0]
    for number, row in enumerate(sheet.iter_rows(), start=first + 1):
        texts = [_said(value) for value in row[:MAX_COLUMNS]]
        if any(texts):
            bounds.count(texts)
            rows.append(tuple(_cell(text, None, _place(number, name, sheets)) for text in texts))
    return Table(tuple(rows), _heading(name, sheets))


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    if isinstance(value, datetime | date):
        return f"{value.day}/{value.month}/{value.year}"
    return value.isoformat() if isinstance(value, time) else str(value)


def read_separated(path: str) -> Source:
    """.csv and .tsv, whatever separates the cells."""
    text = in_unicode(Path(path).read_bytes()).replace("\0", "")
    if text[:4].casefold() == "sep=":
        text = text.partition("\n")[2]
    csv.field_size_limit(1024 * 1024)
    rows, bounds = [], _Bounds()
    try:
        for number, row in enumerate(_split(text), start=1):
            bounds.count(row)
            if any(cell.strip() for cell in row):
                place = f"dòng {number}"
                rows.append(
                    tuple(_cell(unguarded(cell), None, place) for cell in row[:MAX_COLUMNS])
                )
    except csv.Error:
        lines = text.splitlines()[:_ROW_LIMIT]
        return Source(
            [plain(line[:MAX_CELL], place=f"dòng {n}") for n, line in enumerate(lines, start=1)]
        )
    return Source([Table(tuple(rows))])


def _split(text: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))


def _separator(text: str) -> str:
    """The one that parts most lines into as many cells."""
    lines = [line for line in text[:40_000].splitlines() if line.strip()][:60]

    def regularity(separator: str) -> float:
        counts = Counter(line.count(separator) for line in lines if separator in line)
        return max((width**0.5 * count for width, count in counts.items()), default=0.0)

    return max("\t;,|", key=regularity)


def read_objects(path: str) -> Source:
    """Questions of our own .json format that lack a column of ours, as a table's rows."""
    found = list(ObjectTable(Path(path).read_bytes()).rows(""))
    width = min(
        max((max(texts, default=-1) + 1 for _n, texts, _odd in found), default=0), MAX_COLUMNS
    )
    bounds = _Bounds()
    rows = []
    for number, texts, _odd in found:
        bounds.count(texts.values())
        place = f"câu {number - 1}"
        cells = (texts.get(at, "") for at in range(width))
        rows.append(
            tuple(
                Cell(
                    tuple(plain(line, place=place, is_paragraph=True) for line in text.split("\n"))
                )
                for text in cells
            )
        )
    return Source([Table(tuple(rows))])
