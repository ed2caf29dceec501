"""Models of what organisers decide about a result that is final already."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Round


class CorrectionState(models.TextChoices):
    PROPOSED = "proposed", _("chờ người thứ hai")
    CONFIRMED = "confirmed", _("có hiệu lực")
    REFUSED = "refused", _("không chấp nhận")


CORRECTION_MOVES: dict[CorrectionState, frozenset[CorrectionState]] = {
    CorrectionState.PROPOSED: frozenset({CorrectionState.CONFIRMED, CorrectionState.REFUSED}),
    CorrectionState.CONFIRMED: frozenset(),
    CorrectionState.REFUSED: frozenset(),
}


class ResultCorrection(models.Model):
    """A final result becomes a new version, for a reason that everybody reads.

    What the version before was is kept here: its digest, and when it was decided. The newest
    version's digest is the round's."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="corrections")
    number = models.PositiveSmallIntegerField(null=True)  # set when it is confirmed: 1, 2, …
    reason = models.TextField(_("lý do"))
    state = models.CharField(
        max_length=20, choices=CorrectionState, default=CorrectionState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    digest_before = models.CharField(max_length=64, blank=True, default="")
    decided_before = models.DateTimeField(null=True)

    class Meta:
        ordering = ("round", "number", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round",),
                condition=Q(state=CorrectionState.PROPOSED),
                name="one_correction_proposed",
            ),
            models.UniqueConstraint(
                fields=("round", "number"),
                condition=Q(number__isnull=False),
                name="correction_number_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id}: {self.number or self.state}"
