"""What a vote keeps about its voter, and how long."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import BallotState, Vote
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.retention import RetentionRule

# Long enough for a complaint about a count, which the trail and the candidates keep.
KEPT_FOR = timedelta(days=90)


def _own(user: User, at: datetime) -> Iterable[Row]:
    own = Vote.objects.filter(voter=user).select_related("ballot__contest", "candidate")
    for vote in own.order_by("cast_at", "pk"):
        yield {
            _("Cuộc thi"): vote.ballot.contest.title,
            _("Bình chọn"): vote.ballot.title,
            _("Phiếu cho"): vote.candidate.title,
            _("Ghi lúc"): vote.cast_at,
        }


def _old(before: datetime) -> QuerySet[Vote]:
    return Vote.objects.filter(ballot__state=BallotState.SETTLED, ballot__settled_at__lt=before)


OWN_VOTES = Holding(
    "votes",
    gettext_lazy("Phiếu bình chọn của bạn"),
    gettext_lazy("để mỗi người chỉ có một phiếu và bạn đổi được phiếu đến lúc đóng"),
    gettext_lazy("90 ngày sau khi chốt bình chọn; số phiếu của từng tác phẩm thì được giữ"),
    _own,
)
VOTES = RetentionRule(
    "votes",
    gettext_lazy("Ai đã bình chọn cho tác phẩm nào"),
    lambda: KEPT_FOR,
    gettext_lazy("giải quyết khiếu nại về số phiếu; tính từ khi chốt bình chọn"),
    _old,
)
