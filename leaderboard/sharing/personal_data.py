"""What sharing keeps about a person: shown to them, and deleted when they ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leaderboard.models import SharedResult
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.keepers import Keeper


def _own(user: User, at: datetime) -> Iterable[Row]:
    own = SharedResult.objects.filter(attempt__entry__user=user).order_by("shared_at", "pk")
    for one in own.select_related("attempt__round__contest"):
        yield {
            _("Cuộc thi"): one.attempt.round.contest.title,
            _("Kỳ thi"): one.attempt.round.title,
            _("Lượt"): one.attempt.number,
            _("Địa chỉ chia sẻ"): reverse("leaderboard:shared_result", args=[one.code]),
            _("Chia sẻ lúc"): one.shared_at,
        }


def _erase(user: User, at: datetime) -> None:
    SharedResult.objects.filter(attempt__entry__user=user).delete()


SHARED_KEEPER = Keeper(erase=_erase)
SHARED_HOLDING = Holding(
    "shared_results",
    gettext_lazy("Kết quả bạn đang chia sẻ"),
    gettext_lazy("để người có địa chỉ xem được"),
    gettext_lazy("đến khi bạn rút lại, thôi công khai tên hoặc xóa dữ liệu"),
    _own,
)
