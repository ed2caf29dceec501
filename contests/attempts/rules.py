"""Decides who may start a paper now, how often, and how much of a result its owner sees."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from contests.attempt_policies import policy_of
from contests.attempts.allowances import next_window, window_now
from contests.attempts.qualified import check_has_qualified
from contests.attempts.usage import AttemptUsage, usage_of
from contests.models import (
    Attempt,
    AttemptState,
    Entry,
    ResultDetail,
    Round,
    RoundPhase,
    Section,
)
from contests.registration.bars import OnTheList
from contests.rules import BarredFromEntering, ContestRefusal, check_has_cooled_off
from quizsite.accounts.rules import ConsentWithdrawn
from quizsite.language import moments


class RoundNotOpen(ContestRefusal):
    code = "round_not_open"


class NoPapersInRound(ContestRefusal):
    code = "no_papers_in_round"
    message = _(
        "Kỳ này không có đề trắc nghiệm để làm trên máy. Hãy mở trang cuộc thi để xem cách tham"
        " gia."
    )


class NoAttemptLeft(ContestRefusal):
    code = "no_attempt_left"


class EntryVoided(ContestRefusal):
    code = "entry_voided"


class NoPaperForDivision(ContestRefusal):
    code = "no_paper_for_division"


class ResultNotShown(ContestRefusal):
    code = "result_not_shown"


def check_round_is_open(round: Round, *, usage: AttemptUsage, at: datetime) -> None:
    """A round is open for everybody, or still for a person who makes it up."""
    phase = round.phase(at)
    if phase is RoundPhase.OPEN or window_now(usage.given, round=round, at=at):
        return
    window = next_window(usage.given, at=at) if phase is RoundPhase.CLOSED else None
    if window is not None and window.opens_at and window.ends_at:
        raise RoundNotOpen(
            _("Bạn thi bù %(round)s %(window)s. Bạn hãy quay lại khi đó.")
            % {"round": round.title, "window": moments.window(window.opens_at, window.ends_at)}
        )
    if phase is RoundPhase.UPCOMING:
        raise RoundNotOpen(
            _("%(round)s mở lúc %(time)s. Bạn hãy quay lại khi đó.")
            % {"round": round.title, "time": moments.moment(round.opens_at)}
        )
    raise RoundNotOpen(_("%(round)s đã đóng, không nhận bài mới.") % {"round": round.title})


def attempts_left(usage: AttemptUsage, *, round: Round) -> int | None:
    """Return how many papers this person may still start; None means without limit."""
    limit, extra = policy_of(round).limit(round), usage.extra_attempts
    if limit is None:
        return None
    # Papers elsewhere may have used up the limit, but never what is given for this round.
    return max(0, limit + extra - usage.counted, extra - usage.in_round)


def check_may_start(
    entry: Entry, *, round: Round, at: datetime, usage: AttemptUsage | None = None
) -> None:
    """Refuse the start with its reason; `usage` is given if the caller has read it already."""
    if not round.is_quiz:
        raise NoPapersInRound
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
    if usage.has_had_role:
        asked = Section.objects.filter(round=round.pk, division=entry.division_id)
        check_has_cooled_off(entry.user_id, entry.contest_id, asked=asked)
    if usage.is_barred:
        raise OnTheList
    if usage.has_withdrawn:
        raise ConsentWithdrawn
    check_has_qualified(round, is_qualified=usage.is_qualified)
    check_round_is_open(round, usage=usage, at=at)
    if attempts_left(usage, round=round) == 0:
        limit = round.attempt_limit + usage.extra_attempts
        raise NoAttemptLeft(policy_of(round).used_up(limit))


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
    """Tell whether the latest possible save of a round has been judged, of everybody in it."""
    judged = at - timedelta(seconds=KEY_DELAY_S)
    phase = round.phase(judged)
    if phase is RoundPhase.CLOSED:
        return judged >= round.ends_at
    return phase in {RoundPhase.FINALISING, RoundPhase.FINALISED}


def is_key_shown(round: Round, *, at: datetime) -> bool:
    """Tell whether people who took the round may have seen its key: from then on nothing that they
    choose, of whatever they hold, shows what they knew."""
    return (
        not round.is_practice
        and round.shown_after_close == ResultDetail.KEY
        and is_over(round, at=at)
    )


def check_may_see_key(attempt: Attempt, *, round: Round, at: datetime) -> None:
    if detail_shown(attempt, round=round, at=at) is not ResultDetail.KEY:
        raise ResultNotShown(_("Đáp án và giải thích được công bố sau khi kỳ thi đóng."))
