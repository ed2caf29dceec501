"""A column chart: places and heights of its bars, for a template to draw as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

_STEP = 10  # width of a column and the gap after it, in units of the picture
_GAP = 2
HEIGHT = 100


class Bar(NamedTuple):
    """Numbers as SVG reads them, whatever the language of the page."""

    series: int
    x: str
    y: str
    width: str
    height: str


class Column(NamedTuple):
    label: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns side by side, one bar a series in each. `said` tells in words what one sees."""

    name: str
    title: str
    said: str
    heading: str  # over the labels of the table
    series: Sequence[str]
    columns: Sequence[Column]

    @property
    def highest(self) -> int:
        return max((value for column in self.columns for value in column.values), default=0)

    @property
    def width(self) -> int:
        return _STEP * len(self.columns)

    @property
    def height(self) -> int:
        return HEIGHT

    @property
    def bars(self) -> list[Bar]:
        """A value that is not 0 stays visible beside a high one."""
        scale, room = self.highest or 1, (_STEP - _GAP) / len(self.series)
        found = []
        for n, column in enumerate(self.columns):
            for series, value in enumerate(column.values):
                if value:
                    tall = max(HEIGHT * value / scale, 1.5)
                    x = n * _STEP + _GAP / 2 + series * room
                    found.append(
                        Bar(
                            series + 1,
                            f"{x:.2f}",
                            f"{HEIGHT - tall:.2f}",
                            f"{room:.2f}",
                            f"{tall:.2f}",
                        )
                    )
        return found

    @property
    def marks(self) -> list[str]:
        """Labels under the picture: the first, the middle and the last."""
        labels = [column.label for column in self.columns]
        if len(labels) < 3:
            return labels
        return [labels[0], labels[len(labels) // 2], labels[-1]]
