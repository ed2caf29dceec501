"""Who is invited, how often and how soon again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from contests.models import Contest, RosterInvitation
from contests.registration.rules import check_takes_entries
from contests.rules import ContestRefusal

MOST_TIMES = 3  # to one address, for one contest
PAUSE = timedelta(days=3)
# The mail needs a moment on its way, and its reader one to come.
LAST_CALL = timedelta(hours=1)


class NobodyToInvite(ContestRefusal):
    code = "nobody_to_invite"
    status = 409
    message = _(
        "Chưa gửi thư nào: lúc này không ai trong danh sách cần mời như vậy. Mỗi địa chỉ được mời"
        " nhiều nhất 3 lần, cách nhau ít nhất 3 ngày."
    )


class InvitedJustNow(ContestRefusal):
    code = "invited_just_now"
    status = 409
    message = _("Đợt mời này vừa được đặt. Hãy xem tình trạng của từng người trong danh sách.")


class ClosesTooSoon(ContestRefusal):
    code = "closes_too_soon"
    status = 409
    message = _("Chưa gửi thư nào: cuộc thi chưa công bố kỳ nào còn mở thêm ít nhất 1 giờ.")


def check_may_invite(contest: Contest, *, at: datetime) -> datetime:
    """Return until when an invitation is worth reading."""
    check_takes_entries(contest, at=at)
    rounds = contest.rounds.public().filter(is_practice=False, closes_at__gt=at + LAST_CALL)
    last: datetime | None = (
        rounds.order_by("-closes_at").values_list("closes_at", flat=True).first()
    )
    if last is None:
        raise ClosesTooSoon
    return last


def is_due(known: RosterInvitation | None, *, is_again: bool, at: datetime) -> bool:
    """Say whether an address gets a mail of the first kind, or of those sent again."""
    if known is None:
        return not is_again
    return is_again and known.times < MOST_TIMES and known.last_at <= at - PAUSE
