"""How long a checked file waits for its owner to confirm it."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from questionbank.models import ImportPreview, Intake
from quizsite.accounts.personal_data.retention import RetentionRule


def _previews(before: datetime) -> QuerySet[ImportPreview]:
    return ImportPreview.objects.filter(created_at__lt=before)


PREVIEWS = RetentionRule(
    "previews",
    _("Bản nháp nhập câu hỏi chưa xác nhận"),
    lambda: timedelta(days=30),
    _("không ai nhập nữa, mà trong tệp có đáp án"),
    _previews,
)


def _intakes(before: datetime) -> QuerySet[Intake]:
    return Intake.objects.filter(created_at__lt=before)


INTAKES = RetentionRule(
    "intakes",
    _("Tệp câu hỏi đã tiếp nhận, cùng tệp gốc"),
    lambda: timedelta(days=30),
    _("câu đã lưu thành bản nháp; tệp còn lại có đáp án mà không ai cần nữa"),
    _intakes,
)
