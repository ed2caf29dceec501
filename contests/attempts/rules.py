"""Decides who may start a paper now, how often, and how much of a result its owner sees."""

from datetime import datetime, timedelta
from typing import assert_never

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contests.attempts.usage import AttemptUsage, usage_of
from contests.models import (
    Attempt,
    AttemptPolicy,
    AttemptState,
    Entry,
    ResultDetail,
    Round,
    RoundPhase,
)
from contests.rules import BarredFromEntering, ContestRefusal
from quizsite.accounts.rules import ConsentWithdrawn
from quizsite.language import moments


class RoundNotOpen(ContestRefusal):
    code = "round_not_open"


class NoAttemptLeft(ContestRefusal):
    code = "no_attempt_left"


class EntryVoided(ContestRefusal):
    code = "entry_voided"


class NoPaperForDivision(ContestRefusal):
    code = "no_paper_for_division"


class ResultNotShown(ContestRefusal):
    code = "result_not_shown"


def check_round_is_open(round: Round, *, at: datetime) -> None:
    phase = round.phase(at)
    if phase is RoundPhase.OPEN:
        return
    if phase is RoundPhase.UPCOMING:
        raise RoundNotOpen(
            _("%(round)s mở lúc %(time)s. Bạn hãy quay lại khi đó.")
            % {"round": round.title, "time": moments.moment(round.opens_at)}
        )
    raise RoundNotOpen(_("%(round)s đã đóng, không nhận bài mới.") % {"round": round.title})


def attempts_left(usage: AttemptUsage, *, round: Round) -> int | None:
    """Return how many papers this person may still start; None means without limit."""
    match AttemptPolicy(round.attempt_policy):
        case AttemptPolicy.UNLIMITED:
            return None
        case AttemptPolicy.ONCE:
            return max(0, 1 - usage.sharing_one)
        case AttemptPolicy.PER_DAY:
            return max(0, round.attempt_limit - usage.today)
        case AttemptPolicy.PER_ROUND:
            return max(0, round.attempt_limit - usage.in_round)
        case policy:
            assert_never(policy)


def check_may_start(
    entry: Entry, *, round: Round, at: datetime, usage: AttemptUsage | None = None
) -> None:
    """Refuse the start with its reason; `usage` is given if the caller has read it already."""
    if entry.voided_at is not None:
        raise EntryVoided(
            _("Bài dự thi của bạn đã bị loại: %(reason)s. Hãy liên hệ ban tổ chức.")
            % {"reason": entry.void_reason}
        )
    usage = usage or usage_of(entry, round=round, at=at)
    if usage.sees_inside:
        raise BarredFromEntering(
            _("Bạn tổ chức cuộc thi này hoặc soạn, duyệt câu hỏi nên không dự thi được.")
        )
    if usage.has_withdrawn:
        raise ConsentWithdrawn
    check_round_is_open(round, at=at)
    if attempts_left(usage, round=round) == 0:
        raise NoAttemptLeft(_no_attempt_left_words(round))


def _no_attempt_left_words(round: Round) -> str | Promise:
    limit = {"n": round.attempt_limit}
    match AttemptPolicy(round.attempt_policy):
        case AttemptPolicy.ONCE:
            return _("Bạn đã dùng lượt thi duy nhất của cuộc thi này.")
        case AttemptPolicy.PER_DAY:
            said = _("Bạn đã dùng hết %(n)d lượt thi hôm nay. Bạn có thể thi tiếp vào ngày mai.")
            return said % limit
        case AttemptPolicy.PER_ROUND | AttemptPolicy.UNLIMITED:
            return _("Bạn đã dùng hết %(n)d lượt thi của kỳ này.") % limit
        case policy:
            assert_never(policy)


def detail_shown(attempt: Attempt, *, round: Round, at: datetime) -> ResultDetail:
    """Return how much of a closed attempt its owner may see now.

    The last paper of a round may still be open for its grace when the round closes. So a key is
    released only once the latest possible save has been judged."""
    if attempt.state == AttemptState.OPEN:
        return ResultDetail.NOTHING
    return ResultDetail(
        round.shown_after_close if is_over(round, at=at) else round.shown_after_submit
    )


KEY_DELAY_S = 5


def is_over(round: Round, *, at: datetime) -> bool:
    """Tell whether the latest possible save of a round has been judged."""
    return round.phase(at - timedelta(seconds=KEY_DELAY_S)) in {
        RoundPhase.CLOSED,
        RoundPhase.FINALISING,
        RoundPhase.FINALISED,
    }


def check_may_see_key(attempt: Attempt, *, round: Round, at: datetime) -> None:
    if detail_shown(attempt, round=round, at=at) is not ResultDetail.KEY:
        raise ResultNotShown(_("Đáp án và giải thích được công bố sau khi kỳ thi đóng."))
