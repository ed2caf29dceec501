"""One organiser proposes the answer of a round's sub-question; another confirms it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import PredictionTarget, Round, RoundState, SubAnswer
from contests.registration.decision_order import begin_decision
from contests.rules import ReasonMissing, other_organisers
from contests.subjects import about_round, organiser
from leaderboard.rules import LeaderboardRefusal, RoundFinalised, TooEarly, may_be_finalised_from
from quizsite import two_people
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.moments import moment
from quizsite.language.vietnamese import visible


class NoSubQuestion(LeaderboardRefusal):
    code = "no_sub_question"
    status = 404
    message = gettext_lazy("Kỳ thi này không có câu hỏi phụ.")


class NothingProposed(LeaderboardRefusal):
    code = "nothing_proposed"
    status = 409
    message = gettext_lazy("Đáp án này đã được thay hoặc đã xác nhận. Hãy tải lại trang.")


class AnswerInUse(LeaderboardRefusal):
    code = "answer_in_use"
    status = 409
    message = gettext_lazy(
        "Kết quả đang được kiểm tra theo đáp án đã xác nhận nên đáp án không thay được nữa."
    )


def check_may_state(round: Round, *, at: datetime) -> None:
    """Nobody states an answer while somebody may still give one."""
    if round.prediction_target != PredictionTarget.ANSWER:
        raise NoSubQuestion
    if round.state == RoundState.FINALISED:
        raise RoundFinalised
    if round.checking_since is not None:
        raise AnswerInUse
    if at < may_be_finalised_from(round):
        raise TooEarly(
            _("Kỳ thi đóng lúc %(at)s. Hãy nhập đáp án câu hỏi phụ sau lúc đó.")
            % {"at": moment(round.closes_at)}
        )


@transaction.atomic
def propose_answer(round: Round, *, value: int, reason: str, by: User, at: datetime) -> SubAnswer:
    """Store the number for another organiser to confirm; it replaces what was stated before."""
    at = begin_decision(round.contest_id, at=at)
    round = Round.objects.select_related("contest").get(pk=round.pk)
    check_may_state(round, at=at)
    if not visible(reason):
        raise ReasonMissing
    facts = {
        "value": value,
        "reason": visible(reason),
        "proposed_by": by,
        "proposed_at": at,
        "confirmed_by": None,
        "confirmed_at": None,
    }
    answer, _made = SubAnswer.objects.update_or_create(round=round, defaults=facts)
    _record(answer, AuditKind.SUB_ANSWER_PROPOSED, by=by, at=at)
    return answer


@transaction.atomic
def confirm_answer(
    answer: SubAnswer, *, by: User, at: datetime, lone_reason: str = ""
) -> SubAnswer:
    """Let the number count; who proposed it confirms only where nobody else organises."""
    at = begin_decision(answer.round.contest_id, at=at)
    round = Round.objects.select_related("contest").get(pk=answer.round_id)
    check_may_state(round, at=at)
    two_people.confirm(
        about_round(round),
        by=organiser(by),
        proposed_by=answer.proposed_by_id,
        others=other_organisers(round.contest, by),
        at=at,
        reason=lone_reason,
    )
    # What was seen is confirmed, not what somebody has proposed since.
    seen = SubAnswer.objects.filter(
        pk=answer.pk, value=answer.value, proposed_at=answer.proposed_at, confirmed_at=None
    )
    if not seen.update(confirmed_by=by, confirmed_at=at):
        raise NothingProposed
    answer.refresh_from_db()
    _record(answer, AuditKind.SUB_ANSWER_CONFIRMED, by=by, at=at)
    return answer


def _record(answer: SubAnswer, kind: AuditKind, *, by: User, at: datetime) -> None:
    record(
        about_round(answer.round),
        kind=kind,
        by=organiser(by),
        at=at,
        after={"sub_answer": answer.value},
        reason=answer.reason,
    )
