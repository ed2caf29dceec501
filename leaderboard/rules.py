"""What may be seen of a board, and when a round may be finalised."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contests.attempt_policies import has_one_paper_each
from contests.models import (
    ROUND_MOVES,
    Appeal,
    Attempt,
    PredictionTarget,
    ResultDetail,
    Round,
    RoundPhase,
    RoundState,
    SubAnswer,
)
from quizsite.language.moments import moment
from quizsite.refusals import Refusal


class LeaderboardRefusal(Refusal):
    """A "no" from boards and standings."""


class RoundFinalised(LeaderboardRefusal):
    code = "round_finalised"
    status = 409
    message = _("Kết quả kỳ thi này đã chốt nên không thay đổi được nữa.")


class ShowHasMinutes(LeaderboardRefusal):
    code = "show_has_minutes"
    status = 409
    message = _(
        "Kỳ này thi trên sân khấu: kết quả của các đội được thống nhất ở bàn thư ký và nằm trong"
        " biên bản, không có bảng xếp hạng cá nhân để chốt."
    )


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


class CheckBegun(LeaderboardRefusal):
    code = "check_begun"
    status = 409
    message = _("Việc kiểm tra kết quả kỳ thi này đã bắt đầu từ trước.")


class RulingsUnfinished(LeaderboardRefusal):
    code = "rulings_unfinished"
    status = 409
    message = _(
        "Còn câu hỏi chờ xử lý hoặc đang chấm lại. Hãy xử lý xong rồi chốt kết quả "
        "(trang “Câu hỏi của kỳ”)."
    )


class IncidentsUnfinished(LeaderboardRefusal):
    code = "incidents_unfinished"
    status = 409
    message = _(
        "Còn sự cố chờ xử lý hoặc đang được áp dụng. Hãy xử lý xong rồi chốt kết quả "
        "(trang “Sự cố” của kỳ thi)."
    )


class AppealsOpen(LeaderboardRefusal):
    code = "appeals_open"
    status = 409
    message = _(
        "Còn khiếu nại của kỳ thi này chưa xét xong. Hãy trả lời hết rồi chốt kết quả "
        "(trang “Khiếu nại”)."
    )


class PapersOpen(LeaderboardRefusal):
    code = "papers_open"
    status = 409


class FigureWithheld(LeaderboardRefusal):
    code = "figure_withheld"
    status = 409
    message = _(
        "Số người dự thi là câu dự đoán của kỳ thi đang mở, nên các con số này hiện sau khi kỳ thi "
        "đóng với tất cả mọi người."
    )


class SubAnswerMissing(LeaderboardRefusal):
    code = "sub_answer_missing"
    status = 409
    message = _(
        "Đáp án câu hỏi phụ chưa được nhập và xác nhận. Hãy làm việc đó trước khi chốt kết quả "
        "(trang “Đáp án câu hỏi phụ”)."
    )


class TextsUnmarked(LeaderboardRefusal):
    code = "texts_unmarked"
    status = 409
    message = _(
        "Còn câu trả lời của câu hỏi phụ chưa được chấm và xác nhận. Hãy làm việc đó trước khi "
        "chốt kết quả (trang “Chấm câu hỏi phụ”)."
    )


class WorksUnmarked(LeaderboardRefusal):
    code = "works_unmarked"
    status = 409
    message = _(
        "Ban giám khảo chưa thống nhất điểm hoặc chưa mở mã phách của vòng thi viết. Hãy làm việc "
        "đó trước khi chốt kết quả (trang “Chấm bài viết”)."
    )


# The total of a board that each prediction asks for; a sub-question asks for none.
PREDICTED = {
    PredictionTarget.ALL_CORRECT: "perfect",
    PredictionTarget.ENTRANTS: "people",
    PredictionTarget.ATTEMPTS: "attempts",
}


def may_be_finalised_from(round: Round) -> datetime:
    """The server takes late saves until the grace has passed, so nothing is final before.

    It also waits for people who were given more time or make the round up."""
    return round.ends_at + timedelta(seconds=settings.SAVE_GRACE_S)


def check_may_finalise(round: Round, *, at: datetime) -> None:
    """A round is finalised once, when nothing in it can change any more."""
    _check_ranks_people(round)
    _check_has_ended(round, at=at)
    if round.rulings.unfinished().exists():
        raise RulingsUnfinished
    _check_answer_stated(round)
    if Appeal.objects.open().touching(round).exists():
        raise AppealsOpen
    _check_papers_closed(round)


def check_may_check(round: Round, *, at: datetime) -> None:
    """A round is checked once, from when all its papers are closed until it is finalised."""
    _check_ranks_people(round)
    _check_has_ended(round, at=at)
    if round.checking_since is not None:
        raise CheckBegun
    _check_answer_stated(round)
    _check_papers_closed(round)


def _check_answer_stated(round: Round) -> None:
    """Two people stand for a jury's totals, for a sub-question's answer, and for its marks."""
    if round.waits_for_jury:
        raise WorksUnmarked
    if round.prediction_target == PredictionTarget.ANSWER and stated_answer(round) is None:
        raise SubAnswerMissing
    if round.asks_words and unmarked_papers(round).exists():
        raise TextsUnmarked


def _check_ranks_people(round: Round) -> None:
    if round.is_staged:
        raise ShowHasMinutes


def _check_has_ended(round: Round, *, at: datetime) -> None:
    check_not_being_finalised(round)
    if round.state == RoundState.FINALISED:
        raise RoundFinalised
    if RoundState.FINALISED not in ROUND_MOVES[RoundState(round.state)]:
        raise NotPublished
    if round.is_practice:
        raise NotRanked
    if at < may_be_finalised_from(round):
        raise TooEarly(_too_early_words(round))
    if round.incidents.unfinished().exists():
        raise IncidentsUnfinished


def _check_papers_closed(round: Round) -> None:
    still_open = Attempt.objects.filter(round=round).running().count()
    if still_open:
        raise PapersOpen(
            _(
                "Còn %(count)s bài chưa đóng. Hãy chờ các bài này hết giờ và được đóng rồi "
                "chốt kết quả."
            )
            % {"count": still_open}
        )


def unmarked_papers(round: Round) -> QuerySet[Attempt]:
    """Find closed papers whose words wait for a mark, or for the second organiser."""
    closed = Attempt.objects.closed().filter(round=round, prediction__isnull=False)
    return closed.exclude(text_mark__confirmed_at__isnull=False)


def stated_answer(round: Round) -> int | None:
    """Read the answer of the round's sub-question that two people stand for."""
    confirmed = SubAnswer.objects.filter(round=round).exclude(confirmed_at=None)
    return confirmed.values_list("value", flat=True).first()


def _too_early_words(round: Round) -> str:
    if round.ends_at > round.closes_at:
        said = _("Còn người được thêm giờ hoặc thi bù đến %(at)s. Hãy chốt kết quả sau lúc đó.")
    else:
        said = _("Kỳ thi đóng lúc %(at)s. Hãy chốt kết quả sau lúc đó.")
    return said % {"at": moment(round.ends_at)}


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
    if round.is_written:
        return not round.waits_for_jury
    is_over = phase is RoundPhase.CLOSED and not round.is_extended(at)
    shown = round.shown_after_close if is_over else round.shown_after_submit
    return shown != ResultDetail.NOTHING


class Limits(NamedTuple):
    """What a board does not tell yet: its rows, some of its totals, or what came lately."""

    is_hidden: bool
    withheld: frozenset[str]
    is_frozen: bool = False


def freezes_at(round: Round) -> datetime:
    return round.closes_at - timedelta(minutes=round.freeze_minutes)


def is_frozen(round: Round, *, at: datetime) -> bool:
    """From the last minutes of a round until its organisers reveal the places, or they are final.

    A board of a round closed early stands as it stood then."""
    is_asked = round.freeze_minutes > 0 and round.is_ranked and round.revealed_at is None
    return is_asked and round.state != RoundState.FINALISED and at >= freezes_at(round)


def limits_of(rounds: Iterable[Round], *, at: datetime) -> Limits:
    asked = list(rounds)
    # Works that wait for their jury add nothing to a total, so they hide none.
    counted = [round for round in asked if not round.waits_for_jury] or asked
    return Limits(
        not may_show_rows(counted, at=at),
        withheld_figures(counted, at=at),
        any(is_frozen(round, at=at) for round in counted),
    )


def withheld_figures(rounds: Iterable[Round], *, at: datetime) -> frozenset[str]:
    """Name the totals that an open round asks people to predict, and those that would tell them.

    Whoever can still answer must not read the answer; the last saves arrive within the grace."""
    return frozenset(
        figure
        for round in rounds
        if round.has_prediction and round.opens_at <= at < may_be_finalised_from(round)
        for figure in _telling(round)
    )


def _telling(round: Round) -> set[str]:
    """Each new person is a new attempt; where each has one only, attempts are people too."""
    target = PredictionTarget(round.prediction_target)
    if round.asks_sub_question:
        return set()
    if target == PredictionTarget.ENTRANTS or (
        target == PredictionTarget.ATTEMPTS and has_one_paper_each(round)
    ):
        return {"people", "attempts"}
    return {PREDICTED[target]}
