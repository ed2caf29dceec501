"""What the sheets of each work come to by now: waiting, apart, or settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from contests.judging.gaps import GapRule, Outcome, Scope, Standing, Unit, Way, rounded, settle
from contests.judging.rubric_tree import Criterion, by_criterion, tree_of
from contests.models.judged import (
    Assignment,
    AssignmentPurpose,
    AssignmentState,
    JudgedWork,
    MarkSheet,
    Panel,
)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """How a panel marks, read once."""

    tree: list[Criterion]
    markers: int
    gap: GapRule

    @property
    def most(self) -> dict[int, int]:
        return {one.item.pk: one.item.most for one in self.tree}

    def knocks_out(self, marks: Mapping[int, Fraction]) -> bool:
        """A criterion that ends below its limit throws the work out."""
        limits = {one.item.pk: one.item.knock_out_below for one in self.tree}
        return any(marks[pk] < limit for pk, limit in limits.items() if limit is not None)


@dataclass(slots=True)
class WorkSheets:
    """The newest sheet of each juror whose marks stand, by criterion."""

    common: list[dict[int, int]] = field(default_factory=list)
    first: list[dict[int, int]] = field(default_factory=list)
    third: dict[int, int] | None = None
    common_asked: int = 0


def rule_book(panel: Panel) -> RuleBook:
    gap = GapRule(panel.gap_value, Unit(panel.gap_unit), Scope(panel.gap_scope), Way(panel.gap_way))
    return RuleBook(tree_of(panel.rubric_items.all()), panel.markers, gap)


def marks_of(sheet: MarkSheet, tree: Iterable[Criterion]) -> dict[int, int]:
    """JSON keeps keys as text."""
    return by_criterion(tree, {int(pk): mark for pk, mark in sheet.marks.items()})


def sheets_of(
    panel: Panel, book: RuleBook, *, work: JudgedWork | None = None
) -> dict[int, WorkSheets]:
    """Read the sheets of all works, or of one; a reopened sheet counts for nothing meanwhile."""
    given = Assignment.objects.held().filter(work__panel=panel)
    sheets = MarkSheet.objects.filter(
        assignment__work__panel=panel, assignment__state=AssignmentState.SENT
    )
    if work is not None:
        given, sheets = given.filter(work=work), sheets.filter(assignment__work=work)
    newest = {one.assignment_id: one for one in sheets.order_by("number").iterator()}
    found: dict[int, WorkSheets] = defaultdict(WorkSheets)
    for pk, work_id, purpose in given.order_by().values_list("pk", "work", "purpose"):
        of_work = found[work_id]
        of_work.common_asked += purpose == AssignmentPurpose.COMMON
        if pk not in newest:
            continue
        marks = marks_of(newest[pk], book.tree)
        if purpose == AssignmentPurpose.COMMON:
            of_work.common.append(marks)
        elif purpose == AssignmentPurpose.FIRST:
            of_work.first.append(marks)
        else:
            of_work.third = marks
    return found


def outcome_of(found: WorkSheets, book: RuleBook, *, is_common: bool) -> Outcome:
    """A common work ends with the mean of all who marked it; it asks for no third juror."""
    if is_common:
        rule = GapRule(0, book.gap.unit, book.gap.scope, book.gap.way)
        markers = max(1, found.common_asked)
        return settle(found.common, None, markers=markers, most=book.most, rule=rule)
    return settle(found.first, found.third, markers=book.markers, most=book.most, rule=book.gap)


def outcomes_of(panel: Panel, book: RuleBook) -> dict[int, Outcome]:
    found = sheets_of(panel, book)
    works = JudgedWork.objects.filter(panel=panel).order_by().values_list("pk", "is_common")
    nothing = WorkSheets()
    return {
        pk: outcome_of(found.get(pk, nothing), book, is_common=is_common) for pk, is_common in works
    }


def is_work_apart(work: JudgedWork, panel: Panel) -> bool:
    """Say whether this work waits for a third juror, reading its own sheets alone."""
    book = rule_book(panel)
    found = sheets_of(panel, book, work=work).get(work.pk, WorkSheets())
    return outcome_of(found, book, is_common=work.is_common).standing is Standing.APART


def told_marks(marks: Mapping[int, Fraction]) -> dict[int, int]:
    return {pk: rounded(exact) for pk, exact in marks.items()}
