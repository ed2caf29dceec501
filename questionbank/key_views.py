"""Whoever is shown keys of the bank leaves a line in the audit trail, before the page is made."""

from datetime import datetime

from django.db import transaction

from questionbank.models import ImportPreview, Intake, Question, Revision, RevisionQuerySet
from questionbank.subjects import THE_BANK, about_question, of_the_bank
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


@transaction.atomic
def see_key(question: Question, revision: Revision, *, by: User, at: datetime) -> None:
    """On a page of the question, or in the form that edits it."""
    record(
        about_question(question),
        kind=AuditKind.KEY_SEEN,
        by=of_the_bank(by),
        at=at,
        after={"revision": revision.number},
    )


@transaction.atomic
def see_keys_of_file(
    preview: ImportPreview, revision_ids: list[int], *, by: User, at: datetime
) -> None:
    """In the preview of a file to be imported, which says what differs from these revisions."""
    said = {"file": preview.filename, "questions": len(preview.rows["rows"])}
    said |= {"revision_ids": sorted(revision_ids)}
    record(THE_BANK, kind=AuditKind.KEY_SEEN, by=of_the_bank(by), at=at, after=said)


@transaction.atomic
def see_keys_of_intake(intake: Intake, *, questions: int, by: User, at: datetime) -> None:
    """On the page on which a file's questions are reviewed."""
    said = {"file": intake.filename, "questions": questions, "intake_id": intake.pk}
    record(THE_BANK, kind=AuditKind.KEY_SEEN, by=of_the_bank(by), at=at, after=said)


@transaction.atomic
def take_keys(revisions: RevisionQuerySet, *, file: str, by: User, at: datetime) -> None:
    """In a file; the line has the ids of all its revisions."""
    ids = list(revisions.order_by().values_list("pk", flat=True))
    said = {"file": file, "questions": len(ids), "revision_ids": sorted(ids)}
    record(THE_BANK, kind=AuditKind.KEYS_EXPORTED, by=of_the_bank(by), at=at, after=said)
