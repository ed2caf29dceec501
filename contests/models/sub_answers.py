"""What organisers decide on a round's sub-question once nobody can answer any more."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# What an answer in words can get at most; marks stand in the prediction's place.
BEST_MARK = 10


class SubAnswer(models.Model):
    """One organiser proposes the number, another confirms it; only then it counts.

    A new proposal replaces the row's, and takes the confirmation away."""

    round = models.OneToOneField(
        "contests.Round", on_delete=models.CASCADE, related_name="sub_answer"
    )
    value = models.PositiveIntegerField(_("đáp án của câu hỏi phụ"))
    reason = models.TextField(_("căn cứ"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.value)


class TextMark(models.Model):
    """How good a paper's answer in words is: one organiser marks it, another one confirms.

    Papers with equal words have equal marks, for organisers mark words and not people. The row
    holds none of the words, so it stays when a person is erased."""

    attempt = models.OneToOneField(
        "contests.Attempt", on_delete=models.CASCADE, related_name="text_mark"
    )
    mark = models.PositiveSmallIntegerField(_("điểm"), validators=(MaxValueValidator(BEST_MARK),))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(mark__lte=BEST_MARK), name="text_mark_in_range"),
        )

    def __str__(self) -> str:
        return str(self.mark)
