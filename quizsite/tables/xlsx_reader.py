"""Rows of an .xlsx file, streamed: nothing is run, nothing is unpacked beyond the limits.

python-calamine would give values, but not say which cell holds a formula or a date, and it builds
the whole rectangle of a sheet in memory: one cell at XFD1048576 is 17 billion cells. openpyxl
(read_only) took up to 394 MB and 14 s of CPU for the hostile files of the tests, this reader 24 MB
and 5 s. openpyxl also follows entities, keeps `_x0041_` as written, and loads numpy if it can.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

from quizsite.tables.columns import FoundRow, Schema
from quizsite.tables.limits import (
    MAX_CELL,
    MAX_CELLS,
    MAX_MEMBERS,
    MAX_ROWS_SEEN,
    MAX_STRINGS,
    MAX_TEXT,
    MAX_UNPACKED,
    Trouble,
)

_CHUNK = 256 * 1024
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Number formats whose cell shows something else than its number: percent, dates, times.
_PLAIN_FORMATS = frozenset({0, 1, 49})
_BROKEN = (
    KeyError,
    EOFError,
    OSError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
)


def recognises(head: bytes) -> bool:
    """Any archive: what is no workbook is told in words when its directory is looked at."""
    return head.startswith(b"PK")


def open_workbook(path: str, _schema: Schema) -> Workbook:
    return Workbook(open_checked(path))


def open_checked(path: str) -> zipfile.ZipFile:
    """The archive, after a look at its directory alone."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, ValueError, OSError) as error:
        raise Trouble("cut_short") from error
    members = archive.infolist()
    names = {member.filename for member in members}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Trouble("macros")
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
        raise Trouble("unpacks_too_large")
    if any(member.flag_bits & 1 for member in members):
        raise Trouble("password")
    if "xl/workbook.xml" not in names:
        raise Trouble("binary_workbook" if "xl/workbook.bin" in names else "not_a_table")
    return archive


class Workbook:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._budget = MAX_UNPACKED
        self._is_1904 = False
        self._targets = self._relations()
        self.sheets = self._sheet_names()
        self._strings = self._shared_strings()
        self._formats = self._cell_formats()

    def rows(self, sheet: str) -> Iterator[FoundRow]:
        reader = _SheetReader(self._strings, self._formats, is_1904=self._is_1904)
        for _ in self._parsed(self.sheets[sheet], reader.parser):
            yield from reader.taken()
        yield from reader.taken()

    def _relations(self) -> dict[str, str]:
        targets: dict[str, str] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and "Target" in attributes:
                target = attributes["Target"]
                path = target[1:] if target.startswith("/") else f"xl/{target}"
                targets[attributes.get("Id", "")] = path

        self._read("xl/_rels/workbook.xml.rels", start)
        return targets

    def _sheet_names(self) -> dict[str, str]:
        sheets: dict[str, str] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "workbookPr":
                self._is_1904 = attributes.get("date1904") in {"1", "true"}
            elif name == "sheet":
                relation = next((v for k, v in attributes.items() if k.endswith("id")), "")
                if relation in self._targets:
                    sheets[attributes.get("name", "")] = self._targets[relation]

        self._read("xl/workbook.xml", start)
        return sheets

    def _shared_strings(self) -> list[str]:
        collector = _StringCollector()
        if "xl/sharedStrings.xml" in self._archive.namelist():
            for _ in self._parsed("xl/sharedStrings.xml", collector.parser):
                pass
        return collector.strings

    def _cell_formats(self) -> list[int]:
        """Number format of each cell style; our own (custom) formats count as not plain."""
        formats: list[int] = []
        inside = [False]

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "cellXfs":
                inside[0] = True
            elif name == "xf" and inside[0]:
                formats.append(int(attributes.get("numFmtId", "0")))
            elif name == "cellStyles":
                inside[0] = False

        self._read("xl/styles.xml", start)
        return formats

    def _read(self, member: str, start: Callable[[str, dict[str, str]], None]) -> None:
        if member in self._archive.namelist():
            parser = _new_parser()
            parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
            for _ in self._parsed(member, parser):
                pass

    def _parsed(self, member: str, parser: expat.XMLParserType) -> Iterator[None]:
        """Feeds a member in pieces; what is unpacked is counted, whatever the directory says."""
        try:
            with self._archive.open(member) as stream:
                yield from self._fed(stream, parser)
        except _BROKEN as error:
            raise Trouble("cut_short") from error

    def _fed(self, stream: IO[bytes], parser: expat.XMLParserType) -> Iterator[None]:
        while piece := stream.read(_CHUNK):
            self._budget -= len(piece)
            if self._budget < 0:
                raise Trouble("unpacks_too_large")
            parser.Parse(piece, False)  # noqa: FBT003 -- expat's signature
            yield
        parser.Parse(b"", True)  # noqa: FBT003 -- expat's signature


def _new_parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*declared: object) -> None:
        # A workbook never declares a document type; entities are how XML bombs are built.
        raise Trouble("not_a_table")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _clean(said: str) -> str:
    return _ESCAPED.sub(_meant, said)


def _meant(match: re.Match[str]) -> str:
    number = int(match.group(1), 16)
    # Neither NUL nor half a letter can be stored.
    return "" if number == 0 or 0xD800 <= number <= 0xDFFF else chr(number)


class _StringCollector:
    """Shared strings; runs of one string joined, phonetic hints left out."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._in_text = False
        self._in_hint = 0
        self._total = 0
        self.parser = _new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._in_hint += 1
        elif name == "t":
            self._in_text = not self._in_hint

    def _end(self, name: str) -> None:
        name = _local(name)
        if name == "si":
            self.strings.append(_clean("".join(self._parts)))
            if len(self.strings) > MAX_STRINGS:
                raise Trouble("too_much_text")
        elif name == "rPh":
            self._in_hint -= 1
        elif name == "t":
            self._in_text = False

    def _text(self, said: str) -> None:
        if self._in_text:
            self._total += len(said)
            if self._total > MAX_TEXT:
                raise Trouble("too_much_text")
            self._parts.append(said)


class _SheetReader:
    """Turns the events of one sheet into rows that hold text; empty rows only count."""

    def __init__(self, strings: list[str], formats: list[int], *, is_1904: bool) -> None:
        self._strings = strings
        self._formats = formats
        self._is_1904 = is_1904
        self._rows: list[FoundRow] = []
        self._number = 0
        self._seen = 0
        self._cells = 0
        self._texts: dict[int, str] = {}
        self._flags: dict[int, str] = {}
        self._column = -1
        self._kind = "n"
        self._style = 0
        self._reading = ""
        self._parts: list[str] = []
        self.parser = _new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def taken(self) -> list[FoundRow]:
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "c":
            self._start_cell(attributes)
        elif name in {"v", "t"}:
            self._reading = name
        elif name == "f":
            self._flags[self._column] = "formula"
        elif name == "row":
            self._seen += 1
            if self._seen > MAX_ROWS_SEEN:
                raise Trouble("too_many_blank_rows", limit=MAX_ROWS_SEEN)
            self._number = int(attributes.get("r") or self._number + 1)
            self._column = -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise Trouble("unpacks_too_large")
        match = _REFERENCE.match(attributes.get("r", ""))
        self._column = _position(match.group(1)) if match else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", "0"))
        self._parts = []

    def _end(self, name: str) -> None:
        name = _local(name)
        if name in {"v", "t"}:
            self._reading = ""
        elif name == "c" and self._parts:
            self._end_cell("".join(self._parts))
        elif name == "row" and (self._texts or self._flags):
            self._rows.append((self._number, self._texts, self._flags))
            self._texts, self._flags = {}, {}

    def _end_cell(self, said: str) -> None:
        if self._kind == "s":
            index = int(said)
            if index >= len(self._strings):
                raise Trouble("cut_short")
            self._texts[self._column] = self._strings[index]
        elif self._kind == "e":
            self._flags.setdefault(self._column, "error")
        elif self._kind == "n":
            is_plain = (
                self._style >= len(self._formats) or self._formats[self._style] in _PLAIN_FORMATS
            )
            if not is_plain:
                self._flags.setdefault(self._column, "formatted")
            # Days counted from 1904 are nobody's to guess: such a cell stays a flag alone.
            if is_plain or not self._is_1904:
                self._texts[self._column] = _number(said)
        elif self._kind in {"b", "d"}:
            self._flags.setdefault(self._column, "formatted")
        else:
            self._texts[self._column] = _clean(said)

    def _text(self, said: str) -> None:
        if self._reading:
            self._parts.append(said[: MAX_CELL + 1])


def _position(letters: str) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def _number(said: str) -> str:
    """1.0 and 1E+1 as people wrote them: 1 and 10."""
    try:
        value = float(said)
    except ValueError:
        return said
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
