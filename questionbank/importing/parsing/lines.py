"""What every reader gives: lines whose pieces carry marks, and tables of cells. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

# One letter per mark of a piece: bold, italic, underlined, struck, highlighted, red, green,
# another colour, raised, lowered, and a label that the word processor counts by itself.
MARKS = "biushrgc^_#"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one look."""

    text: str
    marks: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """`place` says where it stands in the file, as people find it there.

    `is_paragraph`: its file ends a line only where the author did, so nothing is wrapped."""

    runs: tuple[Run, ...]
    place: str = ""
    is_paragraph: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    def cut(self, start: int, end: int | None = None) -> Line:
        """The part between two positions, without blanks around it."""
        text = self.text
        end = len(text) if end is None else end
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        kept, at = [], 0
        for run in self.runs:
            piece = run.text[max(0, start - at) : max(0, end - at)]
            if piece:
                kept.append(replace(run, text=piece))
            at += len(run.text)
        return replace(self, runs=tuple(kept))

    def marked(self, mark: str) -> float:
        """The share of letters that carry a mark."""
        letters = [(sum(map(str.isalnum, run.text)), mark in run.marks) for run in self.runs]
        total = sum(count for count, _has in letters)
        return sum(count for count, has in letters if has) / total if total else 0.0

    def changed(self, change: Callable[[str], str]) -> Line:
        return replace(self, runs=tuple(replace(run, text=change(run.text)) for run in self.runs))


@dataclass(frozen=True, slots=True)
class Cell:
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Cell, ...], ...]
    name: str = ""  # of its sheet

    def lines(self) -> Iterable[Line]:
        return (line for row in self.rows for cell in row for line in cell.lines)


Part = Line | Table


def plain(text: str, *, place: str = "", is_paragraph: bool = False) -> Line:
    return Line((Run(text),) if text else (), place, is_paragraph)


def as_json(parts: Sequence[Part]) -> list[Any]:
    return [_table_json(part) if isinstance(part, Table) else _line_json(part) for part in parts]


def of_json(stored: Iterable[Any]) -> list[Part]:
    return [_table_of(part) if "rows" in part else line_of_json(part) for part in stored]


def _line_json(line: Line) -> dict[str, Any]:
    said: dict[str, Any] = {"runs": [[run.text, run.marks] for run in line.runs]}
    if line.place:
        said["place"] = line.place
    if line.is_paragraph:
        said["paragraph"] = True
    return said


def line_of_json(stored: dict[str, Any]) -> Line:
    runs = tuple(Run(text, marks) for text, marks in stored["runs"])
    return Line(runs, stored.get("place", ""), bool(stored.get("paragraph")))


def _table_json(table: Table) -> dict[str, Any]:
    rows = [[[_line_json(line) for line in cell.lines] for cell in row] for row in table.rows]
    return {"rows": rows, "name": table.name}


def _table_of(stored: dict[str, Any]) -> Table:
    rows = tuple(
        tuple(Cell(tuple(map(line_of_json, cell))) for cell in row) for row in stored["rows"]
    )
    return Table(rows, stored["name"])
