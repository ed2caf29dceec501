"""What invitations keep about people, and how long."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Invitation
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.retention import RetentionRule


def _old(before: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(expires_at__lt=before)


INVITATIONS = RetentionRule(
    "invitations",
    gettext_lazy("Lời mời giữ vai"),
    lambda: timedelta(days=30),
    gettext_lazy("tính từ khi hết hạn; ai giao vai gì cho ai thì nhật ký ghi"),
    _old,
)


def _own(user: User, at: datetime) -> Iterable[Row]:
    for one in Invitation.objects.filter(Q(made_by=user) | Q(used_by=user)):
        yield {
            _("Vai"): str(one),
            _("Mời lúc"): one.made_at,
            _("Người mời"): _("bạn") if one.made_by_id == user.pk else _("người khác"),
            _("Nhận lúc"): one.used_at,
        }


OWN_INVITATIONS = Holding(
    "invitations",
    gettext_lazy("Lời mời giữ vai"),
    gettext_lazy("để biết ai mời ai giữ vai gì"),
    gettext_lazy("30 ngày sau khi hết hạn"),
    _own,
)
