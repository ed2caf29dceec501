"""Storing a legal document; what its force was before stays in the audit trail."""

from datetime import date, datetime

from django.db import transaction

from questionbank.edit_versions import check_unchanged
from questionbank.models import LegalDocument, Proposal
from questionbank.rules import check_may_review, check_may_write
from questionbank.subjects import about_document, author, reviewer
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record, record_changes, snapshot

FIELDS = ("number", "title", "issued_on", "in_force_from", "in_force_until", "replaced_by")


@transaction.atomic
def save_document(
    document: LegalDocument, *, by: User, at: datetime, version: str = ""
) -> Proposal | None:
    """Add a document, or change one; an end of its force is only proposed, and returned.

    Questions that rest on it leave all rounds to come, so one author alone does not end it."""
    check_may_write(by)
    if not document.pk:
        document.save()
        _record({}, document, kind=AuditKind.DOCUMENT_ADDED, by=author(by), at=at)
        return None
    stored = LegalDocument.objects.select_for_update(no_key=True).get(pk=document.pk)
    check_unchanged(stored, FIELDS, version=version)
    wanted, proposal = document.in_force_until, None
    if wanted is not None and (stored.in_force_until is None or wanted < stored.in_force_until):
        document.in_force_until = stored.in_force_until
        proposal = _propose_end(stored, until=wanted, by=by, at=at)
    before = snapshot(stored, FIELDS)
    document.save()
    _record(before, document, kind=AuditKind.DOCUMENT_EDITED, by=author(by), at=at)
    return proposal


def _propose_end(document: LegalDocument, *, until: date, by: User, at: datetime) -> Proposal:
    """A newer proposal takes the place of the one that waits."""
    waiting = Proposal.objects.open().filter(document=document)
    waiting.update(decided_by=by, decided_at=at, is_accepted=False)
    record(
        about_document(document),
        kind=AuditKind.END_OF_FORCE_PROPOSED,
        by=author(by),
        at=at,
        before={"in_force_until": document.in_force_until},
        after={"in_force_until": until},
    )
    return Proposal.objects.create(
        document=document, in_force_until=until, proposed_by=by, proposed_at=at
    )


@transaction.atomic
def end_force(document: LegalDocument, *, until: date, by: User, at: datetime) -> LegalDocument:
    """End the force of a document on a day, as another person proposed."""
    check_may_review(by)
    stored = LegalDocument.objects.select_for_update(no_key=True).get(pk=document.pk)
    before = snapshot(stored, FIELDS)
    stored.in_force_until = until
    stored.save(update_fields=["in_force_until"])
    _record(before, stored, kind=AuditKind.DOCUMENT_EDITED, by=reviewer(by), at=at)
    return stored


def _record(
    stored: dict[str, object],
    document: LegalDocument,
    *,
    kind: AuditKind,
    by: Actor,
    at: datetime,
) -> None:
    after = snapshot(document, FIELDS)
    record_changes(about_document(document), kind=kind, by=by, at=at, before=stored, after=after)
