"""The table of requests about one's own data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestKind(models.TextChoices):
    """What a person may ask under Law 91/2025/QH15; `requests.py` knows the clock of each."""

    ACCESS = "access", _("xem, lấy dữ liệu")
    CORRECTION = "correction", _("sửa dữ liệu")
    WITHDRAWAL = "withdrawal", _("rút lại sự đồng ý")
    DELETION = "deletion", _("xóa dữ liệu")
    RESTRICTION = "restriction", _("hạn chế xử lý")
    OBJECTION = "objection", _("phản đối xử lý")


class DataRequest(models.Model):
    """A person asked for something about their data: when, by when it is due, when it was done."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_requests"
    )
    kind = models.CharField(max_length=20, choices=RequestKind)
    body = models.TextField(blank=True)
    received_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        app_label = "accounts"
        ordering = ("-received_at", "-pk")
        indexes = (
            models.Index(
                fields=("due_at",), condition=models.Q(done_at=None), name="open_data_request"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.received_at}"
