"""A person appeals; one organiser proposes an answer, another confirms it or gives it back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.appeals.rules import (
    check_has_few,
    check_may_appeal_decision,
    check_may_appeal_paper,
)
from contests.models import (
    APPEAL_MOVES,
    Appeal,
    AppealKind,
    AppealOutcome,
    AppealState,
    Attempt,
    Entry,
)
from contests.notices.telling import tell_appellant
from contests.registration.decision_order import begin_decision
from contests.rules import ContestRefusal, other_organisers
from contests.subjects import about_entry, organiser
from quizsite import two_people
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible


class AppealTextMissing(ContestRefusal):
    code = "appeal_text_missing"
    message = _("Hãy viết rõ bạn khiếu nại điều gì và vì sao.")


class AnswerMissing(ContestRefusal):
    code = "answer_missing"
    message = _("Hãy viết câu trả lời cho người gửi.")


class AlreadyAppealed(ContestRefusal):
    code = "already_appealed"
    status = 409
    message = _("Bạn đã khiếu nại việc này. Trả lời hiện ở trang “Khiếu nại của bạn”.")


class AppealMoved(ContestRefusal):
    code = "appeal_moved"
    status = 409
    message = _("Khiếu nại này vừa thay đổi. Hãy tải lại trang để xem.")


class NotInPaper(ContestRefusal):
    code = "not_in_paper"
    message = _("Bài này không có câu đó. Hãy chọn một câu trong bài của bạn.")


@transaction.atomic
def appeal_question(attempt: Attempt, *, position: int, text: str, at: datetime) -> Appeal:
    """Appeal a question of the person's own closed paper; positions count from 1."""
    check_may_appeal_paper(attempt.round, at=at)
    if not 1 <= position <= len(attempt.paper):
        raise NotInPaper
    revision_id, _order = attempt.paper[position - 1]
    about = {"kind": AppealKind.QUESTION, "round": attempt.round, "revision_id": revision_id}
    return _make(attempt.entry, about=about, text=text, at=at, attempt=attempt, position=position)


@transaction.atomic
def appeal_result(attempt: Attempt, *, text: str, at: datetime) -> Appeal:
    """Appeal the person's own result in the round of this paper."""
    check_may_appeal_paper(attempt.round, at=at)
    about = {"kind": AppealKind.RESULT, "round": attempt.round}
    return _make(attempt.entry, about=about, text=text, at=at, attempt=attempt)


@transaction.atomic
def appeal_decision(entry: Entry, *, text: str, at: datetime) -> Appeal:
    """Appeal being voided."""
    check_may_appeal_decision(entry, at=at)
    about = {"kind": AppealKind.DECISION, "made_at__gte": entry.voided_at}
    return _make(entry, about=about, text=text, at=at)


def _make(entry: Entry, *, about: dict[str, Any], text: str, at: datetime, **more: Any) -> Appeal:
    """Store it unless the person has appealed the same. Finalising waits for this, or sees it."""
    if not visible(text):
        raise AppealTextMissing
    begin_decision(entry.contest_id, at=at)
    own = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if own.appeals.filter(**about).exclude(state=AppealState.WITHDRAWN).exists():
        raise AlreadyAppealed
    check_has_few(own)
    facts = {name: value for name, value in about.items() if "__" not in name}
    return Appeal.objects.create(
        contest_id=own.contest_id, entry=own, text=visible(text), made_at=at, **facts, **more
    )


@transaction.atomic
def withdraw_appeal(appeal: Appeal, *, at: datetime) -> Appeal:
    return _move(appeal, to=AppealState.WITHDRAWN, decided_at=at)


@transaction.atomic
def propose_answer(
    appeal: Appeal, *, outcome: AppealOutcome, answer: str, by: User, at: datetime
) -> Appeal:
    """Write the answer, which the person reads once another organiser has confirmed it."""
    if not visible(answer):
        raise AnswerMissing
    facts = {"outcome": outcome, "answer": visible(answer), "answered_by": by, "answered_at": at}
    _move(appeal, to=AppealState.ANSWERED, **facts)
    _record(appeal, AuditKind.APPEAL_ANSWERED, by=by, at=at)
    return appeal


@transaction.atomic
def confirm_answer(appeal: Appeal, *, by: User, at: datetime, lone_reason: str = "") -> Appeal:
    """Decide as proposed. Who proposed it confirms it only where nobody else organises.

    What was read is confirmed: who wrote the answer may have taken it back and written another."""
    locked = Appeal.objects.select_for_update(no_key=True).get(pk=appeal.pk)
    if locked.state != AppealState.ANSWERED or locked.answer_mark != appeal.answer_mark:
        raise AppealMoved
    two_people.confirm(
        about_entry(appeal.entry),
        by=organiser(by),
        proposed_by=locked.answered_by_id,
        others=other_organisers(appeal.contest, by),
        at=at,
        reason=lone_reason,
    )
    _move(appeal, to=AppealState(locked.outcome), decided_by=by, decided_at=at)
    _record(appeal, AuditKind.APPEAL_DECIDED, by=by, at=at)
    tell_appellant(appeal, at=at)
    return appeal


@transaction.atomic
def return_answer(appeal: Appeal, *, by: User, at: datetime) -> Appeal:
    """Give a proposed answer back; whoever wrote it takes it back in the same way."""
    _move(appeal, to=AppealState.OPEN)
    _record(appeal, AuditKind.APPEAL_RETURNED, by=by, at=at)
    return appeal


def _move(appeal: Appeal, *, to: AppealState, **facts: Any) -> Appeal:
    """Two people may act at once; only the first still finds a state that leads there."""
    before = [state for state, ends in APPEAL_MOVES.items() if to in ends]
    if not Appeal.objects.filter(pk=appeal.pk, state__in=before).update(state=to, **facts):
        raise AppealMoved
    appeal.refresh_from_db(fields=("state", *facts))
    return appeal


def _record(appeal: Appeal, kind: AuditKind, *, by: User, at: datetime) -> None:
    """The texts stay out of the trail, which nobody can empty."""
    said = {"appeal": appeal.kind, "outcome": appeal.outcome}
    record(about_entry(appeal.entry), kind=kind, by=organiser(by), at=at, after=said)
