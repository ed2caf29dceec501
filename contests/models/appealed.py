"""Models of what people appeal against, and what organisers answer."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest, Round
from contests.models.taken import Attempt, Entry
from questionbank.models import Revision


class AppealKind(models.TextChoices):
    QUESTION = "question", _("câu hỏi trong bài của mình")
    RESULT = "result", _("kết quả của mình")
    DECISION = "decision", _("quyết định loại mình")


class AppealState(models.TextChoices):
    OPEN = "open", _("chờ trả lời")
    ANSWERED = "answered", _("đã có trả lời, chờ người thứ hai xác nhận")
    ACCEPTED = "accepted", _("chấp nhận")
    REFUSED = "refused", _("không chấp nhận")
    WITHDRAWN = "withdrawn", _("người gửi đã rút")


APPEAL_MOVES: dict[AppealState, frozenset[AppealState]] = {
    AppealState.OPEN: frozenset({AppealState.ANSWERED, AppealState.WITHDRAWN}),
    AppealState.ANSWERED: frozenset(
        {AppealState.ACCEPTED, AppealState.OPEN, AppealState.REFUSED, AppealState.WITHDRAWN}
    ),
    AppealState.ACCEPTED: frozenset(),
    AppealState.REFUSED: frozenset(),
    AppealState.WITHDRAWN: frozenset(),
}


class AppealOutcome(models.TextChoices):
    """Each is named as the state that confirming it leads to."""

    ACCEPTED = "accepted", _("chấp nhận")
    REFUSED = "refused", _("không chấp nhận")


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> AppealQuerySet:
        return self.filter(state__in=(AppealState.OPEN, AppealState.ANSWERED))

    def touching(self, round: Round) -> AppealQuerySet:
        """Find those on the round, and those of its people who were voided."""
        of_voided = Q(round=None, entry__attempts__round=round)
        return self.filter(Q(round=round) | of_voided, contest=round.contest_id).distinct()


class Appeal(models.Model):
    """A person asks the organisers to look again. Deleting the person's data empties both texts."""

    contest = models.ForeignKey(
        Contest, on_delete=models.CASCADE, related_name="appeals", db_index=False
    )
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="appeals")
    kind = models.CharField(_("khiếu nại về"), max_length=20, choices=AppealKind)
    round = models.ForeignKey(Round, null=True, on_delete=models.CASCADE, related_name="appeals")
    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(_("nội dung"), blank=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=AppealState, default=AppealState.OPEN)
    outcome = models.CharField(
        _("kết luận"), max_length=20, choices=AppealOutcome, blank=True, default=""
    )
    answer = models.TextField(_("trả lời"), blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        indexes = (models.Index(fields=("contest", "state", "made_at")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"

    @property
    def answer_mark(self) -> str:
        """Tells the proposed answer from any other, so that who confirms names what was read."""
        said = [str(self.answered_at), self.answered_by_id, self.outcome, self.answer]
        return hashlib.sha256(repr(said).encode()).hexdigest()
