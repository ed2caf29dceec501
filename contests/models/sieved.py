"""Models of the sieve: what the machine found in a work, what people decided, and what is alike."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest, Round
from contests.models.written import Work, WorkFile, WorkVersion


class SieveOutcome(models.TextChoices):
    ACCEPTED = "accepted", _("hợp lệ")
    RETURNED = "returned", _("trả lại để sửa")
    REFUSED = "refused", _("không hợp lệ")


class SieveReason(models.TextChoices):
    """Why a work comes back or is out; the organiser adds words that the author reads."""

    IDENTITY = "identity", _("bài lộ tên tác giả hoặc đơn vị")
    FORM = "form", _("không đúng hình thức quy định")
    LENGTH = "length", _("thiếu hoặc vượt số chữ, số trang")
    FILES = "files", _("tệp thiếu, hỏng hoặc không đọc được")
    TASK = "task", _("không đúng đề bài")
    COPIED = "copied", _("sao chép bài khác hoặc bài mẫu")
    KNOWN_BEFORE = "known_before", _("đã đăng, đã đạt giải hoặc đã được công nhận trước đó")
    LATE = "late", _("gửi quá hạn")
    TOOLS = "tools", _("không khai hoặc khai chưa đúng việc dùng công cụ AI")
    AUTHOR = "author", _("tác giả không thuộc đối tượng dự thi")
    OTHER = "other", _("lý do khác")


class KeptFacts(models.Model):
    """What was read in a file when it came: texts with their places, and what was found there."""

    file = models.OneToOneField(WorkFile, on_delete=models.CASCADE, related_name="facts")
    parts = models.JSONField(default=list, help_text="pairs of the place's code and its text")
    found = models.JSONField(default=list, help_text="code, place and value of each")
    are_pages_sure = models.BooleanField(default=True)
    is_scan = models.BooleanField(default=False, help_text="no letters that a machine reads")
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.file_id)


class SieveCheck(models.Model):
    """What the machine found in the newest version that it has seen; it decides nothing."""

    work = models.OneToOneField(Work, on_delete=models.CASCADE, related_name="sieve_check")
    version = models.ForeignKey(WorkVersion, on_delete=models.CASCADE, related_name="+")
    findings = models.JSONField(default=list, help_text="code, place and value of each")
    finding_count = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.work_id}: {self.finding_count}"


class SieveDecision(models.Model):
    """What an organiser decided about a work; lines are only added, the newest one holds."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="sieve_decisions")
    version = models.ForeignKey(WorkVersion, null=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=20, choices=SieveOutcome)
    reason = models.CharField(_("lý do"), max_length=20, choices=SieveReason, blank=True)
    words = models.TextField(_("lời của ban tổ chức"), max_length=1000, blank=True)
    mend_until = models.DateTimeField(_("sửa trước"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("work", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("work",), condition=Q(outcome="returned"), name="work_returned_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="accepted") | ~Q(reason=""), name="sieve_reason_given"
            ),
        )

    def __str__(self) -> str:
        return f"{self.work_id}: {self.outcome}"


class SampleEssay(models.Model):
    """A text from elsewhere, as from a website of sample essays, that works are compared with."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="sample_essays")
    title = models.CharField(_("tên bài mẫu"), max_length=200)
    text = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("title", "pk")
        constraints = (
            models.UniqueConstraint(fields=("contest", "digest"), name="sample_essay_once"),
        )

    def __str__(self) -> str:
        return self.title


class LikenessLook(models.Model):
    """The newest comparison of a round: with how much, and what was too weak to list."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="likeness_look")
    looked_at = models.DateTimeField()
    works = models.PositiveIntegerField()
    others = models.PositiveIntegerField(help_text="of earlier rounds, and sample essays")
    left_out = models.PositiveIntegerField(default=0, help_text="weaker pairs beyond the limit")

    def __str__(self) -> str:
        return f"{self.round_id}: {self.works}"


class LikenessState(models.TextChoices):
    WAITING = "waiting", _("chờ xét")
    CLEARED = "cleared", _("không sao chép")
    COPIED = "copied", _("có sao chép")


LIKENESS_MOVES: dict[LikenessState, frozenset[LikenessState]] = {
    LikenessState.WAITING: frozenset({LikenessState.CLEARED, LikenessState.COPIED}),
    LikenessState.CLEARED: frozenset({LikenessState.COPIED}),
    LikenessState.COPIED: frozenset({LikenessState.CLEARED}),
}


class LikenessPair(models.Model):
    """A work and what it is like: another work or a sample essay. A person decides what it means.

    Of two works of one round `work` has the smaller number."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="likeness_pairs")
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="likenesses")
    other_work = models.ForeignKey(Work, null=True, on_delete=models.CASCADE, related_name="+")
    sample = models.ForeignKey(SampleEssay, null=True, on_delete=models.CASCADE, related_name="+")
    share_percent = models.PositiveSmallIntegerField(help_text="of the shorter text")
    words_alike = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=LikenessState, default=LikenessState.WAITING)
    reason = models.TextField(blank=True)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-share_percent", "pk")
        constraints = (
            models.UniqueConstraint(fields=("work", "other_work"), name="likeness_of_works_once"),
            models.UniqueConstraint(fields=("work", "sample"), name="likeness_to_sample_once"),
            models.CheckConstraint(
                condition=Q(other_work=None, sample__isnull=False)
                | Q(other_work__isnull=False, sample=None),
                name="likeness_to_one_thing",
            ),
            models.CheckConstraint(condition=~Q(work=F("other_work")), name="likeness_of_two"),
        )
        indexes = (models.Index(fields=("round", "state", "-share_percent")),)

    def __str__(self) -> str:
        return f"{self.work_id}: {self.other_work_id or self.sample_id}"


class SieveTerms(models.Model):
    """How a round is sieved, where that differs from the usual."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="sieve_terms")
    shows_tools = models.BooleanField(
        _("giám khảo đọc được lời khai việc dùng công cụ AI"), default=False
    )

    def __str__(self) -> str:
        return str(self.round_id)
