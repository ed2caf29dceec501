"""What may be seen of a board, and when a round may be finalised."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from contests.models import ROUND_MOVES, Attempt, ResultDetail, Round, RoundPhase, RoundState
from quizsite.language.moments import moment
from quizsite.refusals import Refusal


class LeaderboardRefusal(Refusal):
    """A "no" from boards and standings."""


class RoundFinalised(LeaderboardRefusal):
    code = "round_finalised"
    status = 409
    message = _("Kết quả kỳ thi này đã chốt nên không thay đổi được nữa.")


class BeingFinalised(LeaderboardRefusal):
    code = "being_finalised"
    status = 409
    message = _("Kết quả kỳ thi này đang được chốt. Bạn hãy chờ ít phút rồi tải lại trang.")


class NotRanked(LeaderboardRefusal):
    code = "not_ranked"
    status = 409
    message = _("Kỳ thi thử không xếp hạng nên không có kết quả để chốt.")


class NotPublished(LeaderboardRefusal):
    code = "not_published"
    status = 409
    message = _("Kỳ thi chưa công bố nên chưa có kết quả để chốt.")


class TooEarly(LeaderboardRefusal):
    code = "too_early"
    status = 409


class PapersOpen(LeaderboardRefusal):
    code = "papers_open"
    status = 409


def may_be_finalised_from(round: Round) -> datetime:
    """The server takes late saves until the grace has passed, so nothing is final before."""
    return round.closes_at + timedelta(seconds=settings.SAVE_GRACE_S)


def check_may_finalise(round: Round, *, at: datetime) -> None:
    """A round is finalised once, when nothing in it can change any more."""
    check_not_being_finalised(round)
    if round.state == RoundState.FINALISED:
        raise RoundFinalised
    if RoundState.FINALISED not in ROUND_MOVES[RoundState(round.state)]:
        raise NotPublished
    if round.is_practice:
        raise NotRanked
    if at < may_be_finalised_from(round):
        raise TooEarly(
            _("Kỳ thi đóng lúc %(at)s. Hãy chốt kết quả sau lúc đó.")
            % {"at": moment(round.closes_at)}
        )
    still_open = Attempt.objects.filter(round=round).running().count()
    if still_open:
        raise PapersOpen(
            _(
                "Còn %(count)s bài chưa đóng. Hãy chờ các bài này hết giờ và được đóng rồi "
                "chốt kết quả."
            )
            % {"count": still_open}
        )


def check_not_being_finalised(round: Round) -> None:
    """While the last ranking is written, old and new standings stand side by side: no export."""
    if round.is_being_finalised:
        raise BeingFinalised


def may_show_rows(rounds: Iterable[Round], *, at: datetime) -> bool:
    """Rows tell everybody's score, so boards withhold them as long as scores are withheld.

    They also wait until the last ranking of a round being finalised is complete."""
    return all(_lines_are_out(round, at) for round in rounds)


def _lines_are_out(round: Round, at: datetime) -> bool:
    phase = round.phase(at)
    if phase is RoundPhase.FINALISING:
        return False
    if phase in {RoundPhase.DRAFT, RoundPhase.UPCOMING, RoundPhase.FINALISED}:
        return True
    shown = round.shown_after_close if phase == RoundPhase.CLOSED else round.shown_after_submit
    return shown != ResultDetail.NOTHING
