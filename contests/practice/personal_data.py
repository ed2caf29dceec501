"""What practising keeps about people, how long, and what becomes of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import PractisedQuestion
from contests.practice.answers import forget_practice
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.keepers import Keeper
from quizsite.accounts.personal_data.retention import RetentionRule

KEPT_FOR = timedelta(days=365)


def _own(user: User, at: datetime) -> Iterable[Row]:
    rows = PractisedQuestion.objects.filter(user=user).select_related("question__axis")
    for one in rows.order_by("last_at", "pk"):
        yield {
            _("Mã câu hỏi"): one.question.code,
            _("Trục nội dung"): one.question.axis.name,
            _("Số lần trả lời"): one.times,
            _("Số lần đúng"): one.right_times,
            _("Trả lời gần nhất"): one.last_at,
            _("Hỏi lại từ ngày"): one.due_on,
        }


def _old(before: datetime) -> QuerySet[PractisedQuestion]:
    return PractisedQuestion.objects.filter(last_at__lt=before)


def _erase(user: User, at: datetime) -> None:
    forget_practice(user)


OWN_PRACTICE = Holding(
    "practice",
    gettext_lazy("Tiến độ luyện tập"),
    gettext_lazy("để câu bạn trả lời sai quay lại và bạn thấy mình cần ôn trục nào"),
    gettext_lazy("12 tháng sau lần trả lời gần nhất của mỗi câu; bạn tự xóa được bất cứ lúc nào"),
    _own,
)
PRACTICE = RetentionRule(
    "practice",
    gettext_lazy("Tiến độ luyện tập từng câu"),
    lambda: KEPT_FOR,
    gettext_lazy("lâu không luyện thì không còn nói được người ấy biết gì"),
    _old,
)
KEEPER = Keeper(erase=_erase)
