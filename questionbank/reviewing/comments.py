"""Remarks on a revision, answers to them, and who resolved them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from questionbank.models import Revision
from questionbank.review_models import RevisionComment
from questionbank.rules import BankRefusal, ReasonMissing, check_may_propose
from questionbank.subjects import about_question, of_the_bank
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible


class AlreadyResolved(BankRefusal):
    code = "already_resolved"
    status = 409
    message = _("Góp ý này vừa được đánh dấu xong. Hãy tải lại trang để xem.")


@transaction.atomic
def write_comment(
    revision: Revision,
    *,
    text: str,
    answers: RevisionComment | None = None,
    by: User,
    at: datetime,
) -> RevisionComment:
    """Anybody of the bank comments; an answer stands below the first remark of its thread."""
    check_may_propose(by)
    if not visible(text):
        raise ReasonMissing(_("Hãy viết góp ý."))
    first = answers.answers or answers if answers else None
    made = RevisionComment.objects.create(
        revision=revision, writer=by, text=visible(text), written_at=at, answers=first
    )
    record(
        about_question(revision.question),
        kind=AuditKind.COMMENT_WRITTEN,
        by=of_the_bank(by),
        at=at,
        after={"revision": revision.number},
    )
    return made


@transaction.atomic
def resolve_comment(comment: RevisionComment, *, by: User, at: datetime) -> RevisionComment:
    check_may_propose(by)
    open_one = RevisionComment.objects.filter(pk=comment.pk, resolved_at=None, answers=None)
    if not open_one.update(resolved_by=by, resolved_at=at):
        raise AlreadyResolved
    record(
        about_question(comment.revision.question),
        kind=AuditKind.COMMENT_RESOLVED,
        by=of_the_bank(by),
        at=at,
        after={"revision": comment.revision.number},
    )
    comment.refresh_from_db()
    return comment
