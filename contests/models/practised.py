"""What one person has practised; no round, score or board asks it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from questionbank.models import Question


class PractisedQuestion(models.Model):
    """How well one person knows one question, as practising told, whatever its wording.

    `box` and `due_on` follow `contests/practice/boxes.py`. `times` counts the answers, so that a
    form posted twice counts once."""

    # Without an index of its own: `practised_once` begins with it.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="practised_questions",
        db_index=False,
    )
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    box = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    times = models.PositiveIntegerField(default=1)
    right_times = models.PositiveIntegerField(default=0)
    is_last_right = models.BooleanField()
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "question"), name="practised_once"),
            models.CheckConstraint(
                condition=Q(right_times__lte=F("times")), name="practised_right_at_most_always"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.question_id}"
