"""What the sieve keeps about people: read by them, emptied with them, gone with its purpose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import KeptFacts, LikenessPair, SieveCheck, SieveDecision, Work
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.holdings import Holding, Row
from quizsite.accounts.personal_data.keepers import Keeper
from quizsite.accounts.personal_data.retention import RetentionRule

KEPT_FOR = timedelta(days=90)


def _read(user: User, at: datetime) -> Iterable[Row]:
    own = SieveDecision.objects.filter(work__in=Work.objects.of(user))
    for one in own.select_related("work__round__contest").order_by("pk"):
        yield {
            _("Cuộc thi"): one.work.round.contest.title,
            _("Bài số"): one.work.number,
            _("Kết quả sơ loại"): one.get_outcome_display(),
            _("Lý do"): one.get_reason_display() or None,
            _("Lời của ban tổ chức"): one.words or None,
            _("Lúc"): one.decided_at,
        }


def _erase(user: User, at: datetime) -> None:
    """What was found in works names people; that there was a decision is counted on."""
    own = list(Work.objects.of(user).values_list("pk", flat=True))
    KeptFacts.objects.filter(file__work__in=own).delete()
    SieveCheck.objects.filter(work__in=own).delete()
    SieveDecision.objects.filter(work__in=own).update(words="")
    LikenessPair.objects.filter(Q(work__in=own) | Q(other_work__in=own)).delete()


def _old_checks(before: datetime) -> QuerySet[Any]:
    return SieveCheck.objects.filter(work__round__finalised_at__lt=before)


def _old_pairs(before: datetime) -> QuerySet[Any]:
    return LikenessPair.objects.filter(round__finalised_at__lt=before)


SIEVE_KEEPER = Keeper(erase=_erase)
OWN_SIEVE = Holding(
    "sieve",
    gettext_lazy("Kết quả sơ loại bài dự thi của bạn"),
    gettext_lazy("để bạn biết vì sao bài được nhận, trả lại hay không nhận"),
    gettext_lazy("cùng với kết quả của kỳ thi; lời của ban tổ chức được xóa khi bạn xóa dữ liệu"),
    _read,
)
SIEVE_RULES = (
    RetentionRule(
        "sieve_checks",
        gettext_lazy("Điều máy thấy khi sơ loại bài dự thi"),
        lambda: KEPT_FOR,
        gettext_lazy("để ban tổ chức xét và trả lời khiếu nại; tính từ khi kỳ thi được chốt"),
        _old_checks,
    ),
    RetentionRule(
        "likeness_pairs",
        gettext_lazy("Cặp bài dự thi giống nhau và kết luận"),
        lambda: KEPT_FOR,
        gettext_lazy("để ban tổ chức xét và trả lời khiếu nại; tính từ khi kỳ thi được chốt"),
        _old_pairs,
    ),
)
