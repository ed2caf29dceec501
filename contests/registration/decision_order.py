"""Puts decisions on who counts in a result one after the other, with times in that order."""

from datetime import datetime, timedelta

from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, CorrectionState, ResultCorrection, RoundState
from contests.rules import ContestRefusal
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine

_TICK = timedelta(microseconds=1)


class CorrectionUnderWay(ContestRefusal):
    code = "correction_under_way"
    status = 409
    message = _(
        "Đính chính kết quả đã được hai người xác nhận và máy chủ đang tính. Hãy thử lại sau ít "
        "phút: thay đổi này sẽ cần một đính chính khác. Chờ lâu thì mở “Chốt kết quả” của kỳ đó "
        "xem máy chủ làm đến đâu và yêu cầu làm lại."
    )


def begin_decision(contest_id: int, *, at: datetime) -> datetime:
    """Make voiding, restoring, finalising and correcting wait for each other's transaction.

    It returns the decision's moment: `at`, or just after the last one if that was later. Later
    these moments tell who was out of a round when it was finalised."""
    contest = Contest.objects.select_for_update(no_key=True).get(pk=contest_id)
    decided = AuditLine.objects.filter(
        contest=contest_id, kind__in=(AuditKind.ENTRY_VOIDED, AuditKind.ENTRY_RESTORED)
    )
    of_rounds = contest.rounds.aggregate(final=Max("finalised_at"), corrected=Max("corrected_at"))
    lasts: list[datetime | None] = [
        decided.aggregate(last=Max("at"))["last"],
        *of_rounds.values(),
    ]
    return max([at, *(last + _TICK for last in lasts if last is not None)])


def begin_change_of_people(contest_id: int, *, at: datetime) -> datetime:
    """As `begin_decision`, for what one organiser decides about people.

    Two organisers have read what a correction changes, so nothing is added to it until it has
    fixed who counts."""
    at = begin_decision(contest_id, at=at)
    waiting = ResultCorrection.objects.filter(
        state=CorrectionState.CONFIRMED,
        number=F("round__correction"),
        decided_at__gt=Coalesce("round__corrected_at", "round__finalised_at"),
        round__contest=contest_id,
        round__state=RoundState.FINALISED,
        round__result_digest="",
    )
    if waiting.exists():
        raise CorrectionUnderWay
    return at
