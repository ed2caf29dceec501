"""Models of initiatives until they are answered: the idea, its way, voices, referrals, replies."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from questionbank.models import Axis
from quizsite.accounts.models import Unit, User
from quizsite.db.word_index import WordIndex


class InitiativeState(models.TextChoices):
    RECEIVED = "received", _("chờ kiểm duyệt")
    CONSIDERED = "considered", _("đang xem xét")
    SET_ASIDE = "set_aside", _("chưa thực hiện")
    PILOTED = "piloted", _("đang làm thử")
    APPLIED = "applied", _("đã lập đơn")
    BEFORE_COUNCIL = "before_council", _("hội đồng đang xét")
    RECOGNISED = "recognised", _("được công nhận")
    NOT_RECOGNISED = "not_recognised", _("chưa được công nhận")
    SPREAD = "spread", _("đã nhân rộng")


S = InitiativeState
# What nobody tried has no way to an application, and a recognised one is not taken back here.
INITIATIVE_MOVES: dict[InitiativeState, frozenset[InitiativeState]] = {
    S.RECEIVED: frozenset({S.CONSIDERED}),
    S.CONSIDERED: frozenset({S.PILOTED, S.SET_ASIDE}),
    S.SET_ASIDE: frozenset({S.CONSIDERED, S.PILOTED}),
    S.PILOTED: frozenset({S.APPLIED, S.SET_ASIDE}),
    S.APPLIED: frozenset({S.BEFORE_COUNCIL, S.PILOTED}),
    S.BEFORE_COUNCIL: frozenset({S.RECOGNISED, S.NOT_RECOGNISED}),
    S.RECOGNISED: frozenset({S.SPREAD}),
    S.NOT_RECOGNISED: frozenset({S.PILOTED}),
    S.SPREAD: frozenset(),
}


class InitiativeSource(models.TextChoices):
    RESIDENT = "resident", _("người dân")
    STAFF = "staff", _("cán bộ, công chức, viên chức")
    CONTEST = "contest", _("bài dự thi")


class HidingReason(models.TextChoices):
    """Why moderators hide one; its stub says so in public."""

    OFF_TOPIC = "off_topic", _("không phải ý tưởng, sáng kiến")
    PERSONAL_DATA = "personal_data", _("có thông tin riêng của người khác")
    INSULT = "insult", _("có lời xúc phạm")
    ADVERTISING = "advertising", _("quảng cáo")
    COMPLAINT = "complaint", _("là khiếu nại, tố cáo, đã hướng dẫn gửi đúng nơi")
    UNLAWFUL = "unlawful", _("nội dung trái pháp luật")


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    def published(self) -> InitiativeQuerySet:
        """Those that have a public page, which says of a hidden or merged one only where it is."""
        return self.exclude(published_at=None, hidden_at=None)

    def listed(self) -> InitiativeQuerySet:
        """Those that everybody reads: neither hidden nor merged into another one."""
        return self.filter(hidden_at=None, merged_into=None, published_at__isnull=False)


IDEA_WORDS = WordIndex("contests_initiative", "search_key")


class Initiative(models.Model):
    """An idea on its way to a recognised initiative. Hidden and merged ones keep their state."""

    title = models.CharField(_("tên ý tưởng"), max_length=200)
    problem = models.TextField(_("vấn đề đang gặp"), max_length=3000)
    solution = models.TextField(_("cách làm đề xuất"), max_length=5000)
    place = models.CharField(_("nơi áp dụng"), max_length=200, blank=True)
    axis = models.ForeignKey(
        Axis, verbose_name=_("trục nội dung"), null=True, blank=True, on_delete=models.PROTECT
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("đơn vị liên quan"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="initiatives",
    )
    source = models.CharField(_("ai gửi"), max_length=20, choices=InitiativeSource)
    origin = models.CharField(max_length=200, blank=True, help_text="the contest that it is of")
    origin_key = models.CharField(max_length=60, null=True, unique=True, help_text="its work")
    state = models.CharField(
        _("tình trạng"), max_length=20, choices=InitiativeState, default=S.RECEIVED
    )
    tracking_code = models.CharField(max_length=20, unique=True)
    form_id = models.UUIDField(null=True, unique=True, help_text="one form makes one row")
    public_name = models.CharField(max_length=120, blank=True, help_text="if the sender agreed")
    # `IDEA_WORDS` indexes it.
    search_key = models.TextField(editable=False)
    may_be_shown = models.BooleanField(
        _("đồng ý trưng bày ý tưởng"), default=False, db_default=False
    )
    sent_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)
    published_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged"
    )
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.CharField(_("lý do ẩn"), max_length=20, choices=HidingReason, blank=True)
    objection = models.TextField(_("phản hồi của người gửi"), max_length=2000, blank=True)
    objected_at = models.DateTimeField(null=True)
    objection_settled_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-pk")
        indexes = (
            models.Index(fields=("state", "-published_at")),
            # The order of the public list and of the gallery.
            models.Index(
                fields=("-published_at", "-id"),
                condition=Q(hidden_at=None, merged_into=None, published_at__isnull=False),
                name="initiative_listed",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_reason="")
                | (Q(hidden_at__isnull=False) & ~Q(hidden_reason="")),
                name="initiative_hidden_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.hidden_at is None


class InitiativeShingle(models.Model):
    """Two near words of an idea as one number, by which similar ideas are found."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="shingles")
    number = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("number", "initiative"), name="shingle_once"),
        )

    def __str__(self) -> str:
        return str(self.number)


class InitiativeSender(models.Model):
    """Who sent it, by a confirmed address or number; the row goes and the idea stays."""

    initiative = models.OneToOneField(Initiative, on_delete=models.CASCADE, related_name="sender")
    user = models.ForeignKey(
        User, null=True, on_delete=models.CASCADE, related_name="sent_initiatives"
    )
    full_name = models.CharField(_("họ và tên"), max_length=120)
    email = models.EmailField(_("thư điện tử"), blank=True)
    phone = models.CharField(_("số điện thoại"), max_length=16, blank=True)
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.full_name


MOST_IDEA_FILES = 3


class InitiativeFile(models.Model):
    """A file that the sender added; only the desk gets it, as a file to save."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200, help_text="as the sender called it")
    kind = models.CharField(max_length=20, help_text="docx, pdf, jpg, png: by its content")
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was sent")
    stored_as = models.CharField(max_length=200)
    cleaned_as = models.CharField(max_length=200, blank=True, help_text="what the desk gets")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, help_text="None: its virus scan has to wait")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class InitiativeEventKind(models.TextChoices):
    SENT = "sent", _("Gửi ý tưởng")
    PUBLISHED = "published", _("Đăng công khai")
    REFERRED = "referred", _("Chuyển đơn vị trả lời")
    REPLIED = "replied", _("Đơn vị trả lời")
    MERGED = "merged", _("Gộp với ý tưởng giống")
    UNMERGED = "unmerged", _("Tách khỏi ý tưởng đã gộp")
    HIDDEN = "hidden", _("Ẩn khỏi trang công khai")
    SHOWN = "shown", _("Hiện lại")
    OBJECTED = "objected", _("Người gửi phản hồi việc ẩn")
    OBJECTION_SETTLED = "objection_settled", _("Trả lời phản hồi")
    SET_ASIDE = "set_aside", _("Chưa thực hiện")
    RECONSIDERED = "reconsidered", _("Xem xét lại")
    PILOT_BEGUN = "pilot_begun", _("Bắt đầu làm thử")
    PILOT_ENDED = "pilot_ended", _("Kết thúc làm thử")
    APPLIED = "applied", _("Lập đơn yêu cầu công nhận sáng kiến")
    BEFORE_COUNCIL = "before_council", _("Đưa ra hội đồng")
    RECOGNISED = "recognised", _("Được công nhận sáng kiến")
    NOT_RECOGNISED = "not_recognised", _("Chưa được công nhận")
    SPREAD = "spread", _("Đơn vị khác áp dụng")


class EventChanged(RuntimeError):
    """The way of an initiative is only ever added to."""


class InitiativeEvent(models.Model):
    """One step on the way, in words for everybody; never changed."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=InitiativeEventKind)
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(
        Initiative, null=True, on_delete=models.PROTECT, related_name="+", help_text="merged"
    )
    text = models.TextField(max_length=3000, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise EventChanged
        super().save(*args, **kwargs)


class Voice(models.Model):
    """A person supports an idea; after a merge voices count for the idea that stays."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="voices")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="voices")
    given_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("initiative", "user"), name="voice_once"),)

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.user_id}"


class Referral(models.Model):
    """A unit has to reply until a day that everybody reads; a later referral ends this one."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="referrals")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="referrals")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    replied_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="referred to another unit")

    class Meta:
        ordering = ("made_at", "pk")
        indexes = (models.Index(fields=("unit", "due_at")),)
        constraints = (
            models.UniqueConstraint(
                fields=("initiative",),
                condition=Q(replied_at=None, ended_at=None),
                name="one_open_referral",
            ),
        )

    def __str__(self) -> str:
        return f"{self.initiative_id} → {self.unit_id}"


class ReplyOutcome(models.TextChoices):
    TAKEN_UP = "taken_up", _("tiếp thu, sẽ làm thử")
    STUDIED = "studied", _("ghi nhận, nghiên cứu thêm")
    DONE_ALREADY = "done_already", _("nơi này đã làm")
    NOT_TAKEN_UP = "not_taken_up", _("chưa thực hiện được")
    NOT_OURS = "not_ours", _("thuộc thẩm quyền nơi khác")


class OfficialReply(models.Model):
    """What the responsible unit says, once a referral; everybody reads it."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="reply")
    outcome = models.CharField(_("kết luận"), max_length=20, choices=ReplyOutcome)
    text = models.TextField(_("nội dung trả lời"), max_length=3000)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.referral_id}: {self.outcome}"


class ReplyTemplate(models.Model):
    """Ready words for replies, of the whole site or of one unit."""

    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="reply_templates"
    )
    name = models.CharField(_("tên mẫu"), max_length=100)
    outcome = models.CharField(_("kết luận"), max_length=20, choices=ReplyOutcome)
    text = models.TextField(_("nội dung mẫu"), max_length=3000)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class ReplyTerm(models.Model):
    """In how many working days a unit and those below it reply; without a unit the whole site."""

    unit = models.OneToOneField(
        Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="reply_term"
    )
    days = models.PositiveSmallIntegerField(
        _("số ngày làm việc"), validators=(MinValueValidator(1), MaxValueValidator(60))
    )

    class Meta:
        constraints = (models.UniqueConstraint(Coalesce("unit", 0), name="one_term_of_the_site"),)

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.days}"


class ColumnKeeper(models.Model):
    """Whom staff let moderate initiatives and refer them to units."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="column_role")
    since = models.DateField()

    def __str__(self) -> str:
        return str(self.user_id)
