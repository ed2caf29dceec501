"""The history of contests before the audit trail (docs/decisions/0023-audit-trail.md).

Processes of the version before may still write here, so the table stays for one release."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest, Round


class ContestEvent(models.Model):
    class Kind(models.TextChoices):
        CREATED = "created", _("Tạo cuộc thi")
        EDITED = "edited", _("Sửa thông tin đã công bố")
        PUBLISHED = "published", _("Công bố")
        CLOSED_EARLY = "closed_early", _("Đóng sớm")
        ENTRY_VOIDED = "entry_voided", _("Loại bài dự thi")
        ENTRY_RESTORED = "entry_restored", _("Khôi phục bài dự thi")
        FINALISED = "finalised", _("Chốt kết quả")

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="events")
    round = models.ForeignKey(Round, null=True, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-pk")
