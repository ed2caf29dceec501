"""Organisers decide on papers that devices brought back and the database does not know."""

from datetime import datetime
from typing import NamedTuple

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.attempts.locked_reads import lock_attempts
from contests.attempts.overdue import close_on_visit
from contests.attempts.paper_scores import dealt_worths
from contests.attempts.rules import attempts_left
from contests.attempts.usage import usage_of
from contests.delivery.paper_copy import PaperCopy
from contests.delivery.receipts import Acknowledged
from contests.models import (
    Attempt,
    Contest,
    Entry,
    ReturnedPaper,
    ReturnReason,
    ReturnState,
    Round,
)
from contests.returns.take_back import merge_into
from contests.rules import ContestRefusal, ReasonMissing
from contests.subjects import about_contest, about_entry, organiser
from questionbank.models import Revision
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible


class DecidedAlready(ContestRefusal):
    code = "return_decided"
    status = 409
    message = _("Bài này đã được quyết định rồi.")


class OwnerUnknown(ContestRefusal):
    code = "owner_unknown"
    status = 409
    message = _(
        "Máy chủ chưa biết bài này của ai: người đó đăng ký sau lúc sao lưu. Hãy nhờ họ đăng ký lại"
        " cuộc thi và mở lại trang bài thi trên đúng máy đã làm bài, rồi bấm lại."
    )


class OtherPaperOpen(ContestRefusal):
    code = "other_paper_open"
    status = 409
    message = _("Người này đang làm một bài khác. Hãy chờ bài đó nộp hoặc hết giờ rồi quyết định.")


class NoAttemptLeftForIt(ContestRefusal):
    code = "no_attempt_left_for_it"
    status = 409
    message = _(
        "Người này đã dùng hết lượt, nên nhận thêm bài này là vượt thể lệ. Muốn nhận thì trước hết"
        " hãy cho người này thêm lượt, kèm lý do."
    )


class PaperEmpty(ContestRefusal):
    code = "paper_empty"
    status = 409
    message = _("Máy chủ không còn đề của bài này nên không nhận lại được. Hãy bấm không nhận.")


class OwnPaper(ContestRefusal):
    code = "own_paper"
    status = 403
    message = _("Đây là bài của chính bạn. Hãy nhờ người khác trong ban tổ chức quyết định.")


class OwnerVoided(ContestRefusal):
    code = "owner_voided"
    status = 409
    message = _(
        "Người này đã bị loại khỏi cuộc thi nên không nhận bài. Muốn nhận thì trước hết hãy khôi"
        " phục người này ở trang người dự thi."
    )


class QuestionsUnknown(ContestRefusal):
    code = "questions_unknown"
    status = 409
    message = _(
        "Máy chủ không có đủ câu hỏi của bài này: có câu được ban hành sau lúc sao lưu, nên chưa"
        " chấm được. Hãy nhờ người phụ trách kỹ thuật xem có bản sao lưu mới hơn không; không có"
        " thì ghi là không nhận, kèm lý do."
    )


class ResultFinal(ContestRefusal):
    code = "result_final"
    status = 409
    message = _(
        "Kết quả kỳ thi đã chốt nên không nhận thêm câu trả lời. Kết quả đã chốt chỉ đổi bằng đính"
        " chính, hai người cùng quyết định."
    )


class StillLate(ContestRefusal):
    code = "still_late"
    status = 409
    message = _(
        "Máy chủ đã nhận những câu này khi bài được thêm giờ, nay phần thêm giờ đó đã mất. Muốn"
        " nhận thì trước hết hãy cho người này thêm giờ như trước, kèm lý do."
    )


@transaction.atomic
def accept_paper(row: ReturnedPaper, *, by: User, at: datetime, reason: str) -> Attempt:
    """Store the paper as it was dealt and acknowledged, or what was missing of a known one."""
    # A device that brings the same paper back holds the attempt and waits for the row.
    lock_attempts(list(Attempt.objects.filter(code=row.code).values_list("pk", flat=True)))
    row = _locked(row, by=by, reason=reason)
    round = row.round
    assert round is not None  # noqa: S101 -- organisers find only those of their contest
    if round.finalised_at:
        raise ResultFinal
    brought = [Acknowledged(*one) for one in row.receipts]
    found = Attempt.objects.filter(code=row.code).first()
    attempt = found or _store_again(row, round, at=at)
    (locked,) = lock_attempts([attempt.pk])
    merged = merge_into(locked, brought)
    if merged.left and row.reason != ReturnReason.UNKNOWN:
        raise StillLate
    _decide(row, ReturnState.ACCEPTED, by=by, at=at, reason=reason)
    return close_on_visit(merged.attempt, at=at)


class Decided(NamedTuple):
    accepted: int
    left: int  # refused by a rule; the page says why when each is decided alone


def accept_all(contest: Contest, *, by: User, at: datetime, reason: str) -> Decided:
    """Accept the papers that came after the key was shown, each in a transaction of its own.

    A whole town may come back the morning after; only these have an owner who is known."""
    rows = ReturnedPaper.objects.filter(
        contest=contest, state=ReturnState.WAITING, reason=ReturnReason.KEY_SHOWN
    )
    accepted = left = 0
    for row in rows.order_by("arrived_at", "pk"):
        try:
            accept_paper(row, by=by, at=at, reason=reason)
            accepted += 1
        except ReasonMissing:
            raise
        except ContestRefusal:
            left += 1
    return Decided(accepted, left)


@transaction.atomic
def refuse_paper(row: ReturnedPaper, *, by: User, at: datetime, reason: str) -> None:
    _decide(_locked(row, by=by, reason=reason), ReturnState.REFUSED, by=by, at=at, reason=reason)


def _locked(row: ReturnedPaper, *, by: User, reason: str) -> ReturnedPaper:
    if not visible(reason).strip():
        raise ReasonMissing
    locked = ReturnedPaper.objects.select_for_update().get(pk=row.pk)
    if locked.state != ReturnState.WAITING:
        raise DecidedAlready
    if locked.entry is not None and locked.entry.user_id == by.pk:
        raise OwnPaper
    return locked


def _store_again(row: ReturnedPaper, round: Round, *, at: datetime) -> Attempt:
    if row.entry_id is None:
        raise OwnerUnknown
    entry = Entry.objects.select_for_update().get(pk=row.entry_id)
    if entry.voided_at is not None:
        raise OwnerVoided
    if Attempt.objects.running().filter(entry=entry).exists():
        raise OtherPaperOpen
    left = attempts_left(usage_of(entry, round=round, at=at), round=round)
    if left is not None and left <= 0:
        raise NoAttemptLeftForIt
    try:
        copy = msgspec.convert(row.paper, PaperCopy)
    except msgspec.ValidationError:
        raise PaperEmpty from None
    dealt = {pk for pk, _order in copy.paper}
    if Revision.objects.filter(pk__in=dealt).count() < len(dealt):
        raise QuestionsUnknown
    numbers = entry.attempts.filter(round=round).values_list("number", flat=True)
    # The number of the row stays if nobody has it: open pages and receipts name it.
    is_free = not Attempt.objects.filter(pk=copy.attempt).exists()
    stored = Attempt(
        pk=copy.attempt if is_free else None,
        code=copy.code,
        entry=entry,
        round=round,
        number=copy.number if copy.number not in numbers else max(numbers) + 1,
        seed=copy.seed,
        paper=copy.paper,
        avoided=copy.avoided,
        stopped=copy.stopped,
        started_at=copy.started_at,
        deadline_at=copy.deadline_at,
        question_count=copy.question_count,
        writer=1,
    )
    stored.worths = dealt_worths(stored) if round.has_points else None
    stored.save(force_insert=True)
    return stored


def _decide(row: ReturnedPaper, state: ReturnState, *, by: User, at: datetime, reason: str) -> None:
    row.state, row.decided_at, row.decided_by, row.decision = state, at, by, reason
    row.save(update_fields=["state", "decided_at", "decided_by", "decision"])
    accepted = state == ReturnState.ACCEPTED
    assert row.contest is not None  # noqa: S101 -- organisers find only those of their contest
    record(
        about_entry(row.entry) if row.entry else about_contest(row.contest),
        kind=AuditKind.RETURN_ACCEPTED if accepted else AuditKind.RETURN_REFUSED,
        by=organiser(by),
        at=at,
        after={"paper": str(row.code), "answers": len(row.receipts)},
        reason=reason,
    )
