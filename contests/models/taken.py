"""Models of what people do: they enter, take papers and answer."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest, Division, Round
from contests.models.competing import PledgeText
from quizsite.accounts.models import Consent, Unit, User
from quizsite.language import lookups as _lookups  # noqa: F401 -- registers `without_accents`
from quizsite.language.vietnamese import search_key, tidy, without_accents


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, user: User) -> EntryQuerySet:
        return self.filter(user=user)

    def valid(self) -> EntryQuerySet:
        return self.filter(voided_at=None)

    def matching(self, query: str) -> EntryQuerySet:
        """Find people by words of their name, alias, address or unit; "" finds all."""
        if not query:
            return self
        return self.filter(
            Q(user__full_name__without_accents__contains=without_accents(tidy(query)))
            | Q(user__email__icontains=query)
            | Q(user__phone__icontains=query)
            | Q(display_name__icontains=query)
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
    display_name = models.CharField(max_length=120, help_text="short name or alias on public lists")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT)
    registered_at = models.DateTimeField()
    # Chosen once, before the first paper that asks for it; papers are drawn by it.
    field = models.CharField(_("lĩnh vực"), max_length=80, blank=True, default="", db_default="")
    # Nobody looks an entry up by the text it pledged, and no text is ever removed.
    pledge = models.ForeignKey(PledgeText, null=True, on_delete=models.PROTECT, db_index=False)
    pledged_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.TextField(blank=True)
    # Of the list in `PrizelessLine`, so that boards need not ask it (`registration/prizeless.py`).
    is_prizeless = models.BooleanField(default=False, db_default=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contest", "user"), name="entry_once"),)
        indexes = (
            models.Index(fields=("contest", "unit")),
            models.Index(
                fields=("contest",),
                condition=models.Q(voided_at__isnull=False),
                name="entry_voided",
            ),
        )

    def __str__(self) -> str:
        return self.display_name


class GuardianRelation(models.TextChoices):
    FATHER = "father", _("cha")
    MOTHER = "mother", _("mẹ")
    GUARDIAN = "guardian", _("người giám hộ")


class EntrantAge(models.Model):
    """Year of birth, where the division admits minors; under 16 also who agreed for them, when."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="age")
    birth_year = models.PositiveSmallIntegerField()
    guardian_name = models.CharField(max_length=120, blank=True)
    guardian_relation = models.CharField(max_length=20, choices=GuardianRelation, blank=True)
    guardian_agreed_at = models.DateTimeField(null=True, blank=True)
    child_agreed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.birth_year)


class FormerEntrant(models.Model):
    """Keyed hash of an address or number that took papers, was voided or barred, or saw questions,
    and was deleted (`contests/registration/former_entrants.py`); goes with the contest's marks."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("contest", "digest"), name="former_entrant_once"),
        )


class FormerBankRole(models.Model):
    """Keyed hash of an address or number whose deleted account saw the bank's questions until then.

    Contests that begin later ask it too; it goes as contact data does."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest


class AttemptState(models.TextChoices):
    OPEN = "open", _("Đang làm bài")
    SUBMITTED = "submitted", _("Đã nộp bài")
    EXPIRED = "expired", _("Hết giờ, đã tự nộp")


ATTEMPT_MOVES: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.OPEN: frozenset({AttemptState.SUBMITTED, AttemptState.EXPIRED}),
    AttemptState.SUBMITTED: frozenset(),
    AttemptState.EXPIRED: frozenset(),
}


class DeviceClass(models.IntegerChoices):
    """On what a paper was begun; a paper without one was begun on something unknown."""

    PHONE = 1, _("Điện thoại")
    TABLET = 2, _("Máy tính bảng")
    COMPUTER = 3, _("Máy tính")


# The writer of a voided entry's paper is lifted by so much; no tab or sign-out gets so far.
VOIDED_FROM = 1_000_000_000


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of(self, user: User) -> AttemptQuerySet:
        return self.filter(entry__user=user)

    def running(self) -> AttemptQuerySet:
        return self.filter(state=AttemptState.OPEN)

    def closed(self) -> AttemptQuerySet:
        return self.exclude(state=AttemptState.OPEN)

    def stop_windows(self) -> int:
        """Refuse every save of these papers; tokens bear a number below the writer's now."""
        return (
            self.running().filter(writer__lt=VOIDED_FROM).update(writer=F("writer") + VOIDED_FROM)
        )

    def let_windows_go_on(self) -> int:
        return self.filter(writer__gte=VOIDED_FROM).update(writer=F("writer") - VOIDED_FROM)

    def overdue(self, at: datetime) -> AttemptQuerySet:
        return self.running().filter(deadline_at__lt=at)


class Attempt(models.Model):
    """One person, one frozen paper, one stretch of time.

    `paper` is the order drawn: [[revision id, [bank option index, …]], …]. `seed`, `avoided` (the
    revisions this person had been dealt before) and `stopped` (those that the round dealt no more)
    are the evidence: they draw the same again.
    `worths` holds the hundredths of a point of each question, in a round that gives points.
    `prediction` is 0 for a sub-question answered in words, whose worth is its `TextMark`.
    `device` is only for shares in reports; nothing else about the browser is kept.
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
    stopped = models.JSONField(null=True, blank=True)
    worths = models.JSONField(null=True, blank=True)
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    writer = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    correct_count = models.PositiveSmallIntegerField(null=True, blank=True)
    question_count = models.PositiveSmallIntegerField()
    prediction = models.PositiveIntegerField(null=True, blank=True)
    # Of the questions that count; null in papers closed before this was kept.
    unanswered_count = models.PositiveSmallIntegerField(null=True, blank=True)
    # Hundredths earned, and those that its counted questions are worth; null without points.
    points = models.IntegerField(null=True, blank=True)
    most_points = models.PositiveIntegerField(null=True, blank=True)
    device = models.PositiveSmallIntegerField(null=True, blank=True, choices=DeviceClass)

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

    Positions 1…n hold what the question's kind makes of an answer, for options a bit set over the
    displayed order (0 = none); position 0 holds the prediction plus one (0 = none). An answer in
    words, at any position, is a 1 with its text."""

    # Without an index of its own: `answer_once` begins with it, and every save pays for each.
    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, related_name="answers", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    choice = models.PositiveIntegerField()
    # Null for all that is no answer in words; `question_types.written` has the limit.
    text = models.CharField(max_length=200, null=True)
    seq = models.PositiveBigIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("attempt", "position"), name="answer_once"),)


class SaveRefusalQuerySet(models.QuerySet["SaveRefusal"]):
    def too_late(self) -> SaveRefusalQuerySet:
        """What organisers count; the other reasons are for who follows one paper."""
        return self.filter(code__in=("late", "closed"))


class SaveRefusal(models.Model):
    """Answers of an attempt were not stored, for this reason so often."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="save_refusals")
    code = models.CharField(max_length=20)
    first_at = models.DateTimeField(null=True)  # not kept before version 0.4.0
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1, db_default=1)

    objects = SaveRefusalQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("attempt", "code"), name="refusal_once"),)
