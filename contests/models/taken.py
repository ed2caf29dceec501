"""Models of what people do: they enter, take papers and answer."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import AttemptPolicy, Contest, Division, Round
from quizsite.accounts.models import Consent, Unit, User
from quizsite.language.vietnamese import search_key


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, user: User) -> EntryQuerySet:
        return self.filter(user=user)

    def valid(self) -> EntryQuerySet:
        return self.filter(voided_at=None)

    def matching(self, query: str) -> EntryQuerySet:
        """Find people by words of their name, address or unit; an empty query finds all."""
        if not query:
            return self
        return self.filter(
            Q(user__full_name__icontains=query)
            | Q(user__email__icontains=query)
            | Q(user__phone__icontains=query)
            | Q(unit__search_key__icontains=search_key(query) or query)
        )


class Entry(models.Model):
    """One person in one contest: division, unit at that time, consent."""

    contest = models.ForeignKey(
        Contest, on_delete=models.CASCADE, related_name="entries", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entries"
    )
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="entries")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="entries")
    display_name = models.CharField(max_length=120, help_text="short name on public lists")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT)
    registered_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.TextField(blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contest", "user"), name="entry_once"),)
        indexes = (models.Index(fields=("contest", "unit")),)

    def __str__(self) -> str:
        return self.display_name


class AttemptState(models.TextChoices):
    OPEN = "open", _("Đang làm bài")
    SUBMITTED = "submitted", _("Đã nộp bài")
    EXPIRED = "expired", _("Hết giờ, đã tự nộp")


ATTEMPT_MOVES: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.OPEN: frozenset({AttemptState.SUBMITTED, AttemptState.EXPIRED}),
    AttemptState.SUBMITTED: frozenset(),
    AttemptState.EXPIRED: frozenset(),
}


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of(self, user: User) -> AttemptQuerySet:
        return self.filter(entry__user=user)

    def running(self) -> AttemptQuerySet:
        return self.filter(state=AttemptState.OPEN)

    def closed(self) -> AttemptQuerySet:
        return self.exclude(state=AttemptState.OPEN)

    def in_rounds_sharing_one(self, round: Round) -> AttemptQuerySet:
        """Find those in all rounds that share one attempt; practising uses up none of theirs."""
        return self.filter(
            round__contest=round.contest_id,
            round__attempt_policy=AttemptPolicy.ONCE,
            round__is_practice=round.is_practice,
        )

    def overdue(self, at: datetime) -> AttemptQuerySet:
        return self.running().filter(deadline_at__lt=at)


class Attempt(models.Model):
    """One person, one frozen paper, one stretch of time.

    `paper` is the order drawn: [[revision id, [bank option index, …]], …]. `seed` and `avoided`,
    the revisions this person had been dealt before, are the evidence: they draw the same again.
    `writer` counts the tabs that took the paper up; only the newest may save."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Indexes of their own would repeat the beginnings of those below, at every start and close.
    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="attempts", db_index=False
    )
    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="attempts", db_index=False
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=AttemptState, default=AttemptState.OPEN)
    seed = models.BigIntegerField()
    paper = models.JSONField()
    avoided = models.JSONField(null=True, blank=True)
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    writer = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    correct_count = models.PositiveSmallIntegerField(null=True, blank=True)
    question_count = models.PositiveSmallIntegerField()
    prediction = models.PositiveIntegerField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("entry",), condition=Q(state=AttemptState.OPEN), name="one_open_attempt"
            ),
            models.UniqueConstraint(fields=("entry", "round", "number"), name="attempt_number"),
            models.CheckConstraint(
                condition=Q(state=AttemptState.OPEN)
                | Q(finished_at__isnull=False, correct_count__isnull=False),
                name="closed_attempt_is_scored",
            ),
        )
        indexes = (
            models.Index(
                fields=("deadline_at",), condition=Q(state=AttemptState.OPEN), name="open_deadline"
            ),
            models.Index(fields=("round", "state")),
        )

    def __str__(self) -> str:
        return str(self.code)

    @property
    def time_used_ms(self) -> int | None:
        """Measure from the server's start to the finish; to the deadline if time ran out."""
        if self.finished_at is None:
            return None
        return time_used_ms(self.started_at, self.finished_at)


def time_used_ms(started_at: datetime, finished_at: datetime) -> int:
    return round((finished_at - started_at).total_seconds() * 1000)


class Answer(models.Model):
    """The latest acknowledged choice at one position, with its sequence number.

    Positions 1…n hold the chosen options as a bit set over the displayed order (0 = none);
    position 0 holds the prediction plus one (0 = none)."""

    # Without an index of its own: `answer_once` begins with it, and every save pays for each.
    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, related_name="answers", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    choice = models.PositiveIntegerField()
    seq = models.PositiveBigIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("attempt", "position"), name="answer_once"),)


class SaveRefusal(models.Model):
    """Answers of an attempt came too late to count; organisers see that it happened."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="save_refusals")
    code = models.CharField(max_length=20)
    last_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("attempt", "code"), name="refusal_once"),)
