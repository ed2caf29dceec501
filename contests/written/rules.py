"""Decides who may write, hand in, withdraw and read works of a written round, and until when."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from contests.attempts.qualified import check_has_qualified
from contests.attempts.usage import usage_of
from contests.models import Entry, Round, RoundPhase, Work, WorkState, WrittenTerms
from contests.registration.bars import OnTheList
from contests.rules import BarredFromEntering, ContestRefusal
from quizsite.accounts.models import User
from quizsite.accounts.rules import ConsentWithdrawn
from quizsite.language import moments


class RoundTakesNoWorks(ContestRefusal):
    code = "round_takes_no_works"
    status = 409


class WorkFixed(ContestRefusal):
    code = "work_fixed"
    status = 409


class MarkingIsOver(ContestRefusal):
    code = "marking_is_over"
    status = 409
    message = _(
        "Kỳ này đã mở mã phách nên không nhận thêm bài: bài nhận bây giờ sẽ không có ai chấm. Nếu"
        " bài đến đúng hạn, hãy ghi biên bản và báo lãnh đạo ban tổ chức."
    )


class JuryHasIt(ContestRefusal):
    code = "jury_has_it"
    status = 409
    message = _("Bài đã đưa cho ban giám khảo nên không đổi bản chụp nữa.")


class TooManyWorks(ContestRefusal):
    code = "too_many_works"
    status = 409


class EntryIsVoided(ContestRefusal):
    code = "entry_is_voided"


class OwnerAlone(ContestRefusal):
    code = "owner_alone"
    message = _("Chỉ người lập bài nộp, sửa và rút được bài. Đồng tác giả xem được bài.")


def check_round_takes_works(round: Round, *, at: datetime) -> None:
    """The window is half-open: at its end nothing is taken any more."""
    phase = round.phase(at)
    if phase is RoundPhase.OPEN:
        return
    if phase is RoundPhase.UPCOMING:
        said = _("%(round)s nhận bài từ %(moment)s. Bạn hãy quay lại khi đó.")
        facts = {"round": round.title, "moment": moments.moment(round.opens_at)}
        raise RoundTakesNoWorks(said % facts)
    said = _(
        "%(round)s đã đóng lúc %(moment)s, không nhận bài nữa. Chữ trên máy của bạn vẫn còn; hãy "
        "liên hệ ban tổ chức nếu cần."
    )
    facts = {"round": round.title, "moment": moments.moment(round.closes_at)}
    raise RoundTakesNoWorks(said % facts)


def check_is_marked_later(round: Round) -> None:
    """Ask it of a locked round: a work that comes after the key was opened would have no points."""
    if round.marked_at is not None:
        raise MarkingIsOver


def check_may_take_part(entry: Entry, *, round: Round, at: datetime) -> None:
    """The same that a start of a paper asks of a person."""
    if entry.voided_at is not None:
        said = _("Bài dự thi của bạn đã bị loại: %(reason)s. Hãy liên hệ ban tổ chức.")
        raise EntryIsVoided(said % {"reason": entry.void_reason})
    usage = usage_of(entry, round=round, at=at)
    if usage.sees_inside:
        raise BarredFromEntering(
            _("Bạn tổ chức cuộc thi này hoặc soạn, duyệt câu hỏi nên không dự thi được.")
        )
    if usage.is_barred:
        raise OnTheList
    if usage.has_withdrawn:
        raise ConsentWithdrawn
    check_has_qualified(round, is_qualified=usage.is_qualified)


def works_counted(entry: Entry, *, round: Round) -> int:
    """How many works a person has a part in, as owner or co-author."""
    own = Work.objects.filter(round=round, is_on_paper=False).of_entry(entry.pk)
    return own.exclude(state=WorkState.WITHDRAWN).count()


def check_has_works_left(entry: Entry, *, round: Round, terms: WrittenTerms) -> None:
    if works_counted(entry, round=round) >= terms.max_works:
        said = _("Mỗi người có tối đa %(n)d bài trong kỳ này. Hãy sửa bài đã có, hoặc rút bài đó.")
        raise TooManyWorks(said % {"n": terms.max_works})


def check_may_begin(entry: Entry, *, round: Round, terms: WrittenTerms, at: datetime) -> None:
    if not (terms.takes_text or terms.takes_files):
        raise RoundTakesNoWorks(_("Kỳ này chỉ nhận bài giấy. Xem cách gửi trong thể lệ."))
    check_may_take_part(entry, round=round, at=at)
    check_round_takes_works(round, at=at)
    check_has_works_left(entry, round=round, terms=terms)


def is_mending(work: Work, *, at: datetime) -> bool:
    """A work given back may be handed in once more, though the round has closed."""
    return work.state == WorkState.RETURNED and work.mend_until is not None and at < work.mend_until


def check_may_write(work: Work, *, round: Round, at: datetime) -> None:
    """Refuse changes once the deadline is over, or the work was withdrawn or judged."""
    if is_mending(work, at=at):
        return
    if work.is_on_paper:
        raise WorkFixed(_("Bài giấy do ban tổ chức ghi nhận, không sửa trên trang được."))
    if work.state not in {WorkState.DRAFT, WorkState.HANDED_IN}:
        said = _("Bài này ở trạng thái “%(state)s” nên không sửa được.")
        raise WorkFixed(said % {"state": work.get_state_display()})
    check_round_takes_works(round, at=at)


def check_owns(work: Work, user: User) -> None:
    if work.entry is None or work.entry.user_id != user.pk:
        raise OwnerAlone


def owner_entry(work: Work) -> Entry:
    """Whoever handed it in; a paper work may have nobody."""
    if work.entry is None:
        raise OwnerAlone
    return work.entry
