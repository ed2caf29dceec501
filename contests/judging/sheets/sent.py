"""A juror sends marks, once; only the chair lets one send again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contests.judging.locks import locked_panel
from contests.judging.outcomes import note_standings
from contests.judging.sheets.marks import ReadSheet, Typed
from contests.judging.sheets.rules import (
    NotForTies,
    ReasonMissing,
    check_common_are_done,
    check_marks_go_on,
    check_may_mark,
)
from contests.judging.subjects import about_panel, juror
from contests.models.judged import (
    TO_MARK,
    Assignment,
    AssignmentState,
    MarkSheet,
    Panel,
    SheetDraft,
    WorkBar,
)
from contests.signals import sheet_sent, tie_declared
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


@transaction.atomic
def send_sheet(
    assignment: Assignment, sheet: ReadSheet, *, typed: Typed, by: User, at: datetime
) -> MarkSheet:
    """Store the marks; the same ones sent again, since no answer came, change nothing.

    The lock on the panel orders it with reopening, expiry and the agreement on totals."""
    panel = locked_panel(assignment.work.panel_id)
    own = Assignment.objects.get(pk=assignment.pk)
    newest = own.sheets.order_by("-number").first()
    if own.state == AssignmentState.SENT and newest is not None and _is_same(newest, sheet):
        return newest
    check_marks_go_on(panel)
    check_may_mark(own.state)
    check_common_are_done(own)
    if own.state == AssignmentState.REOPENED and not typed.reason.strip():
        raise ReasonMissing
    sent = Assignment.objects.filter(pk=own.pk, state__in=TO_MARK)
    if not sent.update(state=AssignmentState.SENT, sent_at=at):
        check_may_mark(AssignmentState.SENT)
    stored = _store(
        own, sheet, panel, typed=typed, number=newest.number + 1 if newest else 1, at=at
    )
    note_standings(panel, [own.work_id])
    SheetDraft.objects.filter(assignment=own).delete()
    after = {"work_code": assignment.work.code, "sheet_number": stored.number}
    about, kind, reason = about_panel(panel), AuditKind.SHEET_SENT, stored.reason
    record(about, kind=kind, by=juror(by), at=at, after=after, reason=reason)
    sheet_sent.send(Assignment, work=assignment.work, panel=panel)
    return stored


def _store(
    own: Assignment, sheet: ReadSheet, panel: Panel, *, typed: Typed, number: int, at: datetime
) -> MarkSheet:
    """Nobody spends more time on a work than has passed since it was first opened."""
    passed = (at - own.first_opened_at).total_seconds() if own.first_opened_at else 0
    spent_s = max(0, min(typed.spent_s, int(passed)))
    return MarkSheet.objects.create(
        assignment=own,
        number=number,
        marks={str(pk): mark for pk, mark in sheet.marks.items()},
        remarks={str(pk): text for pk, text in sheet.remarks.items()},
        total=sum(sheet.marks.values()),
        spent_s=spent_s,
        is_too_fast=spent_s < panel.too_fast_s,
        reason=typed.reason.strip() if number > 1 else "",
        sent_at=at,
    )


def _is_same(stored: MarkSheet, sheet: ReadSheet) -> bool:
    marks = {str(pk): mark for pk, mark in sheet.marks.items()}
    remarks = {str(pk): text for pk, text in sheet.remarks.items()}
    return bool(stored.marks == marks and stored.remarks == remarks)


@transaction.atomic
def declare_tie(assignment: Assignment, *, by: User, at: datetime) -> None:
    """The juror knows the work or who may have written it: somebody else marks it.

    The trail says that it happened, and not of which work."""
    panel = locked_panel(assignment.work.panel_id)
    check_marks_go_on(panel)
    unsent = Assignment.objects.filter(pk=assignment.pk, state=AssignmentState.OPEN)
    if not unsent.update(state=AssignmentState.DECLINED):
        raise NotForTies
    WorkBar.objects.bulk_create(
        [WorkBar(work_id=assignment.work_id, user=by, is_declared=True)], ignore_conflicts=True
    )
    SheetDraft.objects.filter(assignment=assignment).delete()
    note_standings(panel, [assignment.work_id])
    record(about_panel(panel), kind=AuditKind.TIE_DECLARED, by=juror(by), at=at)
    tie_declared.send(Assignment, panel=panel)
