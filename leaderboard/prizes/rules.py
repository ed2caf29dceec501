"""When winners can be named, checked and announced, and what a round waits for."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contests.awards import Award, terms_of
from contests.models import Round, RoundState
from leaderboard.models import WINNER_MOVES, WinnerState
from leaderboard.prizes.lists import TooManyEqual
from leaderboard.prizes.winners import Winners, is_gap_missing, prizes_of_people, winners_of
from leaderboard.rules import LeaderboardRefusal, check_not_being_finalised, may_be_finalised_from
from quizsite.language.moments import moment


class WinnersUnknown(LeaderboardRefusal):
    code = "winners_unknown"
    status = 409


class PredictionsUncounted(WinnersUnknown):
    code = "predictions_uncounted"
    message = _(
        "Thứ hạng còn chờ đáp số của câu dự đoán hoặc câu hỏi phụ nên chưa xét được ai đạt giải. Ở "
        "trang chốt kết quả, hãy bấm “Bắt đầu kiểm tra kết quả”, rồi xác nhận người đạt giải."
    )


class WinnersUnchecked(LeaderboardRefusal):
    code = "winners_unchecked"
    status = 409


class ResultNotFinal(LeaderboardRefusal):
    code = "result_not_final"
    status = 409
    message = _(
        "Kết quả chưa chốt nên chưa công bố được danh sách đạt giải. Hãy chốt kết quả trước."
    )


class NoPrizes(LeaderboardRefusal):
    code = "no_prizes"
    status = 409
    message = _("Không có giải cá nhân nào để công bố.")


class WinnerMoveNotAllowed(LeaderboardRefusal):
    code = "winner_move_not_allowed"
    status = 409
    message = _("Tình trạng này không đổi sang như vậy được. Hãy tải lại trang rồi chọn lại.")


class NotToWin(LeaderboardRefusal):
    code = "not_to_win"
    status = 409
    message = _("Người này không có trong danh sách xét giải lúc này. Hãy tải lại trang.")


def check_winners_known(award: Award, *, at: datetime) -> None:
    """Before a result is complete, nobody can say who wins."""
    if award.round is None:
        if not _ranked_rounds(award).exists() or _unfinished(award):
            raise WinnersUnknown(
                _("Giải của cả cuộc thi xét được khi mọi kỳ thi có xếp hạng đã chốt kết quả.")
            )
        return
    check_not_being_finalised(award.round)
    opens_at = may_be_finalised_from(award.round)
    if award.round.state == RoundState.DRAFT or at < opens_at:
        raise WinnersUnknown(
            _("Người đạt giải xét được sau khi kỳ thi đóng, lúc %(at)s.")
            % {"at": moment(award.round.ends_at)}
        )
    if is_gap_missing(award):
        raise PredictionsUncounted


def check_winners_checked(round: Round) -> None:
    """A round with prizes is finalised once its winners are confirmed, if the contest asks that."""
    if is_gap_missing(Award(round.contest, round)) and _has_to_check(round):
        raise PredictionsUncounted
    if unchecked := count_unchecked(round):
        raise WinnersUnchecked(_unchecked_words(unchecked))


def count_unchecked(round: Round) -> int:
    """How many people who are to win the round's finalising waits for."""
    award = Award(round.contest, round)
    if is_gap_missing(award) or not _has_to_check(round):
        return 0
    try:
        return len(winners_of(award).unchecked)
    except TooManyEqual:  # nobody can be checked, and the result is right without prizes
        return 0


def _has_to_check(round: Round) -> bool:
    has_prizes = bool(prizes_of_people(Award(round.contest, round)))
    return has_prizes and terms_of(round.contest).checks_winners


def check_may_announce(winners: Winners) -> None:
    award = winners.award
    if not prizes_of_people(award):
        raise NoPrizes
    if not is_final(award):
        raise ResultNotFinal
    if winners.unchecked:
        raise WinnersUnchecked(_unchecked_words(len(winners.unchecked)))


def check_winner_move(before: WinnerState, after: WinnerState) -> None:
    if after not in WINNER_MOVES[before]:
        raise WinnerMoveNotAllowed


def is_final(award: Award) -> bool:
    """Nothing of the ranking changes any more."""
    if award.round is not None:
        return award.round.state == RoundState.FINALISED and not award.round.is_being_finalised
    return _ranked_rounds(award).exists() and not _unfinished(award)


def _ranked_rounds(award: Award) -> QuerySet[Round]:
    return Round.objects.ranked().filter(contest=award.contest)


def _unfinished(award: Award) -> bool:
    return _ranked_rounds(award).filter(result_digest="").exists()


def _unchecked_words(count: int) -> str:
    return _(
        "Còn %(count)d người sắp đạt giải chưa được xác nhận. Hãy ghi việc xác nhận từng người ở "
        "trang “Người đạt giải”."
    ) % {"count": count}
