"""The form of a round's blueprint: a number per division, axis and difficulty."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.models import Division, Section
from questionbank.models import Axis, Difficulty

ANY = "any"
MOST = 200
_COLUMNS: tuple[tuple[str, Any], ...] = (
    *((difficulty.value, difficulty.label) for difficulty in Difficulty),
    ("", _("Bất kỳ mức độ")),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One input, and how many questions the bank has for it."""

    field: forms.BoundField
    label: str
    have: int
    asked: int

    @property
    def missing(self) -> int:
        return max(0, self.asked - self.have)


@dataclass(frozen=True, slots=True)
class AxisRow:
    axis: Axis
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Matrix:
    division: Division
    rows: list[AxisRow]

    @property
    def total(self) -> int:
        return sum(cell.asked for row in self.rows for cell in row.cells)


class BlueprintForm(forms.Form):
    """`counts` is questionbank.pools.pool_counts of the opening day."""

    def __init__(
        self,
        *args: Any,
        divisions: Sequence[Division],
        axes: Sequence[Axis],
        counts: Counter[tuple[int, str, str]],
        sections: Iterable[Section] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.divisions, self.axes, self.counts = divisions, axes, counts
        stored = {
            _name(part.division_id, part.axis_id, part.difficulty): part.count for part in sections
        }
        for division, axis, difficulty, label in self._combinations():
            name = _name(division.pk, axis.pk, difficulty)
            self.fields[name] = forms.IntegerField(
                label=f"{division.name}, {axis.name}, {label}",
                min_value=0,
                max_value=MOST,
                required=False,
                initial=stored.get(name),
                widget=forms.NumberInput({"inputmode": "numeric", "class": "cell"}),
            )

    def matrices(self) -> list[Matrix]:
        return [
            Matrix(division, [AxisRow(axis, self._cells(division, axis)) for axis in self.axes])
            for division in self.divisions
        ]

    def sections(self) -> list[Section]:
        """Unsaved sections of every filled cell; a cell in error counts as empty."""
        values = getattr(self, "cleaned_data", {})
        return [
            Section(division=division, axis=axis, difficulty=difficulty, count=count)
            for division, axis, difficulty, _label in self._combinations()
            if (count := values.get(_name(division.pk, axis.pk, difficulty)))
        ]

    def _cells(self, division: Division, axis: Axis) -> list[Cell]:
        cells = []
        for difficulty, label in _COLUMNS:
            field = self[_name(division.pk, axis.pk, difficulty)]
            have = self.counts[axis.pk, difficulty, division.audience]
            cells.append(Cell(field, str(label), have, _whole_number(field.value())))
        return cells

    def _combinations(self) -> list[tuple[Division, Axis, str, str]]:
        return [
            (division, axis, difficulty, str(label))
            for division in self.divisions
            for axis in self.axes
            for difficulty, label in _COLUMNS
        ]


def _name(division_id: int, axis_id: int, difficulty: str) -> str:
    return f"o-{division_id}-{axis_id}-{difficulty or ANY}"


def _whole_number(value: Any) -> int:
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) <= len(str(MOST)) else 0
