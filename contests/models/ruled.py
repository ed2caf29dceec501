"""Models of what organisers decide about questions that turn out to be wrong."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Round
from questionbank.models import Revision


class RulingKind(models.TextChoices):
    ANNUL = "annul", _("hủy câu, không tính trong bài nào")
    ACCEPT = "accept", _("công nhận thêm phương án")
    GIVE = "give", _("tính là đúng cho mọi bài có câu này")
    KEEP = "keep", _("giữ đáp án đã ban hành")


class RulingState(models.TextChoices):
    PROPOSED = "proposed", _("chờ người thứ hai")
    AGREED = "agreed", _("đã xác nhận, chờ đính chính kết quả")
    IN_FORCE = "in_force", _("có hiệu lực")
    REPLACED = "replaced", _("đã có quyết định sau thay thế")
    REFUSED = "refused", _("không chấp nhận")


class RulingQuerySet(models.QuerySet["QuestionRuling"]):
    def proposed(self) -> RulingQuerySet:
        return self.filter(state=RulingState.PROPOSED)

    def agreed(self) -> RulingQuerySet:
        """Find those that a correction of the final result will put in force."""
        return self.filter(state=RulingState.AGREED)

    def in_force(self) -> RulingQuerySet:
        return self.filter(state=RulingState.IN_FORCE)

    def confirmed(self) -> RulingQuerySet:
        return self.filter(
            state__in=(RulingState.AGREED, RulingState.IN_FORCE, RulingState.REPLACED)
        )

    def unfinished(self) -> RulingQuerySet:
        """Find those that still may change, or have not yet changed, scores of the round."""
        return self.filter(
            Q(state=RulingState.PROPOSED) | Q(state=RulingState.IN_FORCE, regraded_at=None)
        )


class QuestionRuling(models.Model):
    """What counts for one question in one round, after papers have asked it.

    `accepted` lists further right answers, each as bank indexes of options. `preview` says what the
    ruling would change; a job writes it. `regraded_at` is set once all closed papers follow it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="rulings")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("xử lý"), max_length=20, choices=RulingKind)
    accepted = models.JSONField(default=list, blank=True)
    reason = models.TextField(_("lý do"))
    state = models.CharField(max_length=20, choices=RulingState, default=RulingState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    preview = models.JSONField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    regraded_at = models.DateTimeField(null=True, blank=True)

    objects = RulingQuerySet.as_manager()

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "revision"),
                condition=Q(state=RulingState.PROPOSED),
                name="one_ruling_proposed",
            ),
            models.UniqueConstraint(
                fields=("round", "revision"),
                condition=Q(state=RulingState.IN_FORCE),
                name="one_ruling_in_force",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id}/{self.revision_id}: {self.kind}"
