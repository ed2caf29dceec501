"""The form of a round's blueprint: a number per division, axis and difficulty."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.models import Division, Section
from contests.planning.forms_points import PointsField
from questionbank.models import Axis, Difficulty

ANY = "any"
MOST = 200
_COLUMNS: tuple[tuple[str, Any], ...] = (
    *((difficulty.value, difficulty.label) for difficulty in Difficulty),
    ("", _("Bất kỳ mức độ")),
)


# In the place of an axis: points of all of them.
_ALL_AXES = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """Two inputs, for a number of questions and what each is worth; how many the bank has."""

    field: forms.BoundField
    label: str
    have: int
    asked: int
    points: forms.BoundField

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
    points: list[forms.BoundField]  # of each difficulty, where an axis has none of its own

    @property
    def has_points_by_axis(self) -> bool:
        return any(cell.points.value() for row in self.rows for cell in row.cells)

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
            _name(part.division_id, part.axis_id or 0, part.difficulty): part.count
            for part in sections
            if part.is_cell
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
        self._add_points([part for part in sections if part.is_cell])

    def _add_points(self, cells: Sequence[Section]) -> None:
        stored = {
            _points_name(one.division_id, one.axis_id or 0, one.difficulty): one.points
            for one in cells
        }
        for division in self.divisions:
            for difficulty, label in _COLUMNS:
                common = _common_points(cells, division, difficulty)
                self.fields[_points_name(division.pk, _ALL_AXES, difficulty)] = PointsField(
                    label=str(label), initial=common
                )
                for axis in self.axes:
                    name = _points_name(division.pk, axis.pk, difficulty)
                    self.fields[name] = PointsField(
                        label=f"{axis.name}, {label}",
                        initial=None if common is not None else stored.get(name),
                    )

    def matrices(self) -> list[Matrix]:
        return [
            Matrix(
                division,
                [AxisRow(axis, self._cells(division, axis)) for axis in self.axes],
                [self[_points_name(division.pk, _ALL_AXES, one)] for one, _label in _COLUMNS],
            )
            for division in self.divisions
        ]

    @property
    def has_points(self) -> bool:
        """Whether any points are written, rightly or not."""
        return any(name.startswith(_POINTS) and self[name].value() for name in self.fields)

    def sections(self) -> list[Section]:
        """Unsaved sections of every filled cell; a cell in error counts as empty."""
        values = getattr(self, "cleaned_data", {})
        return [
            Section(
                division=division,
                axis=axis,
                difficulty=difficulty,
                count=count,
                points=self._points_of(division, axis, difficulty),
            )
            for division, axis, difficulty, _label in self._combinations()
            if (count := values.get(_name(division.pk, axis.pk, difficulty)))
        ]

    def _points_of(self, division: Division, axis: Axis, difficulty: str) -> int | None:
        """Those of the cell, or else of its difficulty; a field in error counts as empty."""
        own = self.cleaned_data.get(_points_name(division.pk, axis.pk, difficulty))
        common = self.cleaned_data.get(_points_name(division.pk, _ALL_AXES, difficulty))
        points: int | None = own or common
        return points

    def _cells(self, division: Division, axis: Axis) -> list[Cell]:
        cells = []
        for difficulty, label in _COLUMNS:
            field = self[_name(division.pk, axis.pk, difficulty)]
            have = self.counts[axis.pk, difficulty, division.audience]
            points = self[_points_name(division.pk, axis.pk, difficulty)]
            cells.append(Cell(field, str(label), have, _whole_number(field.value()), points))
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


_POINTS = "d-"


def _points_name(division_id: int, axis_id: int, difficulty: str) -> str:
    return f"{_POINTS}{division_id}-{axis_id}-{difficulty or ANY}"


def _common_points(cells: Iterable[Section], division: Division, difficulty: str) -> int | None:
    """What all cells of a difficulty are worth, if that is one number."""
    found = {
        one.points
        for one in cells
        if (one.division_id, one.difficulty) == (division.pk, difficulty)
    }
    return found.pop() if len(found) == 1 else None


def _whole_number(value: Any) -> int:
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) <= len(str(MOST)) else 0
