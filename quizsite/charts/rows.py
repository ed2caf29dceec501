"""A row chart: shares as bars that lie below each other, for a template to draw as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

WIDTH = 100


class Share(NamedTuple):
    """So many of so many; of none there is no share."""

    right: int = 0
    of: int = 0

    def plus(self, *, is_right: bool) -> Share:
        return Share(self.right + is_right, self.of + 1)

    @property
    def part(self) -> float:
        return self.right / self.of if self.of else 0

    @property
    def percent(self) -> int:
        """Whole percents that were reached: 100 only if none is missing."""
        return self.right * 100 // self.of if self.of else 0

    @property
    def width(self) -> str:
        """As SVG reads it, whatever the language of the page; a share above 0 stays visible."""
        return f"{max(WIDTH * self.part, 1 if self.right else 0):.2f}"


class Row(NamedTuple):
    label: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class RowChart:
    """One bar a series in each row, all on one scale from nothing to everything."""

    name: str
    title: str
    said: str
    heading: str  # over the labels of the table
    series: Sequence[str]
    rows: Sequence[Row]
