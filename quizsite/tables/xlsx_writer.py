"""Workbooks (.xlsx) as a stream: bytes leave while rows are still being read, so that a million
rows need no more memory than a few and no proxy waits in vain for the first byte.

Text is inline text, never a formula, a link or a number. XlsxWriter (constant_memory) took 4.1
times the CPU for 200,000 rows, and its first byte comes after the last row: a proxy gives up on
a million."""

from __future__ import annotations

import zipfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from quizsite.tables.columns import Cell, Column, Row, column_letters
from quizsite.tables.outlet import Outlet

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_PER_SHEET = 500_000  # Excel takes 1,048,576; a part of the file must stay below 2 GB
ROWS_AT_ONCE = 500
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BOLD = ' s="1"'  # the second of the styles
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2">'
    '<font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
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
    columns: Sequence[Column]
    rows: Iterable[Row]

    @property
    def head_line(self) -> int:
        return len(self.about) + 2

    @property
    def letters(self) -> list[str]:
        return [column_letters(position) for position in range(len(self.columns))]


def stream_workbook(*tables: Table) -> Generator[bytes, None, None]:
    """The file, piece by piece; rows beyond a sheet's go on in the next one."""
    outlet: Any = Outlet()  # typeshed wants a place to seek in, zipfile does not
    sheets: list[str] = []
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for table in tables:
            yield from _sheets_of(table, archive, outlet, sheets)
        for path, content in _frame(sheets).items():
            archive.writestr(path, _HEAD + content)
    yield outlet.take()


def _sheets_of(
    table: Table, archive: zipfile.ZipFile, outlet: Any, sheets: list[str]
) -> Iterator[bytes]:
    """Write a table into one sheet or more, and add their names to `sheets`."""
    names = [column.name for column in table.columns]
    rows, count, more = ([row[name] for name in names] for row in table.rows), 0, True
    while more:
        count += 1
        written = 0
        sheets.append(table.name if count == 1 else f"{table.name} {count}")
        with archive.open(f"xl/worksheets/sheet{len(sheets)}.xml", "w") as sheet:
            sheet.write(_sheet_head(table).encode())
            while written < ROWS_PER_SHEET and (batch := list(islice(rows, ROWS_AT_ONCE))):
                first = table.head_line + 1 + written
                sheet.write("".join(_rows(batch, table.letters, first=first)).encode())
                written += len(batch)
                yield outlet.take()
            sheet.write(b"</sheetData></worksheet>")
        more = written >= ROWS_PER_SHEET


def _sheet_head(table: Table) -> str:
    line = table.head_line
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{column.width}" customWidth="1"/>'
        for n, column in enumerate(table.columns, start=1)
    )
    headers = [column.header for column in table.columns]
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        f'<pane xSplit="1" ySplit="{line}" topLeftCell="B{line + 1}" activePane="bottomRight" '
        f'state="frozen"/></sheetView></sheetViews><cols>{widths}</cols><sheetData>'
        + "".join(_rows([*([text] for text in table.about), []], table.letters, first=1))
        + "".join(_rows([headers], table.letters, first=line, style=_BOLD))
    )


def _rows(
    rows: Iterable[Sequence[Cell]], letters: Sequence[str], *, first: int, style: str = ""
) -> Iterator[str]:
    for number, row in enumerate(rows, start=first):
        cells = "".join(
            _cell(f'r="{letter}{number}"{style}', value)
            for letter, value in zip(letters, row, strict=False)  # a title is shorter
            if value is not None and value != ""
        )
        yield f'<row r="{number}">{cells}</row>'


def _cell(attributes: str, value: Cell) -> str:
    if isinstance(value, str):
        text = value.translate(_ESCAPES)
        return f'<c {attributes} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f"<c {attributes}><v>{value}</v></c>"


def _frame(names: Sequence[str]) -> dict[str, str]:
    """What makes sheets a workbook."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
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
        "xl/styles.xml": _STYLES,
        "xl/_rels/workbook.xml.rels": f"{relationships}{links}"
        f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>",
        "_rels/.rels": f'{relationships}<Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f"{types}</Types>",
    }
