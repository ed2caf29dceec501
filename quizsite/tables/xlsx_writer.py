"""Workbooks (.xlsx) as a stream: bytes leave while rows are still being read, so that a million
rows need no more memory than a few and no proxy waits in vain for the first byte.

Text is inline text, never a formula, a link or a number."""

from __future__ import annotations

import zipfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from quizsite.tables.columns import column_letters

Cell = str | int | float | None

ROWS_PER_SHEET = 500_000  # Excel takes 1,048,576; a part of the file must stay below 2 GB
ROWS_AT_ONCE = 500
WIDTHS = (44, 16)  # the first column, the others
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# XML has no place for these, not even escaped.
_ESCAPES = {code: None for code in range(32) if code not in {9, 10, 13}} | {
    0xFFFE: None,
    0xFFFF: None,
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
}


@dataclass(frozen=True)
class Table:
    """What it is about in the first lines, a line of column names, then the rows."""

    name: str
    about: Sequence[str]
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]

    @property
    def head_line(self) -> int:
        return len(self.about) + 2


class _Outlet:
    """What the archive writes to: bytes wait here until they are fetched. It cannot be sought,
    so sizes follow each part instead of standing before it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes, /) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing is kept back."""

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


def stream_workbook(table: Table) -> Generator[bytes, None, None]:
    """The file, piece by piece; rows beyond a sheet's go on in the next one."""
    outlet: Any = _Outlet()  # typeshed wants a place to seek in, zipfile does not
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        rows, count, more = iter(table.rows), 0, True
        while more:
            count += 1
            written = 0
            with archive.open(f"xl/worksheets/sheet{count}.xml", "w") as sheet:
                sheet.write(_sheet_head(table).encode())
                while written < ROWS_PER_SHEET and (batch := list(islice(rows, ROWS_AT_ONCE))):
                    first = table.head_line + 1 + written
                    sheet.write("".join(_rows(batch, first=first)).encode())
                    written += len(batch)
                    yield outlet.take()
                sheet.write(b"</sheetData></worksheet>")
            more = written >= ROWS_PER_SHEET
        for path, content in _frame(table.name, count).items():
            archive.writestr(path, _HEAD + content)
    yield outlet.take()


def _sheet_head(table: Table) -> str:
    line = table.head_line
    lines = [*((text,) for text in table.about), (), tuple(table.columns)]
    last = max(2, len(table.columns))
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        f'<pane xSplit="1" ySplit="{line}" topLeftCell="B{line + 1}" activePane="bottomRight" '
        'state="frozen"/></sheetView></sheetViews><cols>'
        f'<col min="1" max="1" width="{WIDTHS[0]}" customWidth="1"/>'
        f'<col min="2" max="{last}" width="{WIDTHS[1]}" customWidth="1"/></cols><sheetData>'
        + "".join(_rows(lines, first=1))
    )


def _rows(rows: Iterable[Sequence[Cell]], *, first: int) -> Iterator[str]:
    for number, row in enumerate(rows, start=first):
        cells = "".join(
            _cell(f"{column_letters(n)}{number}", value)
            for n, value in enumerate(row)
            if value is not None and value != ""
        )
        yield f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: Cell) -> str:
    if isinstance(value, str):
        text = value.translate(_ESCAPES)
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _frame(name: str, count: int) -> dict[str, str]:
    """What makes sheets a workbook."""
    numbers = range(1, count + 1)
    sheets = "".join(
        f'<sheet name="{name if n == 1 else f"{name} {n}"}" sheetId="{n}" r:id="rId{n}"/>'
        for n in numbers
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    relationships = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    return {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"{relationships}{links}</Relationships>",
        "_rels/.rels": f'{relationships}<Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f"{types}</Types>",
    }
