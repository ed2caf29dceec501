"""Who witnessed a draw is somebody's name, and goes once nobody disputes the order any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from contests.models import WorkFinal
from quizsite.accounts.personal_data.retention import RetentionRule

WITNESSES_KEPT_FOR = timedelta(days=365)


def _old(before: datetime) -> QuerySet[WorkFinal]:
    return WorkFinal.objects.filter(drawn_at__lt=before).exclude(witness="")


def _empty(finals: QuerySet[WorkFinal], at: datetime) -> None:
    finals.update(witness="")


WITNESSES = RetentionRule(
    "final_witnesses",
    gettext_lazy("Tên người chứng kiến bốc thăm chung khảo"),
    lambda: WITNESSES_KEPT_FOR,
    gettext_lazy("để đối chiếu khi có khiếu nại về thứ tự; tính từ lúc bốc thăm"),
    _old,
    _empty,
)
