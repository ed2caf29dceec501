"""The tables of axes, legal documents, questions and their immutable revisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

import questionbank.review_models  # noqa: F401 -- Django finds models through this module
from questionbank.languages import without_marks
from quizsite.db.listed_choices import Listed
from quizsite.language import vietnamese


class AxisQuerySet(models.QuerySet["Axis"]):
    def offered(self, *, also: Iterable[int] = ()) -> AxisQuerySet:
        """Find those that new work may choose, and those that it has chosen already."""
        return self.filter(Q(is_retired=False) | Q(pk__in=set(also)))


class Axis(models.Model):
    """One content of the reform programme (trục nội dung); a programme can have any number."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(_("tên trục"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    # New questions and blueprints have it no more; those that have it keep it.
    is_retired = models.BooleanField(default=False, db_default=False)

    objects = AxisQuerySet.as_manager()

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class LegalDocumentQuerySet(models.QuerySet["LegalDocument"]):
    def in_force(self, on: date) -> LegalDocumentQuerySet:
        return self.filter(
            Q(in_force_from=None) | Q(in_force_from__lte=on),
            Q(in_force_until=None) | Q(in_force_until__gt=on),
        )


class LegalDocument(models.Model):
    """A legal text questions rest on. `in_force_until` is the first day it no longer applies."""

    number = models.CharField(_("số hiệu"), max_length=60, unique=True)
    title = models.CharField(_("tên văn bản"), max_length=400)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    in_force_from = models.DateField(_("hiệu lực từ"), null=True, blank=True)
    in_force_until = models.DateField(_("hiệu lực đến"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=_("thay thế bởi"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaces",
    )

    objects = LegalDocumentQuerySet.as_manager()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.number

    def is_in_force(self, on: date) -> bool:
        return (self.in_force_from is None or self.in_force_from <= on) and (
            self.in_force_until is None or on < self.in_force_until
        )


class Audience(models.TextChoices):
    EVERYBODY = "chung", _("Chung")
    CIVIL = "cbccvc", _("CBCCVC")
    RESIDENT = "nguoi-dan", _("Người dân")


class Difficulty(models.TextChoices):
    EASY = "de", _("Dễ")
    MEDIUM = "trung-binh", _("Trung bình")
    HARD = "kho", _("Khó")


class RevisionState(models.TextChoices):
    DRAFT = "draft", _("Nháp")
    IN_REVIEW = "in_review", _("Chờ duyệt")
    PUBLISHED = "published", _("Đã ban hành")
    RETIRED = "retired", _("Ngừng dùng")


# The only moves a revision may make; the diagram in ARCHITECTURE.md is tested against it.
REVISION_MOVES: dict[RevisionState, frozenset[RevisionState]] = {
    RevisionState.DRAFT: frozenset({RevisionState.IN_REVIEW, RevisionState.RETIRED}),
    RevisionState.IN_REVIEW: frozenset(
        {RevisionState.DRAFT, RevisionState.PUBLISHED, RevisionState.RETIRED}
    ),
    RevisionState.PUBLISHED: frozenset({RevisionState.RETIRED}),
    RevisionState.RETIRED: frozenset(),
}


class QuestionKind(Listed, models.TextChoices):
    """How a question is answered; `question_types.registry` has a module for each."""

    CHOICE = "choice", _("chọn phương án")
    GRID = "grid", _("đúng hay sai từng ý")
    MATCHING = "matching", _("ghép đôi")
    ORDERING = "ordering", _("sắp thứ tự")
    NUMBER = "number", _("ghi một số")
    TEXT = "text", _("ghi vài chữ")


class Picture(models.Model):
    """A cleaned picture in two sizes; revisions and passages name it by its digest."""

    digest = models.CharField(max_length=32, unique=True)
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField(help_text="of the large one, in pixels")
    height = models.PositiveIntegerField()
    small = models.BinaryField()
    large = models.BinaryField()
    # Uploaded or last attached: a picture that nothing names goes some time after it.
    used_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest


class Passage(models.Model):
    """The immutable text of a passage that questions rest on; a new text is a row with a number."""

    code = models.CharField(_("mã đoạn dẫn"), max_length=40)
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("đoạn dẫn"))
    pictures = models.JSONField(default=list, help_text="as Revision.pictures")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("code", "-number")
        constraints = (
            models.UniqueConstraint(fields=("code", "number"), name="passage_number_once"),
        )

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("a passage is immutable: write a new number")
        super().save(*args, **kwargs)


class Question(models.Model):
    """The identity of a question; its revisions hold the text."""

    code = models.CharField(_("mã câu hỏi"), max_length=40, unique=True)
    axis = models.ForeignKey(Axis, verbose_name=_("trục nội dung"), on_delete=models.PROTECT)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class DrawnFrom:
    """The question sets that a contest has chosen, and whether its round is practice."""

    ids: tuple[int, ...]
    is_practice: bool


class RevisionQuerySet(models.QuerySet["Revision"]):
    def published(self) -> RevisionQuerySet:
        return self.filter(state=RevisionState.PUBLISHED)

    def for_audience(self, audience: str) -> RevisionQuerySet:
        """Questions for this audience: its own and those for all audiences."""
        return self.filter(audience__in={audience, Audience.EVERYBODY})

    def drawn_from(self, sets: DrawnFrom) -> RevisionQuerySet:
        """Keep what a round may draw: questions of the sets named, or of no set kept apart.

        Practice draws from practice sets alone, from all common ones if its contest names none."""
        if sets.ids or sets.is_practice:
            named = QuestionSet.objects.filter(is_practice=sets.is_practice)
            chosen = named.filter(pk__in=sets.ids) if sets.ids else named.filter(is_common=True)
            return self.filter(question__in=chosen.exclude(questions=None).values("questions"))
        apart = QuestionSet.objects.filter(Q(is_practice=True) | Q(is_common=False))
        return self.exclude(question__in=apart.exclude(questions=None).values("questions"))

    def in_force(self, on: date) -> RevisionQuerySet:
        return self.filter(
            Q(document__in_force_from=None) | Q(document__in_force_from__lte=on),
            Q(document__in_force_until=None) | Q(document__in_force_until__gt=on),
        )


class Revision(models.Model):
    """The immutable text of a question; only MOVING_FIELDS change after insert."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    stem = models.TextField(_("câu hỏi"))
    options = models.JSONField(
        _("phương án"), help_text="list of texts in bank order, as `question_types` reads them"
    )
    kind = models.CharField(
        _("dạng câu hỏi"),
        max_length=20,
        choices=QuestionKind.listed,
        default=QuestionKind.CHOICE,
        db_default=QuestionKind.CHOICE,
    )
    is_multiple = models.BooleanField(_("nhiều phương án đúng"), default=False)
    pictures = models.JSONField(
        default=list,
        db_default=Value([], models.JSONField()),
        blank=True,
        help_text="place (stem or a letter), digest, alt, width, height",
    )
    passage = models.ForeignKey(
        Passage, null=True, blank=True, on_delete=models.PROTECT, related_name="revisions"
    )
    # Questions on one passage stand in this order on a paper.
    passage_place = models.PositiveSmallIntegerField(default=0, db_default=0)
    audience = models.CharField(_("đối tượng"), max_length=20, choices=Audience)
    difficulty = models.CharField(_("mức độ"), max_length=20, choices=Difficulty)
    # None: the author said that no document is the basis.
    document = models.ForeignKey(
        LegalDocument,
        verbose_name=_("văn bản"),
        on_delete=models.PROTECT,
        related_name="revisions",
        null=True,
        blank=True,
    )
    article = models.CharField(_("điều khoản"), max_length=120, blank=True)
    # What nobody has said yet in a draft of an intake: names of `authoring.completeness`.
    lacks = models.CharField(max_length=80, default="", db_default="", blank=True)
    state = models.CharField(max_length=20, choices=RevisionState, default=RevisionState.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True)
    search_key = models.TextField(editable=False)

    MOVING_FIELDS = frozenset({"state", "reviewer", "published_at", "review_note"})

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ("question", "-number")
        constraints = (
            models.UniqueConstraint(fields=("question", "number"), name="revision_number_once"),
            models.UniqueConstraint(
                fields=("question",),
                condition=Q(state=RevisionState.PUBLISHED),
                name="one_published_revision",
            ),
            models.UniqueConstraint(
                fields=("question",),
                condition=Q(state__in=(RevisionState.DRAFT, RevisionState.IN_REVIEW)),
                name="one_revision_in_work",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RevisionState.values), name="revision_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=RevisionState.PUBLISHED) | Q(lacks=""),
                name="published_lacks_nothing",
            ),
        )
        indexes = (models.Index(fields=("state", "audience", "difficulty")),)

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not set(kwargs.get("update_fields") or [""]) <= self.MOVING_FIELDS:
            raise TypeError("a revision is immutable: pass update_fields for its state")
        if not self.pk:
            self.search_key = vietnamese.search_key(
                without_marks(" ".join([self.stem, *self.options]))
            )
        super().save(*args, **kwargs)

    @property
    def basis(self) -> str:
        """The legal basis as people cite it, or "" without one; callers select the document."""
        return f"{self.document.number}, {self.article}" if self.document else ""


class QuestionSet(models.Model):
    """Named questions that rounds draw from.

    What is shared neither with practice nor with other contests lies in sets apart: practice sets
    share no question with others, and only one contest uses a set that is not common."""

    name = models.CharField(_("tên bộ câu hỏi"), max_length=120, unique=True)
    is_practice = models.BooleanField(_("dùng cho thi thử"), default=False)
    is_common = models.BooleanField(_("mọi cuộc thi dùng được"), default=True)
    questions = models.ManyToManyField(Question, related_name="sets")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class QuestionPair(models.Model):
    """Somebody has compared two questions: one may give the other away, or they are fine.

    Questions apart are never on one paper. `first` is the older one."""

    first = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    is_apart = models.BooleanField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="pair_once"),
            models.CheckConstraint(
                condition=Q(first__lt=models.F("second")), name="pair_older_first"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}"


class AnswerKey(models.Model):
    """Keeps the key and its explanation apart from the text, so no page joins it by accident."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="answer_key")
    right_options = models.JSONField(
        help_text="as its kind says: indexes into Revision.options from 0, values, or texts"
    )
    explanation = models.TextField(_("giải thích"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("a key is as immutable as its revision")
        super().save(*args, **kwargs)


class BankRole(models.Model):
    """Lets a person write questions, or publish those of others."""

    class Kind(models.TextChoices):
        AUTHOR = "author", _("người soạn câu hỏi")
        REVIEWER = "reviewer", _("người duyệt câu hỏi")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bank_roles"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    since = models.DateTimeField(null=True, help_text="none: given before dates were kept")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "kind"), name="bank_role_once"),)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> ProposalQuerySet:
        return self.filter(decided_at=None)


class Proposal(models.Model):
    """An author asks that a question be retired, or that a document's force end on a day.

    Somebody else decides; a decided proposal stays."""

    revision = models.ForeignKey(
        Revision, null=True, on_delete=models.CASCADE, related_name="proposals"
    )
    document = models.ForeignKey(
        LegalDocument, null=True, on_delete=models.CASCADE, related_name="proposals"
    )
    in_force_until = models.DateField(null=True)
    reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("revision",), condition=Q(decided_at=None), name="one_open_retirement"
            ),
            models.UniqueConstraint(
                fields=("document",), condition=Q(decided_at=None), name="one_open_end_of_force"
            ),
            models.CheckConstraint(
                condition=Q(revision=None, document__isnull=False, in_force_until__isnull=False)
                | Q(revision__isnull=False, document=None, in_force_until=None),
                name="proposal_is_about_one",
            ),
        )


class ImportPreview(models.Model):
    """Keeps what a checked file would add until its owner confirms; no question exists yet."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=200)
    rows = models.JSONField()
    problems = models.JSONField(default=list)
    created_at = models.DateTimeField()


class Intake(models.Model):
    """A file or a pasted text that waits, with the questions read from it, to become drafts.

    The file stays with it until it goes: nothing is lost by closing the page."""

    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    notes = models.JSONField(default=list, help_text="what concerns the whole file")
    left_out = models.JSONField(default=list, help_text="lines that nothing was made of")
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.filename


class IntakeItem(models.Model):
    """One question of an intake, as read or as somebody has mended it since."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="items")
    position = models.FloatField()  # a part that is split off stands between two others
    wording = models.JSONField(help_text="stem, options, right, explanation, axis, …")
    source = models.JSONField(default=list, help_text="the lines that it was read from")
    doubts = models.JSONField(default=list)
    confidence = models.PositiveSmallIntegerField(default=100)
    is_settled = models.BooleanField(default=False)  # a person has looked at its doubts
    is_dropped = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)  # two people mend without losing a thing
    question = models.ForeignKey(Question, null=True, on_delete=models.SET_NULL, related_name="+")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="who brought or last wrote its words: the draft's author, never its publisher",
    )

    class Meta:
        ordering = ("position", "pk")
        indexes = (models.Index(fields=("intake", "is_dropped")),)

    def __str__(self) -> str:
        return f"{self.intake_id}: {self.wording.get('stem', '')[:40]}"
