"""Who may sieve when, and in which words not."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import (
    Round,
    RoundKind,
    RoundPhase,
    SieveDecision,
    SieveOutcome,
    Work,
    WorkState,
    WrittenTerms,
)
from contests.rules import ContestRefusal


class SieveNotOpen(ContestRefusal):
    code = "sieve_not_open"
    message = _("Kỳ thi chưa đóng nên tác giả còn sửa bài. Hãy sơ loại sau khi kỳ đóng.")


class SieveOver(ContestRefusal):
    code = "sieve_over"
    message = _("Kết quả kỳ này đã chốt nên không sơ loại nữa. Hãy đính chính kết quả nếu có sai.")


class NotWritten(ContestRefusal):
    code = "not_written"
    status = 404
    message = _("Kỳ thi này không nhận bài viết.")


class WorkChanged(ContestRefusal):
    code = "work_changed"
    status = 409
    message = _(
        "Bài này vừa được người khác xét hoặc vừa có bản mới. Hãy tải lại trang để xem lại."
    )


class MayNotMend(ContestRefusal):
    code = "may_not_mend"
    message = _("Thể lệ của kỳ này không cho sửa bài, nên chỉ nhận hoặc không nhận được.")


class ReturnedBefore(ContestRefusal):
    code = "returned_before"
    message = _("Bài này đã được trả lại một lần. Bây giờ chỉ nhận hoặc không nhận được.")


class StillMended(ContestRefusal):
    code = "still_mended"
    message = _("Tác giả còn thời gian sửa bài này. Hãy chờ hết hạn sửa, hoặc chờ bản mới.")


class SieveReasonMissing(ContestRefusal):
    code = "sieve_reason_missing"
    message = _("Hãy chọn lý do và viết cho tác giả biết cụ thể chỗ nào.")


class NotCompared(ContestRefusal):
    code = "not_compared"
    message = _(
        "Các bài chưa được so với nhau, hoặc có bài mới từ lần so trước. Hãy bấm “So các bài” rồi"
        " nhận hàng loạt."
    )


class NothingToAccept(ContestRefusal):
    code = "nothing_to_accept"
    message = _("Không còn bài nào chờ xét mà không có điểm cần xem.")


class MendingOver(ContestRefusal):
    code = "mending_over"
    message = _("Đã hết hạn sửa bài này.")


class KeyWasOpened(ContestRefusal):
    code = "key_was_opened"
    status = 409
    message = _(
        "Mã phách của kỳ này đã mở, nên không còn ban giám khảo nào chấm thêm bài. Bài chỉ còn có "
        "thể bị loại."
    )


def check_is_written(round: Round) -> None:
    if round.kind != RoundKind.WRITTEN:
        raise NotWritten


def check_may_sieve(round: Round, *, at: datetime) -> None:
    check_is_written(round)
    phase = round.phase(at)
    if phase in (RoundPhase.FINALISING, RoundPhase.FINALISED):
        raise SieveOver
    if phase is not RoundPhase.CLOSED or round.is_extended(at):
        raise SieveNotOpen


def check_may_come_in(round: Round) -> None:
    """Who lets a work in or gives it back counts on a jury that still marks it.

    The round's row decides: whoever opens the key holds it, and counts the works that wait."""
    rounds = Round.objects.select_for_update(no_key=True).filter(pk=round.pk)
    if rounds.values_list("marked_at", flat=True).get() is not None:
        raise KeyWasOpened


def check_may_return(work: Work) -> None:
    terms = WrittenTerms.objects.filter(round=work.round_id, may_mend=True)
    if not terms.exists():
        raise MayNotMend
    if work.sieve_decisions.filter(outcome=SieveOutcome.RETURNED).exists():
        raise ReturnedBefore


def check_may_refuse(work: Work, *, at: datetime) -> None:
    """Whoever was told a day has it whole."""
    until = mend_until(work)
    if work.state == WorkState.RETURNED and until and at < until:
        raise StillMended


def mend_until(work: Work) -> datetime | None:
    """Return when mending ends, of a work that waits for its author."""
    if work.state != WorkState.RETURNED:
        return None
    returned = SieveDecision.objects.filter(work=work, outcome=SieveOutcome.RETURNED).first()
    return returned.mend_until if returned else None


def check_may_mend(work: Work, *, at: datetime) -> None:
    """Ask this before a returned work is handed in again, whatever the round's window says."""
    until = mend_until(work)
    if until is None or at >= until:
        raise MendingOver


def end_of_mending(terms: WrittenTerms, *, at: datetime) -> datetime:
    """Return the midnight after the last day, so that "đến hết ngày" is true."""
    last = timezone.localdate(at) + timedelta(days=terms.mend_days)
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
