"""Pictures of a sheet: each stands in the row and column of its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass

from quizsite.tables.limits import Trouble
from quizsite.tables.xlsx_reader import Workbook
from quizsite.tables.xml_events import local, new_parser

MAX_DRAWN = 1000
_ANCHORS = {"twoCellAnchor", "oneCellAnchor", "absoluteAnchor"}


@dataclass(slots=True)
class SheetPicture:
    """`row` counts from 1 as people do, `column` from 0; both are 0 if it floats freely."""

    row: int = 0
    column: int = 0
    relation: str = ""
    member: str = ""
    name: str = ""
    alt: str = ""


def pictures_of(book: Workbook, sheet: str) -> list[SheetPicture]:
    found: list[SheetPicture] = []
    for kind, member in book.related(book.sheets[sheet]).values():
        if kind != "drawing":
            continue
        reader = _DrawingReader()
        book.feed(member, reader.parser)
        targets = book.related(member)
        for one in reader.found:
            one.member = targets.get(one.relation, ("", ""))[1]
        found += reader.found
    return sorted(found, key=lambda one: (one.row, one.column))


class _DrawingReader:
    """Turns the events of a sheet's drawing into pictures; shapes and charts hold none."""

    def __init__(self) -> None:
        self.found: list[SheetPicture] = []
        self._is_in_from = False
        self._reading = ""
        self._said: dict[str, str] = {}
        self._picture: SheetPicture | None = None
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name in _ANCHORS:
            self._said = {}
        elif name == "from":
            self._is_in_from = True
        elif name in {"row", "col"} and self._is_in_from:
            self._reading = name
        elif name == "pic":
            self._picture = SheetPicture()
        elif name == "cNvPr" and self._picture is not None:
            self._picture.name = attributes.get("name", "")
            self._picture.alt = attributes.get("descr", "")
        elif name == "blip" and self._picture is not None:
            named = {local(key): value for key, value in attributes.items()}
            self._picture.relation = named.get("embed", "")

    def _end(self, name: str) -> None:
        name = local(name)
        if name == "from":
            self._is_in_from = False
        elif name == "pic" and self._picture is not None:
            self._keep(self._picture)
            self._picture = None
        self._reading = ""

    def _keep(self, picture: SheetPicture) -> None:
        if len(self.found) >= MAX_DRAWN:
            raise Trouble("unpacks_too_large")
        row, column = (self._said.get(name, "").strip() for name in ("row", "col"))
        if row.isdecimal() and column.isdecimal():
            picture.row, picture.column = int(row) + 1, int(column)
        self.found.append(picture)

    def _text(self, text: str) -> None:
        if self._reading:
            self._said[self._reading] = self._said.get(self._reading, "") + text[:20]
