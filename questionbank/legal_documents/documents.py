"""Storing a legal document; what its force was before stays in the audit trail."""

from datetime import datetime

from django.db import transaction

from questionbank.models import LegalDocument
from questionbank.rules import check_may_write
from questionbank.subjects import about_document, author
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import changes, record, snapshot

FIELDS = ("number", "title", "issued_on", "in_force_from", "in_force_until", "replaced_by")


@transaction.atomic
def save_document(document: LegalDocument, *, by: User, at: datetime) -> LegalDocument:
    """Add a document, or change one; an unchanged one leaves no line."""
    check_may_write(by)
    stored = None
    if document.pk:
        stored = LegalDocument.objects.select_for_update(no_key=True).get(pk=document.pk)
    document.save()
    before, after = changes(snapshot(stored, FIELDS) if stored else {}, snapshot(document, FIELDS))
    if after:
        record(
            about_document(document),
            kind=AuditKind.DOCUMENT_EDITED if stored else AuditKind.DOCUMENT_ADDED,
            by=author(by),
            at=at,
            before=before,
            after=after,
        )
    return document
