"""What a written work is worth, once its jury has agreed and the key to the codes was opened."""

from __future__ import annotations

from django.db import models

from contests.models.announced import Round
from contests.models.taken import Entry
from contests.models.written import Work


class WorkResult(models.Model):
    """The jury's total for a work, in hundredths; `leaderboard.standings.sources` ranks by it."""

    work = models.OneToOneField(Work, on_delete=models.CASCADE, related_name="result")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="work_results")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="work_results")
    points = models.PositiveIntegerField(help_text="hundredths")
    most_points = models.PositiveIntegerField(help_text="hundredths that it could reach")
    main_points = models.PositiveIntegerField(
        default=0, help_text="hundredths of the criterion that decides ties"
    )
    chair_place = models.PositiveSmallIntegerField(
        default=0, help_text="the chair's order among equals; 0: not asked"
    )
    settled_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.work_id}: {self.points}/{self.most_points}"
