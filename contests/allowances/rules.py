"""When organisers may give people more than a round's rules, and how much."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from contests.attempts.rules import is_over
from contests.models import AttemptPolicy, Entry, ResultDetail, Round, RoundPhase, RoundState
from contests.rules import ContestRefusal, ReasonMissing
from quizsite.language import moments
from quizsite.language.vietnamese import visible

MOST_EXTRA_ATTEMPTS = 3
# Papers of a few minutes can be met by a longer power cut.
LEAST_BOUND_S = 30 * 60
LATEST_MAKE_UP = timedelta(days=30)
# Starts ask what is given without a lock, so nobody takes a window away while they come in.
BEFORE_WINDOW = timedelta(seconds=10)


class RoundNotRunning(ContestRefusal):
    code = "round_not_running"
    status = 409
    message = _(
        "Kỳ thi còn là bản nháp, hoặc kết quả đã chốt, nên không cho thêm giờ, thêm lượt hay thi "
        "bù được."
    )


class ResultIsChecked(ContestRefusal):
    code = "result_is_checked"
    status = 409
    message = _(
        "Kết quả kỳ thi đang được kiểm tra nên không cho thêm giờ, thêm lượt hay thi bù nữa. Người "
        "bị ảnh hưởng có thể khiếu nại."
    )


class RoundHasClosed(ContestRefusal):
    code = "round_has_closed"
    status = 409
    message = _("Kỳ thi đã đóng và người này không có bài đang mở. Hãy cho thi bù.")


class EntryIsVoid(ContestRefusal):
    code = "entry_is_void"
    status = 409
    message = _("Đăng ký này đã bị loại. Hãy khôi phục trước.")


class TooMuch(ContestRefusal):
    code = "too_much"


class NothingGiven(ContestRefusal):
    code = "nothing_given"
    message = _("Hãy ghi số phút hoặc số lượt cho thêm.")


class PassesClosing(ContestRefusal):
    """Organisers are asked first: a paper would end after the round's closing."""

    code = "passes_closing"

    def __init__(self, ends_at: datetime) -> None:
        said = _(
            "Bài sẽ kết thúc lúc %(end)s, sau giờ đóng kỳ thi. Đáp án và chốt kết quả phải chờ đến "
            "lúc đó. Hãy đánh dấu để xác nhận."
        )
        super().__init__(said % {"end": moments.moment(ends_at)})


class KeysWereShown(ContestRefusal):
    """Organisers are asked first: who makes a round up could know what was shown since."""

    code = "keys_were_shown"
    message = _(
        "Kỳ thi đã đóng nên đáp án hoặc số liệu dự đoán của kỳ này đã hiện. Từ nay chúng lại được "
        "giữ kín đến khi thi bù xong, nhưng người thi bù có thể đã thấy. Hãy đánh dấu để xác nhận."
    )


class WindowTakesTwo(ContestRefusal):
    code = "window_takes_two"
    status = 409
    message = _(
        "Kỳ thi đã đóng nên đáp án hoặc số liệu dự đoán của kỳ này đã hiện; cho thi bù lúc này cần "
        "hai người. Hãy ghi một sự cố với danh sách có người này, rồi nhờ người khác xác nhận."
    )


class WindowNotAllowed(ContestRefusal):
    code = "window_not_allowed"


def check_may_give(round: Round, *, reason: str) -> None:
    if not visible(reason):
        raise ReasonMissing
    if round.state != RoundState.PUBLISHED:
        raise RoundNotRunning
    if round.checking_since is not None:
        raise ResultIsChecked


def check_counts(entry: Entry) -> None:
    if entry.voided_at is not None:
        raise EntryIsVoid


def most_extra_s(round: Round) -> int:
    return max(round.time_limit_s, LEAST_BOUND_S)


def check_extra_time(round: Round, *, extra_s: int, before_s: int = 0) -> None:
    """`before_s` is what the same paper was given already."""
    if extra_s <= 0:
        raise NothingGiven
    if before_s + extra_s > most_extra_s(round):
        said = _("Một bài được thêm nhiều nhất %(most)s; bài này đã được thêm %(given)s.")
        spans = {
            "most": moments.span(most_extra_s(round)),
            "given": moments.span(before_s) if before_s else _("0 phút"),
        }
        raise TooMuch(said % spans)


def check_extra_attempts(round: Round, *, count: int, before: int = 0) -> None:
    if round.attempt_policy == AttemptPolicy.UNLIMITED:
        raise TooMuch(_("Kỳ thi này không giới hạn số lượt nên không cần thêm lượt."))
    if count <= 0:
        raise NothingGiven
    if before + count > MOST_EXTRA_ATTEMPTS:
        said = _("Một người được thêm nhiều nhất %(most)d lượt trong kỳ; đã thêm %(given)d.")
        raise TooMuch(said % {"most": MOST_EXTRA_ATTEMPTS, "given": before})


def check_window(
    round: Round, *, opens_at: datetime, ends_at: datetime, at: datetime, accepts_shown: bool
) -> None:
    """A window lies ahead, is long enough for a paper, and ends after the round's closing."""
    if round.revealed_at is not None:
        raise WindowNotAllowed(_("Thứ hạng của kỳ thi đã công bố nên không cho thi bù nữa."))
    if opens_at < max(at - timedelta(minutes=1), round.opens_at):
        raise WindowNotAllowed(_("Giờ bắt đầu thi bù đã qua hoặc trước giờ mở kỳ thi."))
    if ends_at - opens_at < timedelta(seconds=round.time_limit_s):
        raise WindowNotAllowed(_("Khoảng thi bù ngắn hơn thời gian làm bài."))
    if ends_at <= round.closes_at:
        raise WindowNotAllowed(_("Kỳ thi còn mở đến sau khoảng này nên không cần thi bù."))
    if ends_at > max(round.closes_at, at) + LATEST_MAKE_UP:
        raise WindowNotAllowed(_("Thi bù phải xong trong vòng 30 ngày."))
    if were_answers_shown(round, at=at) and not accepts_shown:
        raise KeysWereShown


def were_answers_shown(round: Round, *, at: datetime) -> bool:
    """Has the round told people keys, or numbers to be predicted, by now?"""
    tells = round.shown_after_close == ResultDetail.KEY or round.has_prediction
    return tells and is_over(round, at=at)


def is_running(round: Round, *, at: datetime) -> bool:
    return round.phase(at) in {RoundPhase.UPCOMING, RoundPhase.OPEN}
