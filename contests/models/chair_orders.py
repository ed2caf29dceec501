"""The chair's order among works that are equal after every mark."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from contests.models.judged import Panel
from quizsite.accounts.models import User


class ChairOrder(models.Model):
    """What the chair signed last; earlier orders are lines of the trail."""

    panel = models.OneToOneField(Panel, on_delete=models.CASCADE, related_name="chair_order")
    places = models.JSONField(default=dict, help_text="judged work id → place among its equals")
    reason = models.CharField(_("lý do xếp như vậy"), max_length=500)
    signed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.panel_id)
