"""What the sheets of each work come to by now: waiting, apart, or settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import Q

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


def marks_of(said: Mapping[str, int], tree: Iterable[Criterion]) -> dict[int, int]:
    """JSON keeps keys as text."""
    return by_criterion(tree, {int(pk): mark for pk, mark in said.items()})


def sheets_of(
    panel: Panel, book: RuleBook, *, works: Collection[int] | None = None
) -> dict[int, WorkSheets]:
    """Read the sheets of all works, or of these; a reopened sheet counts for nothing meanwhile."""
    given = Assignment.objects.held().filter(work__panel=panel)
    sheets = MarkSheet.objects.filter(
        assignment__work__panel=panel, assignment__state=AssignmentState.SENT
    )
    if works is not None:
        given, sheets = given.filter(work__in=works), sheets.filter(assignment__work__in=works)
    ordered = sheets.order_by("number").values_list("assignment", "marks")
    newest = dict(ordered.iterator(chunk_size=2000))
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


def outcomes_of(
    panel: Panel, book: RuleBook, *, works: Collection[int] | None = None
) -> dict[int, Outcome]:
    found = sheets_of(panel, book, works=works)
    rows = JudgedWork.objects.filter(panel=panel)
    if works is not None:
        rows = rows.filter(pk__in=works)
    nothing = WorkSheets()
    return {
        pk: outcome_of(found.get(pk, nothing), book, is_common=is_common)
        for pk, is_common in rows.order_by().values_list("pk", "is_common")
    }


def note_standings(panel: Panel, works: Collection[int]) -> None:
    """Call it under the panel's lock after each change of sheets or of who marks these works."""
    if not works:
        return
    outcomes = outcomes_of(panel, rule_book(panel), works=works)
    for standing in Standing:
        now = [pk for pk, one in outcomes.items() if one.standing is standing]
        told = Q(standing=None) | ~Q(standing=standing)
        JudgedWork.objects.filter(told, pk__in=now).update(standing=standing)


def told_marks(marks: Mapping[int, Fraction]) -> dict[int, int]:
    return {pk: rounded(exact) for pk, exact in marks.items()}
