"""Somebody proposes other wording; an author takes it with one click, or refuses in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from questionbank.authoring.revisions import current_revisions, wording_of, write_draft
from questionbank.authoring.wording import Wording, faults_of
from questionbank.models import Revision, RevisionState
from questionbank.review_models import RevisionWriter, Suggestion
from questionbank.rules import BankRefusal, ReasonMissing, check_may_propose, check_may_write
from questionbank.subjects import about_question, author, of_the_bank
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible


class NothingSuggested(BankRefusal):
    code = "nothing_suggested"
    status = 400
    message = _("Lời đề nghị giống hệt bản đang có. Hãy sửa ít nhất một chỗ.")


class SuggestionFaulty(BankRefusal):
    code = "suggestion_faulty"
    status = 400
    message = _("Lời đề nghị chưa dùng được.")


class SuggestionDecided(BankRefusal):
    code = "suggestion_decided"
    status = 409
    message = _("Lời đề nghị này đã được xử lý. Hãy tải lại trang để xem kết quả.")


class SuggestionOutdated(BankRefusal):
    code = "suggestion_outdated"
    status = 409
    message = _(
        "Câu hỏi đã có phiên bản mới hơn bản được góp lời nên không nhận bằng một bấm được. Hãy mở"
        " trang sửa và chép phần muốn dùng, hoặc không nhận kèm lý do."
    )


def suggested_wording(revision: Revision, said: Mapping[str, Any]) -> Wording:
    """The revision's wording with the suggested texts; its key stays."""
    return replace(
        wording_of(revision),
        stem=said["stem"],
        options=tuple(said["options"]),
        explanation=said["explanation"],
        article=said["article"],
    )


@transaction.atomic
def suggest(
    revision: Revision, *, said: Mapping[str, Any], reason: str, by: User, at: datetime
) -> Suggestion:
    """Anybody of the bank who may see the key proposes texts; the key itself is not changed so."""
    check_may_propose(by)
    wording = suggested_wording(revision, said)
    if wording == wording_of(revision):
        raise NothingSuggested
    texts = {name: said[name] for name in ("stem", "explanation", "article")}
    faults = faults_of(
        texts,
        list(wording.options),
        wording.right,
        kind=revision.kind,
        has_basis=revision.document_id is not None,
    )
    if faults:
        raise SuggestionFaulty(" ".join(fault.advice for fault in faults))
    made = Suggestion.objects.create(
        revision=revision,
        suggested_by=by,
        suggested_at=at,
        wording={**texts, "options": list(wording.options)},
        reason=visible(reason),
    )
    record(
        about_question(revision.question),
        kind=AuditKind.EDIT_SUGGESTED,
        by=of_the_bank(by),
        at=at,
        after={"revision": revision.number},
    )
    return made


@transaction.atomic
def accept_suggestion(suggestion: Suggestion, *, by: User, at: datetime) -> Revision:
    """Write a draft with these words. Whoever suggested them, and the author until now, wrote it
    too, so neither publishes it."""
    check_may_write(by)
    revision = suggestion.revision
    _decide(suggestion, is_accepted=True, refusal="", by=by, at=at)
    current = current_revisions([revision.question_id])[revision.question_id]
    if current.pk != revision.pk or current.state == RevisionState.RETIRED:
        raise SuggestionOutdated
    wording = suggested_wording(current, suggestion.wording)
    made = write_draft(revision.question, wording=wording, by=by, at=at)
    for user_id in (suggestion.suggested_by_id, revision.author_id):
        if user_id is not None and user_id != by.pk:
            RevisionWriter.objects.get_or_create(revision=made, user_id=user_id)
    record(
        about_question(revision.question),
        kind=AuditKind.SUGGESTION_ACCEPTED,
        by=author(by),
        at=at,
        after={"revision": made.number},
    )
    return made


@transaction.atomic
def refuse_suggestion(suggestion: Suggestion, *, words: str, by: User, at: datetime) -> Suggestion:
    """An author says why not; whoever suggested it takes it back in the same way."""
    if suggestion.suggested_by_id != by.pk:
        check_may_write(by)
    if not visible(words):
        raise ReasonMissing(_("Hãy ghi vì sao không nhận."))
    _decide(suggestion, is_accepted=False, refusal=visible(words), by=by, at=at)
    record(
        about_question(suggestion.revision.question),
        kind=AuditKind.SUGGESTION_REFUSED,
        by=of_the_bank(by),
        at=at,
        after={"revision": suggestion.revision.number},
    )
    return suggestion


def _decide(
    suggestion: Suggestion, *, is_accepted: bool, refusal: str, by: User, at: datetime
) -> None:
    """Two may press at once; only the first still finds it open."""
    waiting = Suggestion.objects.filter(pk=suggestion.pk, decided_at=None)
    said = {"is_accepted": is_accepted, "refusal": refusal, "decided_by": by, "decided_at": at}
    if not waiting.update(**said):
        raise SuggestionDecided
