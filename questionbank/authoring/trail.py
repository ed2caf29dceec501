"""Lines of the audit trail about questions.

They name what changed and hold no text of a question and no key: revisions hold both, and people
without a role in the bank read the trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from questionbank.authoring.wording import Wording
from questionbank.models import Axis, Question, Revision, RevisionState
from questionbank.subjects import about_question, author
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, Deed, record_all


def record_drafts(
    written: Sequence[Revision],
    *,
    before: Mapping[int, tuple[int, Wording]],
    wordings: Mapping[Question, Wording],
    by: User,
    at: datetime,
) -> None:
    """`before` has the number and wording of the revision in work or published until now."""
    new, edited = [], []
    for revision, (question, wording) in zip(written, wordings.items(), strict=True):
        known = before.get(question.pk)
        about = about_question(question)
        if known is None:
            new.append(Deed(about, after={"revision": revision.number}))
            continue
        number, old = known
        after = {"revision": revision.number, "changed": _differences(old, wording)}
        edited.append(Deed(about, before={"revision": number}, after=after))
    for kind, deeds in ((AuditKind.QUESTION_CREATED, new), (AuditKind.QUESTION_EDITED, edited)):
        if deeds:
            record_all(deeds, kind=kind, by=author(by), at=at)


def _differences(old: Wording, new: Wording) -> list[str]:
    parts = {
        "stem": _("câu hỏi"),
        "options": _("phương án"),
        "right": _("đáp án"),
        "explanation": _("giải thích"),
        "audience": _("đối tượng"),
        "difficulty": _("mức độ"),
        "document_id": _("văn bản"),
        "article": _("điều khoản"),
        "pictures": _("hình"),
        "passage": _("đoạn dẫn"),
        "passage_place": _("thứ tự trong đoạn dẫn"),
    }
    return [label for name, label in parts.items() if getattr(old, name) != getattr(new, name)]


def record_moves(
    revisions: Iterable[Revision],
    *,
    kind: AuditKind,
    to: RevisionState,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    """The revisions are as they were before, with their questions."""
    deeds = [
        Deed(
            about_question(revision.question),
            before={"state": revision.state},
            after={"revision": revision.number, "state": to.value},
            reason=reason,
        )
        for revision in revisions
    ]
    if deeds:
        record_all(deeds, kind=kind, by=by, at=at)


def record_axes(moved: Iterable[tuple[Question, Axis, Axis]], *, by: User, at: datetime) -> None:
    """Each question with the axis it had and the one it has."""
    deeds = [
        Deed(about_question(question), before={"axis": old.name}, after={"axis": new.name})
        for question, old, new in moved
    ]
    if deeds:
        record_all(deeds, kind=AuditKind.QUESTION_EDITED, by=author(by), at=at)
