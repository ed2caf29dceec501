"""What checking winners keeps about a person: shown to them, and emptied when they ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.regulation.prizes import prize_name
from leaderboard.models import Winner, WinnerCheck
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.keepers import Keeper


def _own(user: User, at: datetime) -> Iterable[Row]:
    """Prizes as they were announced, and how far they were checked; no notes, as of bars."""
    won = Winner.objects.filter(entry__user=user).order_by("pk")
    for one in won.select_related("contest", "round", "prize"):
        yield {
            _("Cuộc thi"): one.contest.title,
            _("Kỳ thi"): one.round.title if one.round else _("Cả cuộc thi"),
            _("Giải"): prize_name(one.prize),
            _("Hạng"): one.place,
            _("Công bố lúc"): one.announced_at,
        }
    checks = WinnerCheck.objects.filter(entry__user=user).order_by("pk")
    for check in checks.select_related("contest", "round"):
        yield {
            _("Cuộc thi"): check.contest.title,
            _("Kỳ thi"): check.round.title if check.round else _("Cả cuộc thi"),
            _("Xác nhận người đạt giải"): check.get_state_display(),
            _("Ghi lúc"): check.at,
        }


def _erase(user: User, at: datetime) -> None:
    """The state stays, since the list of winners rests on it; what was written goes."""
    WinnerCheck.objects.filter(entry__user=user).update(reason="")


PRIZES_KEEPER = Keeper(erase=_erase)
PRIZES_HOLDING = Holding(
    "prizes",
    gettext_lazy("Giải thưởng và việc xác nhận"),
    gettext_lazy("để trao giải đúng người"),
    gettext_lazy("cùng với kết quả của kỳ thi"),
    _own,
)
