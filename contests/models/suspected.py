"""Models of what organisers look at after a round: signs that papers were not made alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Round
from contests.models.taken import Entry


class SignKind(models.TextChoices):
    ALIKE = "alike", _("câu trả lời giống nhau khác thường")
    FAST = "fast", _("làm nhanh hơn mức đọc kịp đề")
    DEVICE = "device", _("nhiều người thi trên một thiết bị")
    IN_A_ROW = "in_a_row", _("tài khoản lập liên tiếp với địa chỉ gần giống nhau")


class CaseState(models.TextChoices):
    WAITING = "waiting", _("chờ xét")
    ASKED = "asked", _("cần hỏi")
    CLEARED = "cleared", _("không có vấn đề")
    VOIDED = "voided", _("đã loại")


CASE_MOVES: dict[CaseState, frozenset[CaseState]] = {
    CaseState.WAITING: frozenset({CaseState.ASKED, CaseState.CLEARED, CaseState.VOIDED}),
    CaseState.ASKED: frozenset({CaseState.CLEARED, CaseState.VOIDED}),
    CaseState.CLEARED: frozenset(),
    CaseState.VOIDED: frozenset(),
}


class IntegrityLook(models.Model):
    """The newest look at a closed round: how much was compared, and what was too weak to list."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="integrity_look")
    looked_at = models.DateTimeField()
    papers = models.PositiveIntegerField()
    pairs = models.PositiveIntegerField(help_text="papers compared with each other")
    left_out = models.PositiveIntegerField(default=0, help_text="weaker cases beyond the limit")

    def __str__(self) -> str:
        return f"{self.round_id}: {self.papers}"


class IntegrityCaseQuerySet(models.QuerySet["IntegrityCase"]):
    def undecided(self) -> IntegrityCaseQuerySet:
        return self.filter(state__in=(CaseState.WAITING, CaseState.ASKED))


class IntegrityCase(models.Model):
    """One sign at one or several entries of a round, with its figures; people decide on it.

    As strong a sign, or a stronger one, was seen `base_count` times among `base_total`."""

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="integrity_cases", db_index=False
    )
    kind = models.CharField(max_length=10, choices=SignKind)
    key = models.CharField(max_length=64, help_text="SHA-256 of whom it is about")
    entries = models.ManyToManyField(Entry, through="CaseEntry", related_name="integrity_cases")
    strength = models.PositiveSmallIntegerField(help_text="in bits; stronger signs come first")
    base_count = models.PositiveIntegerField()
    base_total = models.PositiveIntegerField()
    evidence = models.JSONField(help_text="figures and ids, never a name")
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(blank=True)

    objects = IntegrityCaseQuerySet.as_manager()

    class Meta:
        ordering = ("-strength", "pk")
        constraints = (
            models.UniqueConstraint(fields=("round", "kind", "key"), name="integrity_case_once"),
        )
        indexes = (models.Index(fields=("round", "state", "-strength")),)

    def __str__(self) -> str:
        return f"{self.round_id}: {self.kind}"


class CaseEntry(models.Model):
    """Whom a case is about; an entry that is deleted leaves it."""

    case = models.ForeignKey(
        IntegrityCase, on_delete=models.CASCADE, related_name="members", db_index=False
    )
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="case_members")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "entry"), name="case_entry_once"),)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.entry_id}"
