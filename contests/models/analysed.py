"""Models of what the answers of a closed round say about its questions."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef

from contests.models.announced import Round
from contests.models.ruled import QuestionRuling, RulingState
from questionbank.models import Revision


class RoundAnalysis(models.Model):
    """The newest analysis of a closed round: counts alone, of no single person.

    `source` is the digest of what was counted; another one means that the result has changed.
    `summary` holds the slots of time, the people of each division, and the shares by axis."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="analysis")
    made_at = models.DateTimeField()
    source = models.CharField(max_length=64, help_text="SHA-256 of what was counted")
    papers = models.PositiveIntegerField(help_text="one of each person")
    later = models.PositiveIntegerField(default=0, help_text="closed papers that were not counted")
    summary = models.JSONField()

    def __str__(self) -> str:
        return f"{self.round_id}: {self.papers}"


# From here on figures say that a question is broken or leaked (`contests/analysis/flags.py`).
IN_DOUBT = 500


class QuestionFiguresQuerySet(models.QuerySet["QuestionFigures"]):
    def in_doubt(self) -> QuestionFiguresQuerySet:
        """Find those that look broken or leaked, and about which nobody has proposed anything."""
        ruled = QuestionRuling.objects.filter(
            round=OuterRef("analysis__round"), revision=OuterRef("revision")
        ).exclude(state=RulingState.REFUSED)
        return self.filter(~Exists(ruled), trouble__gte=IN_DOUBT)


class QuestionFigures(models.Model):
    """What the answers of one round say about one question; `trouble` orders the page."""

    analysis = models.ForeignKey(
        RoundAnalysis, on_delete=models.CASCADE, related_name="questions", db_index=False
    )
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    trouble = models.PositiveIntegerField(default=0)
    figures = models.JSONField()

    objects = QuestionFiguresQuerySet.as_manager()

    class Meta:
        ordering = ("-trouble", "pk")
        constraints = (
            models.UniqueConstraint(fields=("analysis", "revision"), name="figures_once"),
        )

    def __str__(self) -> str:
        return f"{self.analysis_id}/{self.revision_id}"
