"""Models of written rounds: what is asked, who wrote what, and every version that was handed in.

Nothing of a jury is here: jurors read `contests.models.judged`, which has no way to these rows."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Round
from contests.models.taken import Entry
from questionbank.models import Axis
from quizsite.accounts.models import Unit, User
from quizsite.db.word_index import WordIndex

MOST_AUTHORS = 5
MOST_WORDS = 20_000
MOST_FILES = 10
MOST_MEGABYTES = 500
MOST_WORKS = 20
FILE_KINDS = ("docx", "pdf", "jpg", "png", "mp4")


class ToolStatement(models.TextChoices):
    """Whether authors state how they used tools that write by themselves (AI)."""

    NOT_ASKED = "not_asked", _("không hỏi")
    ASKED = "asked", _("hỏi, không bắt buộc")
    REQUIRED = "required", _("bắt buộc khai")


class WrittenTerms(models.Model):
    """What a written round asks for; fixed once the round is published."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="written_terms")
    task = models.TextField(_("đề bài, yêu cầu"), max_length=5000, blank=True)
    takes_text = models.BooleanField(_("viết ngay trên trang"), default=True)
    takes_files = models.BooleanField(_("gửi tệp"), default=False)
    takes_paper = models.BooleanField(_("nhận bài giấy"), default=False)
    min_words = models.PositiveIntegerField(
        _("số chữ tối thiểu"), null=True, blank=True, validators=(MaxValueValidator(MOST_WORDS),)
    )
    max_words = models.PositiveIntegerField(
        _("số chữ tối đa"),
        null=True,
        blank=True,
        validators=(MinValueValidator(1), MaxValueValidator(MOST_WORDS)),
    )
    min_pages = models.PositiveSmallIntegerField(_("số trang tối thiểu"), null=True, blank=True)
    max_pages = models.PositiveSmallIntegerField(_("số trang tối đa"), null=True, blank=True)
    max_authors = models.PositiveSmallIntegerField(
        _("số tác giả tối đa của một bài"),
        default=1,
        validators=(MinValueValidator(1), MaxValueValidator(MOST_AUTHORS)),
    )
    max_works = models.PositiveSmallIntegerField(
        _("số bài tối đa của một người"),
        default=1,
        validators=(MinValueValidator(1), MaxValueValidator(MOST_WORKS)),
    )
    file_kinds = models.JSONField(_("loại tệp được nhận"), default=list)
    min_files = models.PositiveSmallIntegerField(_("số tệp tối thiểu"), default=0)
    max_files = models.PositiveSmallIntegerField(
        _("số tệp tối đa"), default=3, validators=(MaxValueValidator(MOST_FILES),)
    )
    max_megabytes = models.PositiveSmallIntegerField(
        _("mỗi tệp tối đa (MB)"),
        default=20,
        validators=(MinValueValidator(1), MaxValueValidator(MOST_MEGABYTES)),
    )
    tool_statement = models.CharField(
        _("khai việc dùng công cụ AI"),
        max_length=20,
        choices=ToolStatement,
        default=ToolStatement.ASKED,
    )
    may_mend = models.BooleanField(_("cho sửa một lần khi bài bị trả lại"), default=False)
    mend_days = models.PositiveSmallIntegerField(
        _("số ngày được sửa"), default=3, validators=(MinValueValidator(1), MaxValueValidator(30))
    )
    # Paper that was posted in time counts, though it arrives later (dấu bưu điện).
    postmark_until = models.DateField(_("nhận dấu bưu điện đến hết ngày"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.round_id)

    @property
    def asks_tools(self) -> bool:
        return self.tool_statement != ToolStatement.NOT_ASKED


class WorkHeading(models.Model):
    """A heading that every work of the round is written under."""

    terms = models.ForeignKey(WrittenTerms, on_delete=models.CASCADE, related_name="headings")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("tên mục"), max_length=200)
    hint = models.CharField(_("gợi ý"), max_length=500, blank=True)
    is_required = models.BooleanField(_("bắt buộc viết"), default=True)
    min_words = models.PositiveIntegerField(_("số chữ tối thiểu"), null=True, blank=True)
    max_words = models.PositiveIntegerField(_("số chữ tối đa"), null=True, blank=True)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title


class WorkState(models.TextChoices):
    DRAFT = "draft", _("đang viết")
    HANDED_IN = "handed_in", _("đã nộp")
    RETURNED = "returned", _("trả lại để sửa")
    ACCEPTED = "accepted", _("hợp lệ")
    REFUSED = "refused", _("không hợp lệ")
    WITHDRAWN = "withdrawn", _("đã rút")


# Until the deadline an author hands in again (a new version); the sieve decides after it.
WORK_MOVES: dict[WorkState, frozenset[WorkState]] = {
    WorkState.DRAFT: frozenset({WorkState.HANDED_IN, WorkState.WITHDRAWN}),
    WorkState.HANDED_IN: frozenset(
        {WorkState.RETURNED, WorkState.ACCEPTED, WorkState.REFUSED, WorkState.WITHDRAWN}
    ),
    WorkState.RETURNED: frozenset({WorkState.HANDED_IN, WorkState.REFUSED}),
    WorkState.ACCEPTED: frozenset({WorkState.REFUSED}),
    WorkState.REFUSED: frozenset({WorkState.ACCEPTED}),
    WorkState.WITHDRAWN: frozenset(),
}


# Works in these states are results of their round: whoever handed one in has taken part.
COUNTED_STATES = (WorkState.HANDED_IN, WorkState.RETURNED, WorkState.ACCEPTED)


class WorkQuerySet(models.QuerySet["Work"]):
    def of(self, user: User) -> WorkQuerySet:
        """Find those that the person wrote, alone or with others."""
        return self.filter(Q(entry__user=user) | Q(authors__entry__user=user)).distinct()

    def of_entry(self, entry_id: int) -> WorkQuerySet:
        return self.filter(Q(entry=entry_id) | Q(authors__entry=entry_id)).distinct()

    def standing(self) -> WorkQuerySet:
        """Leave out drafts and what was withdrawn."""
        return self.exclude(state__in=(WorkState.DRAFT, WorkState.WITHDRAWN))

    def counted(self) -> WorkQuerySet:
        """Keep those that are results of their round."""
        return self.filter(state__in=COUNTED_STATES)


WORK_WORDS = WordIndex("contests_work", "search_key")


class Work(models.Model):
    """A work (bài dự thi): who hands it in, and where it stands. Its texts are in versions."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="works")
    # None: a paper work of somebody who has not entered, or whose data were deleted.
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="works")
    number = models.PositiveIntegerField(null=True, help_text="on the receipt, once handed in")
    title = models.CharField(_("tên bài"), max_length=300, blank=True)
    state = models.CharField(max_length=20, choices=WorkState, default=WorkState.DRAFT)
    begun_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, help_text="of the newest version")
    mend_until = models.DateTimeField(null=True, help_text="a returned work is taken until then")
    tool_statement = models.TextField(_("đã dùng công cụ AI thế nào"), max_length=1000, blank=True)
    is_on_paper = models.BooleanField(default=False)
    postmarked_on = models.DateField(_("ngày dấu bưu điện"), null=True, blank=True)
    arrived_on = models.DateField(_("ngày nhận"), null=True, blank=True)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    may_be_shown = models.BooleanField(_("đồng ý giới thiệu bài công khai"), default=False)
    kept_back_at = models.DateTimeField(null=True, help_text="organisers keep it from the gallery")
    axis = models.ForeignKey(
        Axis, verbose_name=_("trục nội dung"), null=True, blank=True, on_delete=models.PROTECT
    )
    # Of the newest version that was handed in; `WORK_WORDS` indexes it.
    search_key = models.TextField(editable=False, default="", db_default="")

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ("round", "number", "pk")
        indexes = (
            # The order of the gallery, which goes on where a reader stopped.
            models.Index(
                fields=("-handed_in_at", "-id"),
                condition=Q(may_be_shown=True, state=WorkState.ACCEPTED),
                name="work_shown",
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("round", "number"), name="work_number_once"),
        )

    def __str__(self) -> str:
        return self.title or str(self.pk)


class WorkAuthor(models.Model):
    """One of the one to five people who wrote it, as the form names them; never in the work."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="authors")
    position = models.PositiveSmallIntegerField(default=0)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="authored")
    full_name = models.CharField(_("họ và tên"), max_length=120)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    share_percent = models.PositiveSmallIntegerField(
        _("tỷ lệ đóng góp (%)"),
        default=100,
        validators=(MinValueValidator(1), MaxValueValidator(100)),
    )
    confirmed_at = models.DateTimeField(null=True, help_text="when this author agreed to the line")
    may_be_named = models.BooleanField(
        _("đồng ý nêu tên cạnh bài được giới thiệu"), default=False, db_default=False
    )

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("work", "entry"), name="work_author_once"),
            models.CheckConstraint(
                condition=Q(share_percent__gte=1, share_percent__lte=100), name="work_share_percent"
            ),
        )

    def __str__(self) -> str:
        return self.full_name


class WorkDraft(models.Model):
    """What is being written, one row a work.

    Of one writer (an open page) the greater sequence wins, as with answers. Another writer takes
    over only from what it has read, so that two devices lose no paragraph to each other."""

    work = models.OneToOneField(Work, on_delete=models.CASCADE, related_name="draft")
    title = models.CharField(max_length=300, blank=True)
    tool_statement = models.TextField(max_length=1000, blank=True)
    writer = models.CharField(max_length=40, blank=True, help_text="the page that saved last")
    texts = models.JSONField(default=dict, help_text="heading id → text")
    sequence = models.PositiveBigIntegerField(default=0)
    saved_at = models.DateTimeField()


class WorkFile(models.Model):
    """A file of a work. What was sent stays under its digest, and jurors get the cleaned copy."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200, help_text="as the author called it; no juror sees it")
    kind = models.CharField(max_length=20, help_text="docx, pdf, jpg, png, mp4: by its content")
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0, help_text="bytes that have come so far")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 once it is whole")
    stored_as = models.CharField(max_length=200)
    cleaned_as = models.CharField(max_length=200, blank=True)
    pages = models.PositiveIntegerField(null=True)
    begun_at = models.DateTimeField()
    whole_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="work_file_bytes"),
        )

    def __str__(self) -> str:
        return self.name


class WorkPiece(models.Model):
    """Bytes of a file that have come so far; they go once the file is whole."""

    file = models.ForeignKey(WorkFile, on_delete=models.CASCADE, related_name="pieces")
    offset = models.PositiveBigIntegerField()
    size = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=200)

    class Meta:
        ordering = ("offset",)
        constraints = (models.UniqueConstraint(fields=("file", "offset"), name="work_piece_once"),)


class WorkVersion(models.Model):
    """What was handed in at one moment; never changed. Its receipt tells the digest."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    texts = models.JSONField(default=dict, help_text="heading id → text")
    word_count = models.PositiveIntegerField(default=0)
    files = models.ManyToManyField(WorkFile, related_name="versions")
    tool_statement = models.TextField(max_length=1000, blank=True)
    handed_in_at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="of title, texts and files' digests")

    class Meta:
        ordering = ("work", "number")
        constraints = (
            models.UniqueConstraint(fields=("work", "number"), name="work_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.work_id}/{self.number}"
