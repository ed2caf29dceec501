"""How far a panel has come: per juror, per work, what was marked too fast, how they agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from django.db.models import Count, QuerySet

from contests.judging.agreement import Agreement, agreement_of
from contests.judging.gaps import Standing
from contests.judging.totals import WorkTotal
from contests.models import (
    TO_MARK,
    Assignment,
    AssignmentPurpose,
    AssignmentState,
    MarkSheet,
    Panel,
    PanelMember,
    WorkStanding,
)
from contests.points import hundredths_words


@dataclass(slots=True)
class JurorProgress:
    member: PanelMember
    sent: int = 0
    waiting: int = 0
    expired: int = 0
    too_fast: int = 0
    spent: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)

    @property
    def held(self) -> int:
        return self.sent + self.waiting

    @property
    def percent(self) -> int:
        return 100 * self.sent // self.held if self.held else 0

    @property
    def median_s(self) -> int:
        return int(median(self.spent)) if self.spent else 0

    @property
    def mean_total(self) -> str:
        return hundredths_words(round(sum(self.totals) / len(self.totals))) if self.totals else ""


@dataclass(frozen=True, slots=True)
class Counts:
    works: int
    settled: int
    apart: int
    waiting: int


def count_works(totals: Iterable[WorkTotal]) -> Counts:
    counted: dict[Standing, int] = defaultdict(int)
    for one in totals:
        counted[one.standing] += 1
    return Counts(
        sum(counted.values()),
        counted[Standing.SETTLED],
        counted[Standing.APART],
        counted[Standing.WAITING],
    )


def counts_of(panel: Panel) -> Counts:
    """What `count_works` counts, from what each sheet told; no sheet is read."""
    rows = panel.works.order_by().values_list("standing").annotate(n=Count("pk"))
    counted = dict(rows)
    waiting = counted.get(WorkStanding.WAITING, 0) + counted.get(None, 0)
    return Counts(
        sum(counted.values()),
        counted.get(WorkStanding.SETTLED, 0),
        counted.get(WorkStanding.APART, 0),
        waiting,
    )


def progress_of(panel: Panel) -> list[JurorProgress]:
    found = {one.pk: JurorProgress(one) for one in _marking(panel)}
    given = Assignment.objects.filter(work__panel=panel, member__in=found).order_by()
    for member, state in given.values_list("member", "state"):
        own = found[member]
        own.sent += state == AssignmentState.SENT
        own.waiting += state in TO_MARK
        own.expired += state == AssignmentState.EXPIRED
    rows = _sheets_in_order(panel).values_list(
        *("assignment", "assignment__member", "is_too_fast", "spent_s", "total")
    )
    newest = {pk: said for pk, *said in rows.iterator(chunk_size=2000)}
    for member, is_too_fast, spent_s, total in newest.values():
        own = found[member]
        own.too_fast += is_too_fast
        own.spent.append(spent_s)
        own.totals.append(total)
    return list(found.values())


def _marking(panel: Panel) -> list[PanelMember]:
    """Those who left count too, as far as they sent something."""
    members = panel.members.select_related("user").order_by("number")
    gone = members.filter(assignments__state=AssignmentState.SENT)
    return list(members.filter(pk__in=[*_pks(panel.members.marking()), *_pks(gone)]))


def _pks(members: Iterable[PanelMember]) -> list[int]:
    return [one.pk for one in members]


def newest_sheets(panel: Panel) -> list[MarkSheet]:
    """The newest one of each assignment that is sent."""
    found = _sheets_in_order(panel).select_related("assignment")
    return list({one.assignment_id: one for one in found}.values())


def _sheets_in_order(panel: Panel) -> QuerySet[MarkSheet]:
    """Sheets of sent assignments; of each one the newest comes last."""
    sent = {"assignment__work__panel": panel, "assignment__state": AssignmentState.SENT}
    return MarkSheet.objects.filter(**sent).order_by("number")


def agreement_on_common_works(panel: Panel) -> Agreement:
    """Totals of the common works, a row a work and a column a juror; unsent ones are missing."""
    given = Assignment.objects.filter(work__panel=panel, purpose=AssignmentPurpose.COMMON)
    pairs = given.order_by().values_list("work", "member")
    works = sorted({work for work, _member in pairs})
    jurors = sorted({member for _work, member in pairs})
    sent = _sheets_in_order(panel).filter(assignment__purpose=AssignmentPurpose.COMMON)
    told = sent.values_list("assignment__work", "assignment__member", "total")
    totals = {(work, member): total / 100 for work, member, total in told}
    return agreement_of([[totals.get((work, juror)) for juror in jurors] for work in works])


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One juror's marks of one work, as the chair sees them."""

    assignment: Assignment
    sheets: list[MarkSheet]

    @property
    def newest(self) -> MarkSheet | None:
        return self.sheets[-1] if self.sheets else None

    @property
    def without_marks(self) -> SheetLine:
        """Who has the work and in which state, and neither marks, remarks nor reasons."""
        return SheetLine(self.assignment, [])


def sheets_of_work(panel: Panel, code: str) -> list[SheetLine]:
    given = Assignment.objects.filter(work__panel=panel, work__code=code)
    given = given.select_related("member__user").prefetch_related("sheets")
    return [SheetLine(one, list(one.sheets.all())) for one in given.order_by("assigned_at", "pk")]


def suspicious_sheets(panel: Panel) -> list[MarkSheet]:
    fast = MarkSheet.objects.filter(assignment__work__panel=panel, is_too_fast=True)
    fast = fast.filter(assignment__state=AssignmentState.SENT)
    found = fast.select_related("assignment__work", "assignment__member__user")
    found = found.defer("assignment__work__parts", "assignment__work__files")
    return list(found.order_by("spent_s")[:50])


def leases_over(panel: Panel, *, at: datetime) -> list[Assignment]:
    """Works that were taken back, or will be at the next look."""
    given = Assignment.objects.filter(work__panel=panel)
    rows = given.filter(state=AssignmentState.EXPIRED) | given.overdue(at)
    named = rows.select_related("work", "member__user").defer("work__parts", "work__files")
    return list(named.order_by("lease_until")[:50])
