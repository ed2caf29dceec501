"""How long a picture stays that no question uses."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from questionbank.models import Picture
from questionbank.pictures.store import used_digests
from quizsite.accounts.personal_data.retention import RetentionRule


def _unused(before: datetime) -> QuerySet[Picture]:
    return Picture.objects.filter(used_at__lt=before).exclude(digest__in=used_digests())


PICTURES = RetentionRule(
    "pictures",
    _("Hình đã tải lên mà không câu hỏi nào dùng"),
    lambda: timedelta(days=30),
    _("hình của mọi phiên bản câu hỏi, cả phiên bản cũ, được giữ cùng câu hỏi"),
    _unused,
)
