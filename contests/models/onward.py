"""What goes on after a contest: its organisers ask authors whether a work becomes an idea."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from contests.models.initiated import Initiative
from contests.models.written import Work


class OnwardAsk(models.Model):
    """One question to who handed a work in, and the answer; a yes makes the idea."""

    work = models.OneToOneField(Work, on_delete=models.CASCADE, related_name="onward_ask")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)
    initiative = models.ForeignKey(
        Initiative, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.work_id}: {self.is_agreed}"
