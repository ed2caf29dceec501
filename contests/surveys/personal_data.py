"""What surveys keep about a person: nothing of who answers, and of a clerk what waits."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import PrintedForm
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row


def _own(user: User, at: datetime) -> Iterable[Row]:
    typed = PrintedForm.objects.filter(Q(first_by=user) | Q(second_by=user))
    for form in typed.select_related("batch__survey").order_by("batch", "number"):
        yield {
            _("Khảo sát"): form.batch.survey.title,
            _("Lô phiếu giấy"): form.batch.name,
            _("Phiếu số"): form.number,
            _("Lần nhập"): 1 if form.first_by_id == user.pk else 2,
        }


TYPED_FORMS = Holding(
    "typed_forms",
    gettext_lazy("Phiếu giấy bạn đã nhập, chờ người thứ hai"),
    gettext_lazy("để hai người nhập độc lập; phiếu bạn tự trả lời thì không ai biết là của bạn"),
    gettext_lazy("đến khi hai lần nhập thống nhất"),
    _own,
)
