"""What a person's wishes keep: shown to them, and deleted when they ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leaderboard.models import JoysOff
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.keepers import Keeper


def _own(user: User, at: datetime) -> Iterable[Row]:
    for one in JoysOff.objects.filter(user=user):
        yield {_("Chỉ xem số liệu, không lời khen"): one.since}


def _erase(user: User, at: datetime) -> None:
    JoysOff.objects.filter(user=user).delete()


WISHES_KEEPER = Keeper(erase=_erase)
WISHES_HOLDING = Holding(
    "result_wishes",
    gettext_lazy("Cách bạn muốn xem kết quả"),
    gettext_lazy("để trang kết quả hiện theo ý bạn"),
    gettext_lazy("đến khi bạn đổi lại hoặc xóa dữ liệu"),
    _own,
)
