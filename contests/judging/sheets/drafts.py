"""Drafts of sheets: the newest wins, and one is said to be saved only after the commit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contests.judging.sheets.marks import Typed
from contests.judging.sheets.rules import check_marks_go_on, check_may_mark
from contests.models.judged import Assignment, SheetDraft


@transaction.atomic
def save_draft(assignment: Assignment, typed: Typed, *, at: datetime) -> bool:
    """Keep what is typed, numbers or not; False if a newer one was saved elsewhere."""
    check_marks_go_on(assignment.work.panel)
    check_may_mark(assignment.state)
    said = {
        "marks": {str(pk): text for pk, text in typed.marks.items() if text},
        "remarks": {str(pk): text for pk, text in typed.remarks.items() if text},
        "spent_s": typed.spent_s,
        "sequence": typed.sequence,
        "saved_at": at,
    }
    own = SheetDraft.objects.filter(assignment=assignment)
    if own.filter(sequence__lt=typed.sequence).update(**said):
        return True
    # Of two that come first at once, the constraint keeps one row, and the other looks again.
    SheetDraft.objects.bulk_create(
        [SheetDraft(assignment=assignment, **said)], ignore_conflicts=True
    )
    stored = own.get()
    return stored.sequence == typed.sequence and stored.marks == said["marks"]


@transaction.atomic
def note_opened(assignment: Assignment, *, at: datetime) -> None:
    """The time on a work begins when its page is first opened."""
    unopened = Assignment.objects.filter(pk=assignment.pk, first_opened_at=None)
    if assignment.first_opened_at is None and unopened.update(first_opened_at=at):
        assignment.first_opened_at = at
