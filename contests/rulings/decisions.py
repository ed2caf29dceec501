"""One organiser proposes what becomes of a wrong question; another confirms or refuses it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from contests.attempts.withheld_keys import withheld_keys
from contests.models import (
    QuestionRuling,
    Round,
    RoundState,
    RulingKind,
    RulingState,
)
from contests.registration.decision_order import begin_decision
from contests.rules import ContestRefusal, ReasonMissing, other_organisers
from contests.rulings.jobs import regrade
from contests.rulings.stops import deal_again, stop_dealing
from contests.subjects import about_round, organiser
from questionbank.models import AnswerKey, Revision
from questionbank.question_types.registry import QUESTION_TYPES
from quizsite import two_people
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.moments import moment
from quizsite.language.vietnamese import visible

# So many open proposals stop dealing at once; one organiser alone shapes no paper by more.
STOPPED_BY_PROPOSALS = 3


class NotAsked(ContestRefusal):
    code = "not_asked"
    status = 404
    message = _("Kỳ thi này không có câu hỏi đó.")


class ResultBeingRanked(ContestRefusal):
    code = "result_being_ranked"
    status = 409
    message = _("Kết quả kỳ thi đang được xếp lần cuối. Hãy chờ ít phút rồi thử lại.")


class AlreadyProposed(ContestRefusal):
    code = "ruling_proposed"
    status = 409
    message = _("Câu này đã có một đề nghị đang chờ. Hãy xử lý đề nghị đó trước.")


class NothingAccepted(ContestRefusal):
    code = "nothing_accepted"
    message = _("Hãy chọn ít nhất một phương án để công nhận thêm.")


class KeyWithheldElsewhere(ContestRefusal):
    """Scores that rise, or do not, would tell which options stood in the key."""

    code = "key_withheld_elsewhere"
    status = 409


class NothingToTakeBack(ContestRefusal):
    code = "nothing_to_take_back"
    message = _("Câu này đang được chấm theo đáp án đã ban hành, không có gì để giữ lại.")


@transaction.atomic
def propose_ruling(
    round: Round,
    revision: Revision,
    *,
    kind: RulingKind,
    accepted: Sequence[Any] = (),
    reason: str,
    by: User,
    at: datetime,
) -> QuestionRuling:
    """Ask another organiser; the question is no longer dealt while enough others are left.

    With more than a few proposals open, dealing stops only when they are confirmed.

    `accepted` are bank indexes of options. For a question with one right option each of them
    counts alone; for one with several they are a further right answer together. Other kinds say in
    `further_keys` what they take."""
    begin_decision(round.contest_id, at=at)
    round = Round.objects.select_related("contest").get(pk=round.pk)
    _check_may_rule(round, revision)
    if not visible(reason):
        raise ReasonMissing
    in_force = round.rulings.in_force().filter(revision=revision).first()
    if kind == RulingKind.KEEP and (in_force is None or in_force.kind == RulingKind.KEEP):
        raise NothingToTakeBack
    answers = _further_answers(revision, accepted) if kind == RulingKind.ACCEPT else []
    try:
        with transaction.atomic():
            ruling = QuestionRuling.objects.create(
                round=round,
                revision=revision,
                kind=kind,
                accepted=answers,
                reason=visible(reason),
                proposed_by=by,
                proposed_at=at,
            )
    except IntegrityError as error:  # one is proposed already
        raise AlreadyProposed from error
    is_one_of_few = round.rulings.proposed().count() <= STOPPED_BY_PROPOSALS
    if kind != RulingKind.KEEP and is_one_of_few:
        stop_dealing(round, revision, by=organiser(by), at=at, reason=ruling.reason)
    _record(ruling, AuditKind.RULING_PROPOSED, by=by, at=at)
    return ruling


@transaction.atomic
def confirm_ruling(
    ruling: QuestionRuling, *, by: User, at: datetime, lone_reason: str = ""
) -> QuestionRuling:
    """Put it in force; a job scores the closed papers again, papers still open follow it.

    In a finalised round it waits for a correction of the result, which puts it in force. Who
    proposed it confirms it only where nobody else organises, and says why."""
    begin_decision(ruling.round.contest_id, at=at)
    round = Round.objects.select_related("contest").get(pk=ruling.round_id)
    _check_may_rule(round, ruling.revision)
    if ruling.kind == RulingKind.ACCEPT:
        _check_tells_no_other_contest(round, ruling.revision, at=at)
    two_people.confirm(
        about_round(round),
        by=organiser(by),
        proposed_by=ruling.proposed_by_id,
        others=other_organisers(round.contest, by),
        at=at,
        reason=lone_reason,
    )
    is_final = round.state == RoundState.FINALISED
    earlier = round.rulings.agreed() if is_final else round.rulings.in_force()
    earlier.filter(revision=ruling.revision_id).update(state=RulingState.REPLACED)
    to = RulingState.AGREED if is_final else RulingState.IN_FORCE
    _decide(ruling, to=to, by=by, at=at)
    _record(ruling, AuditKind.RULING_CONFIRMED, by=by, at=at)
    if is_final:
        return ruling
    deal = deal_again if ruling.kind == RulingKind.KEEP else stop_dealing
    deal(round, ruling.revision, by=organiser(by), at=at, reason=ruling.reason)
    regrade.enqueue(round.pk)
    return ruling


@transaction.atomic
def refuse_ruling(ruling: QuestionRuling, *, by: User, at: datetime) -> QuestionRuling:
    """Leave the scores as they are; whoever proposed it may take it back in this way."""
    begin_decision(ruling.round.contest_id, at=at)
    _decide(ruling, to=RulingState.REFUSED, by=by, at=at)
    _record(ruling, AuditKind.RULING_REFUSED, by=by, at=at)
    deal_again(ruling.round, ruling.revision, by=organiser(by), at=at, reason=ruling.reason)
    return ruling


def put_agreed_in_force(round: Round) -> int:
    """Put in force what organisers agreed on since the result was final; return how many.

    The caller holds the correction's transaction; scoring again comes after it."""
    agreed = list(round.rulings.agreed().order_by("decided_at", "pk"))
    for ruling in agreed:
        earlier = round.rulings.in_force().filter(revision=ruling.revision_id)
        earlier.update(state=RulingState.REPLACED)
        ruling.state = RulingState.IN_FORCE
        ruling.save(update_fields=["state"])
    return len(agreed)


def _check_may_rule(round: Round, revision: Revision) -> None:
    if round.is_being_finalised:
        raise ResultBeingRanked
    pools = round.sections.values_list("pool", flat=True)
    if round.state == RoundState.DRAFT or not any(revision.pk in pool for pool in pools):
        raise NotAsked


def _check_tells_no_other_contest(round: Round, revision: Revision, *, at: datetime) -> None:
    asks = withheld_keys([revision.pk], at=at, outside=round.contest_id).get(revision.pk)
    if asks is not None:
        raise KeyWithheldElsewhere(
            _(
                "Kỳ “%(round)s” của cuộc thi “%(contest)s” còn hỏi câu này, và điểm thay đổi sẽ "
                "cho biết đáp án. Hãy xác nhận sau %(until)s, hoặc đề nghị hủy câu, tính là đúng "
                "cho mọi bài."
            )
            % {"round": asks.round, "contest": asks.contest, "until": moment(asks.until)}
        )


def _further_answers(revision: Revision, accepted: Sequence[Any]) -> list[list[Any]]:
    """The key itself may be among them: a refusal would tell it to who may not see it yet."""
    right = AnswerKey.objects.get(revision=revision).right_options
    further = QUESTION_TYPES[revision.kind].further_keys(revision.options, right, accepted)
    if not further:
        raise NothingAccepted
    return further


def _decide(ruling: QuestionRuling, *, to: RulingState, by: User, at: datetime) -> None:
    """Two organisers may press at once; only the first still finds it proposed."""
    proposed = QuestionRuling.objects.proposed().filter(pk=ruling.pk)
    if not proposed.update(state=to, decided_by=by, decided_at=at):
        raise two_people.AlreadyDecided
    ruling.refresh_from_db()


def _record(ruling: QuestionRuling, kind: AuditKind, *, by: User, at: datetime) -> None:
    said = {
        "question": ruling.revision.question.code,
        "revision": ruling.revision.number,
        "ruling": ruling.kind,
        "accepted": ruling.accepted,
    }
    record(
        about_round(ruling.round),
        kind=kind,
        by=organiser(by),
        at=at,
        after=said,
        reason=ruling.reason,
    )
