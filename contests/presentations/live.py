"""Totals of a final while its jury marks: a work's total appears once all its jurors have sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from contests.judging.gaps import Standing
from contests.judging.totals import totals_of
from contests.models import HELD, AssignmentState, Finalist, SealedCode, WorkFinal
from contests.written.weighing import weighed
from quizsite.language.names import short_name


@dataclass(frozen=True, slots=True)
class LiveRow:
    """`marks` and `total` (with the first round's part) are None until all jurors have sent."""

    finalist: Finalist
    sent: int
    asked: int
    marks: int | None
    total: int | None
    is_knocked_out: bool

    @property
    def is_whole(self) -> bool:
        return self.marks is not None

    @property
    def presenters(self) -> str:
        """Short names, as on all public lists."""
        return ", ".join(short_name(one.full_name) for one in self.finalist.work.authors.all())


@dataclass(frozen=True, slots=True)
class Live:
    rows: list[LiveRow]

    @property
    def done(self) -> int:
        return sum(one.is_whole for one in self.rows)


def live_of(final: WorkFinal) -> Live:
    """In the order of presentation; it tells no mark of a single juror."""
    found = final.finalists.exclude(position=None).select_related("work")
    finalists = list(found.prefetch_related("work__authors").order_by("position"))
    codes = SealedCode.objects.filter(judged__panel=final.panel_id)
    judged = dict(codes.values_list("work", "judged"))
    totals = {one.work: one for one in totals_of(final.panel)}
    is_held = Q(assignments__state__in=HELD)
    is_sent = Q(assignments__state=AssignmentState.SENT)
    counts = final.panel.works.annotate(
        asked=Count("assignments", filter=is_held), sent=Count("assignments", filter=is_sent)
    ).order_by()
    sheets = {pk: (sent, asked) for pk, sent, asked in counts.values_list("pk", "sent", "asked")}
    rows = []
    for one in finalists:
        work = judged.get(one.work_id, 0)
        total, (sent, asked) = totals.get(work), sheets.get(work, (0, 0))
        is_whole = total is not None and total.standing is Standing.SETTLED
        marks = total.total if total is not None and is_whole else None
        is_out = total is not None and is_whole and total.is_knocked_out
        rows.append(LiveRow(one, sent, asked, marks, _with_first(final, one, marks), is_out))
    return Live(rows)


def _with_first(final: WorkFinal, one: Finalist, marks: int | None) -> int | None:
    if marks is None:
        return None
    return weighed(
        marks,
        full=final.panel.full_mark,
        source=one.source_points,
        source_most=one.source_most,
        source_percent=final.source_percent,
    )
