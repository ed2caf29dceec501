"""The checklist of a review: what the machine finds, and what the reviewer alone can tell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionbank.authoring.kinds import WRITTEN_KINDS
from questionbank.models import QuestionKind, Revision, RevisionState
from questionbank.pairs import twins_of
from questionbank.pools import why_not_in_force
from questionbank.review_models import Checklist
from questionbank.reviewing.signs import (
    about_others,
    is_longest_right,
    odd_beginning,
    recalls_number,
)
from questionbank.rules import BankRefusal, check_may_review
from questionbank.subjects import about_question, reviewer
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible

# What no machine tells; the reviewer has read the document.
ASKED = {
    "one_right": gettext_lazy("Đã đọc điều, khoản: đáp án đúng, và mọi phương án khác đều sai."),
    "basis": gettext_lazy("Văn bản và điều, khoản ghi đúng chỗ, giải thích khớp với điều luật."),
    "grammar": gettext_lazy("Mọi phương án ăn khớp với câu hỏi; lời văn không lộ đáp án."),
    "no_twin": gettext_lazy("Không hỏi lại ý của câu khác trong ngân hàng."),
    "fair": gettext_lazy("Mức độ và đối tượng hợp lý; câu đáng hỏi, không đánh đố."),
}


class NotWaiting(BankRefusal):
    code = "not_waiting"
    status = 409
    message = gettext_lazy("Câu này không còn chờ duyệt nên không lưu bảng kiểm nữa.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the machine looked at; `where` says what to look at if it is not fine."""

    name: str
    is_fine: bool
    said: str
    questions: tuple[Revision, ...] = ()  # to hold beside this one


def findings(revision: Revision, *, on: date) -> list[Finding]:
    """The caller selects answer key, question and the document with its successor along."""
    common = [_in_force(revision, on=on), _twins(revision)]
    if revision.kind != QuestionKind.CHOICE:
        return [_fit(revision), *common]
    return [_one_right(revision), *common, *_signs(revision)]


def _fit(revision: Revision) -> Finding:
    """What the editor of the kind asks, and the habits it warns of."""
    kind, key = WRITTEN_KINDS[revision.kind], revision.answer_key.right_options
    found = [fault.advice for fault in kind.faults_of(revision.options, key)]
    found += kind.warnings_of(revision.options, key)
    said = " ".join(found) or _("Đáp án đủ, và không thấy dấu hiệu lộ đáp án.")
    return Finding("fit", is_fine=not found, said=said)


def _signs(revision: Revision) -> list[Finding]:
    options, right = revision.options, revision.answer_key.right_options
    return [
        Finding(
            "length",
            not is_longest_right(options, right),
            _("Phương án đúng dài hơn hẳn: xem lại độ dài các phương án.")
            if is_longest_right(options, right)
            else _("Độ dài các phương án không lộ đáp án."),
        ),
        Finding(
            "beginning",
            not odd_beginning(options, right),
            _("Các phương án sai mở đầu giống nhau, phương án đúng thì khác: xem chữ đầu.")
            if odd_beginning(options, right)
            else _("Chữ đầu các phương án không lộ đáp án."),
        ),
        Finding(
            "others",
            not about_others(options),
            _("Có phương án nói về phương án khác (“tất cả đều đúng”): nên viết lại.")
            if about_others(options)
            else _("Không phương án nào nói về phương án khác."),
        ),
        Finding(
            "number",
            not recalls_number(options),
            _("Chỉ hỏi nhớ con số, ngày hay số hiệu: cân nhắc hỏi cách áp dụng.")
            if recalls_number(options)
            else _("Không chỉ hỏi nhớ con số."),
        ),
    ]


def _one_right(revision: Revision) -> Finding:
    count = len(revision.answer_key.right_options)
    said = (
        _("Câu ghi rõ có nhiều phương án đúng: %(count)s.")
        if revision.is_multiple
        else _("Đúng %(count)s phương án được đánh dấu đúng.")
    )
    fine = count > 1 if revision.is_multiple else count == 1
    return Finding("count", fine, said % {"count": count})


def _in_force(revision: Revision, *, on: date) -> Finding:
    if revision.document is None:
        return Finding("in_force", is_fine=True, said=_("Câu không có căn cứ văn bản."))
    if revision.document.is_in_force(on):
        said = _("Văn bản %(number)s đang có hiệu lực.") % {"number": revision.document.number}
        return Finding("in_force", is_fine=True, said=said)
    said = why_not_in_force(revision.document, on=on)
    return Finding("in_force", is_fine=False, said=said)


def _twins(revision: Revision) -> Finding:
    twins = tuple(twins_of(revision))
    if not twins:
        return Finding("twin", is_fine=True, said=_("Không có câu nào nhiều chữ giống câu này."))
    said = _("Có câu nhiều chữ giống câu này: hãy so hai câu, tách nếu gợi ý nhau.")
    return Finding("twin", is_fine=False, said=said, questions=twins)


@transaction.atomic
def save_checklist(
    revision: Revision, *, ticked: Collection[str], note: str, by: User, at: datetime
) -> Checklist:
    """Keep it with the review; the same reviewer may save it again until it is published."""
    check_may_review(by)
    if not may_save(revision):
        raise NotWaiting
    on = timezone.localdate(at)
    made, _created = Checklist.objects.update_or_create(
        revision=revision,
        reviewer=by,
        defaults={
            "ticked": [name for name in ASKED if name in ticked],
            "found": {one.name: one.is_fine for one in findings(revision, on=on)},
            "note": visible(note),
            "saved_at": at,
        },
    )
    record(
        about_question(revision.question),
        kind=AuditKind.CHECKLIST_SAVED,
        by=reviewer(by),
        at=at,
        after={"revision": revision.number, "ticked": len(made.ticked)},
    )
    return made


def may_save(revision: Revision) -> bool:
    return revision.state == RevisionState.IN_REVIEW
