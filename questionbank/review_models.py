"""The tables of a review: what the bank asks of it, blind solves, checklists, comments, edits."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class BankSettings(models.Model):
    """What the staff has decided for the bank: one row, or none before the first change."""

    ONLY = 1  # its key

    asks_blind_solve = models.BooleanField(default=True, db_default=True)

    def __str__(self) -> str:
        return str(self.pk)


class BlindSolve(models.Model):
    """What a reviewer answered before the key of a revision opened for them.

    `answer` is in bank order, as the kind of question keeps answers; 0 says that none fits."""

    revision = models.ForeignKey(
        "questionbank.Revision", on_delete=models.CASCADE, related_name="solves"
    )
    solver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.BigIntegerField(null=True, help_text="none: opened the key without answering")
    answer_text = models.CharField(max_length=200, blank=True, help_text="of an answer in words")
    remark = models.TextField(blank=True)
    counts = models.BooleanField(help_text="false: knew the key before, or did not answer")
    shown_at = models.DateTimeField(null=True, help_text="when the page with the question was made")
    solved_at = models.DateTimeField()
    # A disagreement with the key ends in words.
    settlement = models.TextField(blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    settled_key = models.JSONField(null=True, help_text="the key that the words speak of")

    class Meta:
        ordering = ("solved_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("revision", "solver"), name="blind_solve_once"),
            models.CheckConstraint(
                condition=Q(counts=False) | Q(answer__isnull=False), name="only_answers_count"
            ),
        )

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.solver_id}"


class Checklist(models.Model):
    """What a reviewer ticked of a revision, beside what the machine found at that moment."""

    revision = models.ForeignKey(
        "questionbank.Revision", on_delete=models.CASCADE, related_name="checklists"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ticked = models.JSONField(default=list, help_text="names of `reviewing.checklist.ASKED`")
    found = models.JSONField(default=dict, help_text="names that the machine looks at → ok")
    note = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("revision", "reviewer"), name="checklist_once"),
        )

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.reviewer_id}"


class RevisionComment(models.Model):
    """A remark on a revision; answers to it stand below, and somebody resolves it."""

    revision = models.ForeignKey(
        "questionbank.Revision", on_delete=models.CASCADE, related_name="comments"
    )
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField()
    written_at = models.DateTimeField()
    answers = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="answered_by"
    )
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("written_at", "pk")

    def __str__(self) -> str:
        return self.text[:40]


class Suggestion(models.Model):
    """Other wording for a revision; an author takes it into a new draft, or refuses in words."""

    revision = models.ForeignKey(
        "questionbank.Revision", on_delete=models.CASCADE, related_name="suggestions"
    )
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    suggested_at = models.DateTimeField()
    wording = models.JSONField(help_text="stem, options, explanation, article")
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)
    refusal = models.TextField(blank=True)

    class Meta:
        ordering = ("suggested_at", "pk")

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.suggested_by_id}"


class RevisionWriter(models.Model):
    """Somebody besides the author wrote words of a revision, so does not publish it either."""

    revision = models.ForeignKey(
        "questionbank.Revision", on_delete=models.CASCADE, related_name="writers"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("revision", "user"), name="writer_once"),)

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.user_id}"


class Tag(models.Model):
    """A word by which people of the bank gather questions."""

    name = models.CharField(max_length=40, unique=True)
    questions = models.ManyToManyField("questionbank.Question", related_name="tags")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
