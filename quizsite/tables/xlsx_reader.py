"""Rows of an .xlsx file, streamed: nothing is run, nothing is unpacked beyond the limits.

python-calamine would give values, but not say which cell holds a formula or a date, and it builds
the whole rectangle of a sheet in memory: one cell at XFD1048576 is 17 billion cells. openpyxl
(read_only) took up to 394 MB and 14 s of CPU for the hostile files of the tests, this reader 24 MB
and 5 s. openpyxl also follows entities, keeps `_x0041_` as written, and loads numpy if it can.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import IO
from xml.parsers import expat

from quizsite.tables.columns import FoundRow, Schema
from quizsite.tables.limits import (
    MAX_CELL,
    MAX_CELLS,
    MAX_MEMBERS,
    MAX_ROWS_SEEN,
    MAX_UNPACKED,
    Trouble,
)
from quizsite.tables.xlsx_strings import Piece, RichText, StringCollector, clean
from quizsite.tables.xlsx_styles import Styles, StylesReader
from quizsite.tables.xml_events import local, new_parser

_CHUNK = 256 * 1024
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
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
    names = {member.filename.replace("\\", "/").casefold() for member in members}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Trouble("macros")
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
        raise Trouble("unpacks_too_large")
    if any(member.flag_bits & 1 for member in members):
        raise Trouble("password")
    if not any(re.fullmatch(r"xl/workbook\d*\.xml", name) for name in names):
        raise Trouble("binary_workbook" if "xl/workbook.bin" in names else "not_a_table")
    return archive


class Workbook:
    """`hidden` are sheets that nobody sees, `hidden_rows` the numbers of such rows, by sheet."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        # Some programs write names in other cases, or with "\\".
        self._members = {name.replace("\\", "/").casefold(): name for name in archive.namelist()}
        self._book = self._main_part()
        self._budget = MAX_UNPACKED
        self._is_1904 = False
        self._strings_at, self._styles_at = "xl/sharedstrings.xml", "xl/styles.xml"
        self.hidden: set[str] = set()
        self.hidden_rows: dict[str, list[int]] = {}
        self._targets = self._relations()
        self.sheets = self._sheet_names()
        collector = StringCollector()
        self.feed(self._strings_at, collector.parser)
        self._strings, self._rich = collector.strings, collector.rich
        styles = StylesReader()
        self.feed(self._styles_at, styles.parser)
        self._styles = styles.styles

    def rows(self, sheet: str) -> Iterator[FoundRow]:
        for number, texts, flags, _pieces in self.rows_with_marks(sheet):
            yield number, texts, flags

    def rows_with_marks(self, sheet: str) -> Iterator[MarkedRow]:
        """Rows that are seen; each cell also in pieces, with their marks, if any has one."""
        reader = _SheetReader(self._strings, self._rich, self._styles, is_1904=self._is_1904)
        for _ in self._parsed(self.sheets[sheet], reader.parser):
            yield from reader.taken()
        yield from reader.taken()
        if reader.hidden_rows:
            self.hidden_rows[sheet] = reader.hidden_rows

    def related(self, member: str) -> dict[str, tuple[str, str]]:
        """Kinds and members that a member's relations name, by their ids; none outside the file."""
        folder, _slash, name = member.rpartition("/")
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (kind, posixpath.normpath(path))

        self._read(f"{folder}/_rels/{name}.rels", start)
        return found

    def content(self, member: str) -> bytes:
        """The bytes of a member; none if the file has it not."""
        if member.casefold() not in self._members:
            return b""
        try:
            with self._archive.open(self._members[member.casefold()]) as stream:
                data = stream.read(self._budget + 1)
        except _BROKEN as error:
            raise Trouble("cut_short") from error
        self._budget -= len(data)
        if self._budget < 0:
            raise Trouble("unpacks_too_large")
        return data

    def _main_part(self) -> str:
        found = sorted(name for name in self._members if re.fullmatch(r"xl/workbook\d*\.xml", name))
        return found[0]

    def _relations(self) -> dict[str, str]:
        targets: dict[str, str] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and "Target" in attributes:
                target = attributes["Target"].replace("\\", "/")
                path = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
                targets[attributes.get("Id", "")] = path
                kind = attributes.get("Type", "")
                if kind.endswith("/sharedStrings"):
                    self._strings_at = path
                elif kind.endswith("/styles"):
                    self._styles_at = path

        folder, _slash, name = self._book.rpartition("/")
        self._read(f"{folder}/_rels/{name}.rels", start)
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
                if attributes.get("state", "visible") != "visible":
                    self.hidden.add(attributes.get("name", ""))

        self._read(self._book, start)
        return sheets

    def _read(self, member: str, start: Callable[[str, dict[str, str]], None]) -> None:
        parser = new_parser()
        parser.StartElementHandler = lambda name, attributes: start(local(name), attributes)
        self.feed(member, parser)

    def feed(self, member: str, parser: expat.XMLParserType) -> None:
        """Let a parser read a member; one that is not there is empty."""
        if member.casefold() in self._members:
            for _ in self._parsed(member, parser):
                pass

    def _parsed(self, member: str, parser: expat.XMLParserType) -> Iterator[None]:
        """Feeds a member in pieces; what is unpacked is counted, whatever the directory says."""
        try:
            with self._archive.open(self._members[member.casefold()]) as stream:
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


# A row's number, its texts, flags and pieces by position.
MarkedRow = tuple[int, dict[int, str], dict[int, str], dict[int, list[Piece]]]


class _SheetReader:
    """Turns the events of one sheet into rows that hold text; empty rows only count."""

    def __init__(
        self,
        strings: list[str],
        rich: dict[int, list[Piece]],
        styles: Styles,
        *,
        is_1904: bool,
    ) -> None:
        self._strings, self._rich, self._styles = strings, rich, styles
        self._is_1904 = is_1904
        self._rows: list[MarkedRow] = []
        self.hidden_rows: list[int] = []
        self._number = 0
        self._is_hidden = False
        self._seen = 0
        self._cells = 0
        self._texts: dict[int, str] = {}
        self._flags: dict[int, str] = {}
        self._pieces: dict[int, list[Piece]] = {}
        self._column = -1
        self._kind = "n"
        self._style = 0
        self._reading = ""
        self._parts: list[str] = []
        self._inline = RichText()
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def taken(self) -> list[MarkedRow]:
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
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
            self._is_hidden = attributes.get("hidden") in {"1", "true"}
            self._column = -1
        else:
            self._inline.start(name, attributes)

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
        name = local(name)
        if name in {"v", "t"}:
            self._reading = ""
        elif name == "c":
            _text, pieces = self._inline.taken()
            if self._parts:
                self._end_cell("".join(self._parts), pieces)
        elif name == "row" and (self._texts or self._flags):
            if self._is_hidden:
                self.hidden_rows.append(self._number)
            else:
                self._rows.append((self._number, self._texts, self._flags, self._pieces))
            self._texts, self._flags, self._pieces = {}, {}, {}
        else:
            self._inline.end(name)

    def _end_cell(self, said: str, pieces: list[Piece]) -> None:
        if self._kind == "s":
            index = int(said)
            if index >= len(self._strings):
                raise Trouble("cut_short")
            self._texts[self._column] = self._strings[index]
            pieces = self._rich.get(index, [])
        elif self._kind == "e":
            self._flags.setdefault(self._column, "error")
        elif self._kind == "n":
            self._number_cell(said)
        elif self._kind == "b":
            self._flags.setdefault(self._column, "boolean")
            self._texts[self._column] = "TRUE" if said.strip() in {"1", "true"} else "FALSE"
        elif self._kind == "d":
            self._flags.setdefault(self._column, "formatted")
        else:
            self._texts[self._column] = clean(said)
        self._note_look(pieces)

    def _number_cell(self, said: str) -> None:
        is_plain = self._styles.is_plain(self._style)
        if not is_plain:
            self._flags.setdefault(self._column, "formatted")
        # Days counted from 1904 are nobody's to guess: such a cell stays a flag alone.
        if is_plain or not self._is_1904:
            self._texts[self._column] = _number(said)

    def _note_look(self, pieces: list[Piece]) -> None:
        """Struck and raised letters change what a text means, so they are flagged."""
        text, look = self._texts.get(self._column), self._styles.look(self._style)
        if text is None:
            return
        marked = [(said, marks + look) for said, marks in pieces] or (
            [(text, look)] if look else []
        )
        if not marked:
            return
        self._pieces[self._column] = marked
        marks = "".join(marks for said, marks in marked if said.strip())
        for mark, flag in (("s", "struck"), ("^", "raised"), ("_", "raised")):
            if mark in marks:
                self._flags.setdefault(self._column, flag)

    def _text(self, said: str) -> None:
        if self._reading:
            self._parts.append(said[: MAX_CELL + 1])
            if self._reading == "t":
                self._inline.add(said[: MAX_CELL + 1])


def _position(letters: str) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def _number(said: str) -> str:
    """1.0 and 1E+1 as people wrote them, 1 and 10; other numbers with a decimal comma."""
    try:
        value = Decimal(said)
    except InvalidOperation:
        return said
    if not value.is_finite() or abs(value.adjusted()) > 30:
        return said
    value = Decimal(repr(float(value))) if value != value.to_integral_value() else value
    plain = f"{value:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",")
