"""The sealed key: which work a jury knows under which code. Jurors' pages cannot import it."""

from __future__ import annotations

from django.db import models

from contests.models.judged import JudgedWork
from contests.models.written import Work


class SealedCode(models.Model):
    """One work under one code of one panel; no page reads it before the totals are agreed."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="codes")
    judged = models.OneToOneField(JudgedWork, on_delete=models.CASCADE, related_name="+")
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.judged_id)
