"""Moves the times of a published round, and says what is odd about the times of a round."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.allowances.ends import follow_closing
from contests.models import Round, RoundPhase, RoundState
from contests.rules import ContestRefusal, ReasonMissing
from contests.subjects import about_round, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record_changes, snapshot
from quizsite.language import moments
from quizsite.language.vietnamese import visible

_TIMES = ("opens_at", "closes_at")


class TimesFixed(ContestRefusal):
    code = "times_fixed"
    status = 409
    message = _("Kỳ thi đã đóng nên không đổi giờ được nữa.")


class TimesNotAllowed(ContestRefusal):
    code = "times_not_allowed"


@transaction.atomic
def move_times(
    round: Round, *, opens_at: datetime, closes_at: datetime, by: User, at: datetime, reason: str
) -> Round:
    """Move a round to come, or extend one that is open; papers being taken keep their end."""
    if not visible(reason):
        raise ReasonMissing
    published = Round.objects.select_for_update(no_key=True).filter(state=RoundState.PUBLISHED)
    stored = published.filter(pk=round.pk).first()
    if stored is None or stored.phase(at) is RoundPhase.CLOSED:
        raise TimesFixed
    _check_times(stored, opens_at=opens_at, closes_at=closes_at, at=at)
    facts, later = snapshot(stored, _TIMES), closes_at - stored.closes_at
    stored.opens_at, stored.closes_at = opens_at, closes_at
    changed = record_changes(
        about_round(stored),
        kind=AuditKind.TIMES_MOVED,
        by=organiser(by),
        at=at,
        before=facts,
        after=snapshot(stored, _TIMES),
        reason=visible(reason),
    )
    if changed:
        if not stored.is_quiz:  # its time is the whole window
            stored.time_limit_s = int((closes_at - opens_at).total_seconds())
        stored.save(update_fields=[*changed, "time_limit_s"])
        follow_closing(stored, later=later)
    return stored


def _check_times(stored: Round, *, opens_at: datetime, closes_at: datetime, at: datetime) -> None:
    if stored.phase(at) is RoundPhase.OPEN:
        if opens_at != stored.opens_at:
            raise TimesNotAllowed(_("Kỳ thi đang mở nên không đổi được giờ mở."))
        if closes_at < stored.closes_at:
            raise TimesNotAllowed(
                _("Kỳ thi đang mở chỉ gia hạn được. Muốn kết thúc trước giờ, hãy dùng Đóng sớm.")
            )
    elif opens_at <= at:
        raise TimesNotAllowed(_("Giờ mở mới đã qua. Hãy chọn một thời điểm sắp tới."))
    if closes_at <= opens_at:
        raise TimesNotAllowed(_("Giờ đóng phải sau giờ mở."))
    if stored.is_quiz and closes_at - opens_at < timedelta(seconds=stored.time_limit_s):
        raise TimesNotAllowed(_("Thời gian làm bài dài hơn cả kỳ thi."))


def doubts_about(round: Round, *, at: datetime) -> list[Any]:
    """List what is allowed but seldom meant, in sentences; an organiser is asked first."""
    doubts: list[Any] = []
    if round.opens_at < at:
        doubts.append(
            _("Giờ mở %(moment)s đã qua: kỳ thi mở ngay.")
            % {"moment": moments.moment(round.opens_at)}
        )
    if not round.is_practice:
        others = Round.objects.ranked().filter(contest=round.contest_id).exclude(pk=round.pk)
        overlapping = others.filter(opens_at__lt=round.closes_at, closes_at__gt=round.opens_at)
        doubts += [_("Trùng giờ với “%(round)s”.") % {"round": one.title} for one in overlapping]
    return doubts
