"""What certificates keep about a person: shown to them, and deleted when they ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leaderboard.certificates.issuing import take_numbers
from leaderboard.document_models import IssuedCertificate
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.keepers import Keeper


def _own(user: User, at: datetime) -> Iterable[Row]:
    own = IssuedCertificate.objects.filter(entry__user=user).order_by("issued_at", "pk")
    for one in own.select_related("contest"):
        yield {
            _("Cuộc thi"): one.contest.title,
            _("Họ và tên trên giấy"): one.full_name,
            _("Đơn vị trên giấy"): one.unit,
            _("Thành tích"): one.achievement,
            _("Cấp lúc"): one.issued_at,
            _("Thu hồi lúc"): one.revoked_at,
        }


def _erase(user: User, at: datetime) -> None:
    """Whoever checks such a certificate reads that it is not known.

    The last number may go with it, so it is noted first."""
    mine = IssuedCertificate.objects.filter(entry__user=user).order_by()
    for contest in set(mine.values_list("contest", flat=True)):
        take_numbers(contest, 0)
    IssuedCertificate.objects.filter(entry__user=user).delete()


CERTIFICATES_KEEPER = Keeper(erase=_erase)
CERTIFICATES_HOLDING = Holding(
    "certificates",
    gettext_lazy("Giấy chứng nhận"),
    gettext_lazy("để cấp giấy, và để người khác kiểm tra giấy là thật"),
    gettext_lazy("đến khi bạn xóa dữ liệu; giấy khi đó không kiểm tra được nữa"),
    _own,
)
