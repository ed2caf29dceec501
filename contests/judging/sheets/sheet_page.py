"""One work beside its rubric, as the template shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from contests.judging.rubric_tree import Criterion, tree_of
from contests.judging.sheets.marks import WHOLE, ReadSheet, Typed
from contests.models.judged import Assignment, MarkSheet, RubricItem, SheetDraft
from contests.points import hundredths_words


@dataclass(frozen=True, slots=True)
class Line:
    """`mark` is None where the parts below are marked."""

    item: RubricItem
    is_part: bool
    is_leaf: bool
    mark: str
    remark: str
    fault: str | Promise

    @property
    def most(self) -> str:
        return hundredths_words(self.item.most)

    @property
    def step(self) -> str:
        return hundredths_words(self.item.step)

    @property
    def knock_out(self) -> str:
        below = self.item.knock_out_below
        return "" if below is None else hundredths_words(below)


def rubric_of(assignment: Assignment) -> list[Criterion]:
    rows = RubricItem.objects.filter(panel=assignment.work.panel_id)
    return tree_of(rows)


def lines_of(tree: list[Criterion], typed: Typed, sheet: ReadSheet | None) -> list[Line]:
    faults = sheet.faults if sheet else {}

    def line(item: RubricItem, *, is_part: bool, is_leaf: bool) -> Line:
        return Line(
            item,
            is_part,
            is_leaf,
            typed.marks.get(item.pk, ""),
            typed.remarks.get(item.pk, ""),
            faults.get(item.pk, ""),
        )

    found = []
    for one in tree:
        found.append(line(one.item, is_part=False, is_leaf=not one.parts))
        found += [line(part, is_part=True, is_leaf=True) for part in one.parts]
    return found


def typed_before(assignment: Assignment) -> Typed:
    """The draft, or what was sent last."""
    draft = SheetDraft.objects.filter(assignment=assignment).first()
    if draft is not None:
        return Typed(
            marks=_by_number(draft.marks),
            remarks=_by_number(draft.remarks),
            spent_s=draft.spent_s,
            sequence=draft.sequence,
        )
    sent = MarkSheet.objects.filter(assignment=assignment).order_by("-number").first()
    if sent is None:
        return Typed({}, {})
    marks = {pk: hundredths_words(mark) for pk, mark in _by_number(sent.marks).items()}
    return Typed(marks, _by_number(sent.remarks), spent_s=sent.spent_s)


def _by_number(said: dict[str, Any]) -> dict[int, Any]:
    return {int(pk): value for pk, value in said.items()}


def whole_remark(typed: Typed) -> str:
    return typed.remarks.get(WHOLE, "")
