"""PDF files with text: lines in reading order, without what stands at the edge of every page."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from questionbank.importing.formats.docx_reader import colour_mark
from questionbank.importing.parsing.lines import Line, Run
from questionbank.importing.parsing.questions import Doubt, Source
from quizsite.tables.limits import Trouble

MAX_PAGES = 400
MAX_LETTERS = 1_200_000
_BOLD = re.compile(r"bold|black|heavy|-bd", re.IGNORECASE)
_HYPHENS = {"\ufffe", "\u00ad", "\x02"}
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class _PdfLine:
    runs: list[Run]
    left: float
    right: float
    top: float

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def read(path: str) -> Source:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise Trouble("password" if "password" in str(error).casefold() else "cut_short") from error
    if len(document) > MAX_PAGES:
        raise Trouble("too_many_pages", limit=MAX_PAGES)
    pages, letters = [], 0
    for number in range(len(document)):
        lines, count = _lines_of(document[number])
        letters += count
        if letters > MAX_LETTERS:
            raise Trouble("too_much_text")
        pages.append(lines)
    if letters < 15 * len(pages):
        raise Trouble("scan")
    scanned = [n for n, lines in enumerate(pages, start=1) if not lines]
    kept, edges = _without_edges([_in_columns(lines) for lines in pages])
    notes = [Doubt("pages_without_text", ", ".join(map(str, scanned[:20])))] if scanned else []
    notes += [Doubt("page_edges", "; ".join(edges[:5]))] if edges else []
    found = [_line(one, f"trang {n}") for n, page in enumerate(kept, start=1) for one in page]
    return Source(_unhyphenated(found), notes=notes)


def _line(line: _PdfLine, place: str) -> Line:
    return Line(tuple(line.runs), place)


def _lines_of(page: Any) -> tuple[list[_PdfLine], int]:
    text = page.get_textpage()
    count = text.count_chars()
    reader = _PageReader(text.raw, page.raw)
    for index in range(count):
        reader.take(index)
    reader.end_line()
    return reader.lines, count


class _PageReader:
    """One letter after the other, as the page draws them; the library ends the lines."""

    def __init__(self, text: Any, page: Any) -> None:
        self._text, self._page = text, page
        self.lines: list[_PdfLine] = []
        self._pieces: list[list[str]] = []  # [text, marks]
        self._box: list[float] = []
        self._fonts: dict[bytes, bool] = {}
        self._buffer = ctypes.create_string_buffer(128)

    def take(self, index: int) -> None:
        code = raw.FPDFText_GetUnicode(self._text, index)
        letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code <= 0xDFFF else ""
        if letter in ("\r", "\n"):
            self.end_line()
        elif letter:
            if not letter.isspace():
                self._grow(index)
            self._add(letter, self._marks(index) if not letter.isspace() else None)

    def _add(self, letter: str, marks: str | None) -> None:
        if self._pieces and (marks is None or self._pieces[-1][1] == marks):
            self._pieces[-1][0] += letter
        else:
            self._pieces.append([letter, marks or ""])

    def _grow(self, index: int) -> None:
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        raw.FPDFText_GetCharBox(self._text, index, left, right, bottom, top)
        box = self._box
        if not box:
            self._box = [left.value, right.value, top.value]
        else:
            box[0], box[1] = min(box[0], left.value), max(box[1], right.value)
            box[2] = max(box[2], top.value)

    def _marks(self, index: int) -> str:
        flags = ctypes.c_int()
        raw.FPDFText_GetFontInfo(self._text, index, self._buffer, 128, flags)
        name = self._buffer.value
        if name not in self._fonts:
            self._fonts[name] = bool(_BOLD.search(name.decode("utf-8", "replace")))
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        raw.FPDFText_GetFillColor(self._text, index, red, green, blue, alpha)
        colour = colour_mark(f"{red.value & 255:02X}{green.value & 255:02X}{blue.value & 255:02X}")
        return ("b" if self._fonts[name] else "") + colour

    def end_line(self) -> None:
        pieces, box = self._pieces, self._box
        self._pieces, self._box = [], []
        if box and any(text.strip() for text, _marks in pieces):
            runs = [Run(text, marks) for text, marks in pieces]
            self.lines.append(_PdfLine(runs, box[0], box[1], box[2]))


def _in_columns(lines: list[_PdfLine]) -> list[_PdfLine]:
    """Two columns are read one after the other, if hardly a line crosses the middle."""
    if len(lines) < 8:
        return lines
    left, right = min(one.left for one in lines), max(one.right for one in lines)
    middle = (left + right) / 2
    first = [one for one in lines if one.right <= middle + 5]
    second = [one for one in lines if one.left >= middle - 5]
    crossing = len(lines) - len(first) - len(second)
    if min(len(first), len(second)) < 0.25 * len(lines) or crossing > 0.15 * len(lines):
        return lines
    head = [one for one in lines if one.right > middle + 5 and one.left < middle - 5]
    top = max(one.top for one in (*first, *second))
    above = [one for one in head if one.top > top]
    below = [one for one in head if one.top <= top]
    columns = (sorted(column, key=lambda one: -one.top) for column in (first, second))
    return [*above, *(one for column in columns for one in column), *below]


def _without_edges(pages: list[list[_PdfLine]]) -> tuple[list[list[_PdfLine]], list[str]]:
    """First and last lines that most pages have alike, but for their numbers."""
    if len(pages) < 3:
        return pages, []
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_alike(one) for one in (*page[:2], *page[-2:])})
    stamps = {said for said, count in edges.items() if count >= max(3, 0.6 * len(pages))}
    kept, dropped = [], []
    for page in pages:
        inner = []
        for n, one in enumerate(page):
            is_edge = n < 2 or n >= len(page) - 2
            if is_edge and _alike(one) in stamps and len(one.text) < 150:
                dropped.append(one.text.strip())
            else:
                inner.append(one)
        kept.append(inner)
    return kept, list(dict.fromkeys(dropped))


def _alike(line: _PdfLine) -> str:
    return _DIGITS.sub("#", " ".join(line.text.split()))


def _unhyphenated(lines: list[Line]) -> list[Line]:
    """A word that was broken at the end of a line is made whole."""
    whole: list[Line] = []
    for line in lines:
        before = whole[-1].text if whole else ""
        if before[-1:] in _HYPHENS and before[-1:]:
            last = whole[-1].cut(0, len(before) - 1)
            whole[-1] = Line((*last.runs, *line.runs), last.place)
        else:
            whole.append(line)
    return [line.changed(_shown) for line in whole]


def _shown(text: str) -> str:
    return "".join("" if letter in _HYPHENS else letter for letter in text)
