"""A report as sections of plain tables, which page, workbook and document each write their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Value = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Cell:
    """`url` leads those who may see it to the people or units behind the figure."""

    value: Value
    url: str = ""

    @property
    def said(self) -> str:
        return said(self.value)

    @property
    def is_figure(self) -> bool:
        return not isinstance(self.value, str)


def said(value: Value) -> str:
    """As people in Vietnam write figures: 60.000; 69,49; – for what is not known or not told."""
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return str(value).replace(".", ",") if isinstance(value, Decimal) else value


@dataclass(frozen=True, slots=True)
class Heading:
    """`share` is the part of a printed table's width."""

    title: str
    share: float = 12


@dataclass(frozen=True)
class Section:
    """Sentences are ready to be copied; `bar` is the column of percents drawn as bars.

    An annex stands behind the document, and folded on the page."""

    code: str
    title: str
    headings: Sequence[Heading] = ()
    rows: Sequence[Sequence[Cell]] = ()
    sentences: Sequence[str] = ()
    note: str = ""
    bar: int | None = None
    is_annex: bool = False
    more: Cell | None = None  # a page with more about it

    @property
    def drawn(self) -> list[tuple[str, Sequence[Cell]]]:
        """Each row with the length of its bar, of 100; "" without one."""
        return [(self._length(row), row) for row in self.rows]

    def _length(self, row: Sequence[Cell]) -> str:
        value = row[self.bar].value if self.bar is not None else None
        return f"{min(value, Decimal(100)):.2f}" if isinstance(value, Decimal) else ""


def as_json(sections: Sequence[Section]) -> dict[str, Any]:
    """Tables by their codes; figures are numbers, and null where nothing is told."""
    return {
        one.code: {
            "title": one.title,
            "columns": [heading.title for heading in one.headings],
            "rows": [[plain(cell.value) for cell in row] for row in one.rows],
        }
        for one in sections
        if one.rows
    }


def plain(value: Value) -> str | int | float | None:
    """A figure as files for machines have it."""
    return float(value) if isinstance(value, Decimal) else value
