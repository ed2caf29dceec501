"""The texts of a workbook, each with the pieces in which it looks different."""

from __future__ import annotations

import re

from quizsite.tables.limits import MAX_STRINGS, MAX_TEXT, Trouble
from quizsite.tables.xlsx_styles import font_mark
from quizsite.tables.xml_events import local, new_parser

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
Piece = tuple[str, str]  # a text and its marks


def clean(said: str) -> str:
    return _ESCAPED.sub(_meant, said)


def _meant(match: re.Match[str]) -> str:
    number = int(match.group(1), 16)
    # Neither NUL nor half a letter can be stored.
    return "" if number == 0 or 0xD800 <= number <= 0xDFFF else chr(number)


class RichText:
    """Runs of one string; phonetic hints are left out."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._marks = ""
        self._in_look = False
        self._hints = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "rPr":
            self._in_look = True
        elif name == "r":
            self._marks = ""
        elif name == "rPh":
            self._hints += 1
        elif self._in_look:
            self._marks += font_mark(name, attributes)

    def end(self, name: str) -> None:
        if name == "rPr":
            self._in_look = False
        elif name == "rPh":
            self._hints -= 1
        elif name == "r":
            self._marks = ""

    def add(self, said: str) -> None:
        if not self._hints:
            self.pieces.append((said, self._marks))

    def taken(self) -> tuple[str, list[Piece]]:
        """The whole text, and its pieces if some of them look different."""
        pieces, self.pieces = self.pieces, []
        text = clean("".join(said for said, _marks in pieces))
        is_rich = any(marks for _said, marks in pieces)
        return text, [(clean(said), marks) for said, marks in pieces] if is_rich else []


class StringCollector:
    """Shared strings by their number."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.rich: dict[int, list[Piece]] = {}
        self._text = RichText()
        self._in_text = False
        self._total = 0
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._said

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        self._text.start(name, attributes)
        if name == "t":
            self._in_text = True

    def _end(self, name: str) -> None:
        name = local(name)
        self._text.end(name)
        if name == "t":
            self._in_text = False
        elif name == "si":
            text, pieces = self._text.taken()
            if pieces:
                self.rich[len(self.strings)] = pieces
            self.strings.append(text)
            if len(self.strings) > MAX_STRINGS:
                raise Trouble("too_much_text")

    def _said(self, said: str) -> None:
        if self._in_text:
            self._total += len(said)
            if self._total > MAX_TEXT:
                raise Trouble("too_much_text")
            self._text.add(said)
