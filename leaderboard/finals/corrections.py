"""Corrects a final result: one organiser proposes it, another confirms, a new version is ranked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from contests.models import (
    Attempt,
    CorrectionState,
    Entry,
    ResultCorrection,
    Round,
    RoundState,
    Work,
)
from contests.registration.decision_order import begin_decision
from contests.rules import other_organisers
from contests.rulings.decisions import put_agreed_in_force
from contests.subjects import about_round, organiser
from leaderboard.boards.writer import mark_dirty_on_commit
from leaderboard.finals.jobs import correct_round
from leaderboard.models import Standing
from leaderboard.rules import LeaderboardRefusal, check_not_being_finalised
from quizsite import two_people
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible
from quizsite.models import AuditLine


class NotFinal(LeaderboardRefusal):
    code = "not_final"
    status = 409
    message = _("Kết quả kỳ thi này chưa chốt nên không cần đính chính: hãy sửa rồi chốt.")


class NothingToCorrect(LeaderboardRefusal):
    code = "nothing_to_correct"
    status = 409
    message = _(
        "Từ khi chốt chưa có ai bị loại, được khôi phục hay đổi đơn vị, và chưa có quyết định xử "
        "lý câu hỏi nào được xác nhận. Hãy làm việc đó trước rồi đề nghị đính chính."
    )


class CorrectionReasonMissing(LeaderboardRefusal):
    code = "reason_missing"
    message = _("Hãy ghi lý do: mọi người đọc được lý do này trên trang cuộc thi.")


class CorrectionProposed(LeaderboardRefusal):
    code = "correction_proposed"
    status = 409
    message = _("Kỳ thi này đã có một đề nghị đính chính đang chờ.")


class ChangesMoved(LeaderboardRefusal):
    code = "changes_moved"
    status = 409
    message = _(
        "Từ khi bạn mở trang, những gì đính chính đã thay đổi. Hãy tải lại trang, đọc lại rồi xác "
        "nhận."
    )


@dataclass(frozen=True, slots=True)
class PendingChanges:
    """What was decided since the result was final and does not count in it yet."""

    voided: list[Entry]
    restored: list[Entry]
    moved: int
    rulings: int
    mark: str  # tells these changes from any other, so that who confirms names what was read

    def __bool__(self) -> bool:
        return bool(self.voided or self.restored or self.moved or self.rulings)


def pending_changes(round: Round) -> PendingChanges:
    """Look only at people about whom the trail has a line since, however many take part."""
    lines = AuditLine.objects.filter(contest=round.contest_id, at__gt=round.decided_at)
    kinds = (AuditKind.ENTRY_VOIDED, AuditKind.ENTRY_RESTORED, AuditKind.ENTRY_MOVED)
    touched = set(lines.filter(kind__in=kinds).values_list("about_id", flat=True))
    standing = Standing.objects.filter(entry=OuterRef("pk"), round=round)
    own = {"entry": OuterRef("pk"), "round": round}
    papers = Attempt.objects.closed().filter(**own)
    works = Work.objects.counted().filter(**own)
    has_result = Exists(works) if round.is_written else Exists(papers)
    people = Entry.objects.filter(pk__among=touched).select_related("user", "unit").order_by("pk")
    is_ranked = people.filter(Exists(standing))
    voided = list(is_ranked.exclude(voided_at=None))
    restored = list(people.valid().filter(~Exists(standing), has_result))
    elsewhere = is_ranked.valid().filter(~Exists(standing.filter(unit=OuterRef("unit"))))
    moved = list(elsewhere.values_list("pk", "unit"))
    rulings = list(round.rulings.agreed().order_by("pk").values_list("pk", flat=True))
    found = [[one.pk for one in voided], [one.pk for one in restored], moved, rulings]
    mark = hashlib.sha256(repr(found).encode()).hexdigest()
    return PendingChanges(voided, restored, len(moved), len(rulings), mark)


@transaction.atomic
def propose_correction(round: Round, *, reason: str, by: User, at: datetime) -> ResultCorrection:
    begin_decision(round.contest_id, at=at)
    round = _final(round.pk)
    if not visible(reason):
        raise CorrectionReasonMissing
    if not pending_changes(round):
        raise NothingToCorrect
    try:
        with transaction.atomic():
            correction = ResultCorrection.objects.create(
                round=round, reason=visible(reason), proposed_by=by, proposed_at=at
            )
    except IntegrityError as error:  # one is proposed already
        raise CorrectionProposed from error
    _record(correction, AuditKind.CORRECTION_PROPOSED, by=by, at=at)
    return correction


@transaction.atomic
def confirm_correction(
    correction: ResultCorrection, *, seen: str, by: User, at: datetime, lone_reason: str = ""
) -> ResultCorrection:
    """Give the old version up and let a job rank the new one; boards hide their rows till then.

    `seen` marks the changes that this person read: what one organiser adds meanwhile is no
    decision of two."""
    at = begin_decision(correction.round.contest_id, at=at)
    round = _final(correction.round_id)
    if seen != pending_changes(round).mark:
        raise ChangesMoved
    two_people.confirm(
        about_round(round),
        by=organiser(by),
        proposed_by=correction.proposed_by_id,
        others=other_organisers(round.contest, by),
        at=at,
        reason=lone_reason,
    )
    _decide(
        correction,
        to=CorrectionState.CONFIRMED,
        by=by,
        at=at,
        number=round.correction + 1,
        digest_before=round.result_digest,
        decided_before=round.decided_at,
    )
    put_agreed_in_force(round)
    Round.objects.filter(pk=round.pk).update(correction=F("correction") + 1, result_digest="")
    _record(correction, AuditKind.CORRECTION_CONFIRMED, by=by, at=at)
    correct_round.enqueue(round.pk)
    mark_dirty_on_commit(round, round.contest.divisions.values_list("pk", flat=True))
    return correction


@transaction.atomic
def refuse_correction(correction: ResultCorrection, *, by: User, at: datetime) -> ResultCorrection:
    """Leave the result as it is; whoever proposed it may take it back in this way."""
    begin_decision(correction.round.contest_id, at=at)
    _decide(correction, to=CorrectionState.REFUSED, by=by, at=at)
    _record(correction, AuditKind.CORRECTION_REFUSED, by=by, at=at)
    return correction


def _final(round_id: int) -> Round:
    round = Round.objects.select_related("contest").get(pk=round_id)
    check_not_being_finalised(round)
    if round.state != RoundState.FINALISED:
        raise NotFinal
    return round


def _decide(
    correction: ResultCorrection, *, to: CorrectionState, by: User, at: datetime, **facts: object
) -> None:
    """Two organisers may press at once; only the first still finds it proposed."""
    proposed = ResultCorrection.objects.filter(pk=correction.pk, state=CorrectionState.PROPOSED)
    if not proposed.update(state=to, decided_by=by, decided_at=at, **facts):
        raise two_people.AlreadyDecided
    correction.refresh_from_db()


def _record(correction: ResultCorrection, kind: AuditKind, *, by: User, at: datetime) -> None:
    said = {"correction": correction.number, "digest_before": correction.digest_before}
    record(
        about_round(correction.round),
        kind=kind,
        by=organiser(by),
        at=at,
        after={name: value for name, value in said.items() if value},
        reason=correction.reason,
    )
