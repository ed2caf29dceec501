"""Models of papers that devices brought back after a backup was restored."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest, Round
from contests.models.taken import Entry


class ReturnReason(models.TextChoices):
    UNKNOWN = "unknown", _("máy chủ không có bài này")
    LATE = "late", _("có câu nhận sau giờ kết thúc mà máy chủ biết")
    FINAL = "final", _("kết quả kỳ thi đã chốt")
    KEY_SHOWN = "key_shown", _("gửi lại khi đáp án đã công bố")


class ReturnState(models.TextChoices):
    WAITING = "waiting", _("chờ quyết định")
    ACCEPTED = "accepted", _("đã nhận lại")
    REFUSED = "refused", _("không nhận")


RETURN_MOVES: dict[ReturnState, frozenset[ReturnState]] = {
    ReturnState.WAITING: frozenset({ReturnState.ACCEPTED, ReturnState.REFUSED}),
    ReturnState.ACCEPTED: frozenset(),
    ReturnState.REFUSED: frozenset(),
}


ENTRY_IN_COPY = 2  # its place in `PaperCopy` (contests/delivery/paper_copy.py)


class ReturnedPaper(models.Model):
    """What a device brought back and the restored database cannot take in by itself.

    Every receipt in it was signed by this site. `paper` is how the paper was dealt."""

    code = models.UUIDField(unique=True, help_text="of the attempt")
    contest = models.ForeignKey(Contest, null=True, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, null=True, on_delete=models.CASCADE, related_name="+")
    # Whose it was by its copy; if the database does not know that, who was signed in.
    entry = models.ForeignKey(Entry, null=True, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=20, choices=ReturnReason)
    state = models.CharField(max_length=20, choices=ReturnState, default=ReturnState.WAITING)
    paper = models.JSONField()
    receipts = models.JSONField(help_text="[position, choice, seq, microseconds, epoch, text] each")
    arrived_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decision = models.TextField(blank=True, help_text="why, in the organiser's words")

    class Meta:
        indexes = (models.Index(fields=("contest", "state")),)

    def __str__(self) -> str:
        return str(self.code)

    @property
    def is_owner_presumed(self) -> bool:
        """Its own entry is gone: `entry` is of whoever was signed in on the device."""
        owner = self.paper[ENTRY_IN_COPY] if len(self.paper) > ENTRY_IN_COPY else None
        return self.entry_id is not None and self.entry_id != owner
