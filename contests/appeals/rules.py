"""Decides who may appeal against what, and until when."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from contests.attempts.rules import is_over
from contests.models import Contest, Entry, Round
from contests.rules import ContestRefusal
from quizsite.language.moments import moment

# So many appeals of one person wait at once, and so many are taken in one contest.
MOST_OPEN = 3
MOST = 20


class NoAppeals(ContestRefusal):
    code = "no_appeals"
    message = _("Cuộc thi này không nhận khiếu nại trên trang. Hãy liên hệ ban tổ chức.")


class NothingToAppeal(ContestRefusal):
    code = "nothing_to_appeal"
    message = _("Không có gì để khiếu nại ở đây: kỳ thi thử không xếp hạng, và bạn không bị loại.")


class AppealTooEarly(ContestRefusal):
    code = "appeal_too_early"
    message = _("Khiếu nại được nhận sau khi kỳ thi đóng với tất cả mọi người.")


class AppealTooLate(ContestRefusal):
    code = "appeal_too_late"


class TooManyAppeals(ContestRefusal):
    code = "too_many_appeals"
    status = 409


def appeals_until(round: Round) -> datetime:
    """The period begins when the round closes, and anew when its result is first checked."""
    begins_at = max(round.ends_at, round.checking_since or round.ends_at)
    return begins_at + _period(round.contest)


def decision_until(entry: Entry) -> datetime | None:
    return entry.voided_at + _period(entry.contest) if entry.voided_at else None


def check_may_appeal_paper(round: Round, *, at: datetime) -> None:
    """A question or result of a round may be appealed once nobody can answer any more."""
    _check_are_taken(round.contest)
    if round.is_practice:
        raise NothingToAppeal
    if not is_over(round, at=at):
        raise AppealTooEarly
    _check_in_time(appeals_until(round), at=at)


def check_may_appeal_decision(entry: Entry, *, at: datetime) -> None:
    _check_are_taken(entry.contest)
    until = decision_until(entry)
    if until is None:
        raise NothingToAppeal
    _check_in_time(until, at=at)


def check_has_few(entry: Entry) -> None:
    """The caller holds the entry's lock, so two sent at once are counted one after the other."""
    if entry.appeals.open().count() >= MOST_OPEN:
        said = _("Bạn đang có %(n)d khiếu nại chờ trả lời. Hãy chờ trả lời hoặc rút bớt rồi gửi.")
        raise TooManyAppeals(said % {"n": MOST_OPEN})
    if entry.appeals.count() >= MOST:
        said = _("Bạn đã gửi %(n)d khiếu nại trong cuộc thi này. Hãy liên hệ ban tổ chức.")
        raise TooManyAppeals(said % {"n": MOST})


def _period(contest: Contest) -> timedelta:
    return timedelta(days=contest.appeal_days)


def _check_are_taken(contest: Contest) -> None:
    if not contest.appeal_days:
        raise NoAppeals


def _check_in_time(until: datetime, *, at: datetime) -> None:
    if at >= until:
        said = _("Thời hạn khiếu nại đã hết lúc %(at)s. Hãy liên hệ ban tổ chức.")
        raise AppealTooLate(said % {"at": moment(until)})
