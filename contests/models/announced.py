"""Models of what organisers announce: contests, divisions, rounds and the blueprint of a paper."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contests.models.choices import (
    WORK_KINDS,
    AttemptPolicy,
    ContestState,
    EntryCode,
    PredictionScope,
    PredictionTarget,
    Recognised,
    ResultDetail,
    RoundKind,
    RoundPhase,
    RoundState,
    TieCriterion,
)
from contests.models.qualifying import QualifyScope
from questionbank.models import Audience, Axis, Difficulty, QuestionSet
from quizsite.accounts.models import HeadcountCategory
from quizsite.accounts.personal_data.controller import Controller, site_controller


class Contest(models.Model):
    slug = models.SlugField(_("đường dẫn"), max_length=80, unique=True)
    title = models.CharField(_("tên cuộc thi"), max_length=200)
    summary = models.TextField(_("giới thiệu ngắn"), blank=True)
    organiser_name = models.CharField(_("đơn vị tổ chức"), max_length=200)
    legal_basis = models.CharField(_("căn cứ tổ chức"), max_length=300, blank=True)
    contact = models.CharField(_("liên hệ"), max_length=200, blank=True)
    data_controller = models.CharField(
        _("bên kiểm soát dữ liệu cá nhân"), max_length=200, blank=True, default="", db_default=""
    )
    data_contact = models.CharField(
        _("liên hệ về dữ liệu cá nhân"), max_length=200, blank=True, default="", db_default=""
    )
    quality_bands = models.CharField(
        _("dải chất lượng trong báo cáo"), max_length=400, blank=True, default="", db_default=""
    )
    prizes = models.TextField(_("giải thưởng"), blank=True, help_text=_("mỗi dòng một giải"))
    state = models.CharField(max_length=20, choices=ContestState, default=ContestState.DRAFT)
    tie_chain = models.JSONField(_("cách xếp hạng cả cuộc thi"), default=list)
    question_sets = models.ManyToManyField(
        QuestionSet, verbose_name=_("bộ câu hỏi được dùng"), related_name="contests", blank=True
    )
    pledge = models.TextField(
        _("lời cam kết khi đăng ký"), max_length=2000, blank=True, default="", db_default=""
    )
    entry_code = models.CharField(
        _("mã phải ghi khi đăng ký"),
        max_length=20,
        choices=EntryCode,
        default=EntryCode.NONE,
        db_default=EntryCode.NONE,
    )
    entry_code_digits = models.PositiveSmallIntegerField(
        _("số chữ số cuối phải ghi"),
        validators=(MinValueValidator(4), MaxValueValidator(8)),
        default=6,
        db_default=6,
    )
    entry_code_label = models.CharField(
        _("tên của ô ghi mã"), max_length=80, blank=True, default="", db_default=""
    )
    is_entry_code_required = models.BooleanField(
        _("bắt buộc ghi mã"), default=True, db_default=True
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("số ngày nhận khiếu nại"), validators=(MaxValueValidator(60),), default=3, db_default=3
    )
    result_days = models.PositiveSmallIntegerField(
        _("công bố kết quả sau khi kỳ thi đóng (số ngày)"),
        validators=(MaxValueValidator(90),),
        null=True,
        blank=True,
    )
    result_by = models.TimeField(_("trước giờ"), null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    # Only simulated people take part, no public list has it, and it can be thrown away.
    is_rehearsal = models.BooleanField(default=False, db_default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    organisers: models.ManyToManyField[models.Model, ContestOrganiser] = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="ContestOrganiser",
        through_fields=("contest", "user"),
        related_name="organised_contests",
    )

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.title

    @property
    def code_label(self) -> str:
        """Over the field at entry; the organisers' own words come first."""
        if self.entry_code_label:
            return self.entry_code_label
        if self.entry_code == EntryCode.IDENTITY:
            said = _("%(n)d số cuối của số định danh cá nhân (căn cước)")
            return str(said % {"n": self.entry_code_digits})
        return str(_("Mã công chức, viên chức"))

    @property
    def controller(self) -> Controller:
        """Who answers for the data of the people in this contest."""
        return Controller(
            self.data_controller or self.organiser_name,
            self.data_contact or self.contact or site_controller().contact,
        )


class ContestOrganiser(models.Model):
    """A person who may run this contest."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    since = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contest", "user"), name="organiser_once"),)


class Division(models.Model):
    """Its people compete with each other. Without a headcount category they are counted apart."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="divisions")
    code = models.SlugField(max_length=40)
    name = models.CharField(_("tên bảng"), max_length=120)
    audience = models.CharField(_("câu hỏi cho đối tượng"), max_length=20, choices=Audience)
    headcount_category = models.CharField(
        _("tính tỷ lệ trên"), max_length=20, choices=HeadcountCategory, blank=True
    )
    admits_minors = models.BooleanField(
        _("nhận người dưới 16 tuổi"), default=False, db_default=False
    )
    is_prizeless = models.BooleanField(
        _("thi nhưng không xét giải"), default=False, db_default=False
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("contest", "code"), name="division_code_once"),
        )

    def __str__(self) -> str:
        return self.name


class RoundQuerySet(models.QuerySet["Round"]):
    def public(self) -> RoundQuerySet:
        return self.exclude(state=RoundState.DRAFT)

    def ranked(self) -> RoundQuerySet:
        """Keep rounds that have standings and a board; `Round.is_ranked` says the same.

        On a stage teams compete and no person has a standing."""
        return self.public().filter(is_practice=False).exclude(kind=RoundKind.STAGE)

    def quizzes(self) -> RoundQuerySet:
        """Keep rounds in which people answer questions; works are handed in elsewhere."""
        return self.filter(kind=RoundKind.QUIZ)

    def written(self) -> RoundQuerySet:
        return self.filter(kind=RoundKind.WRITTEN)

    def ending_after(self, moment: datetime) -> RoundQuerySet:
        return self.filter(ends_after(moment))


def ends_after(moment: datetime, round: str = "") -> Q:
    """Of rounds, or of what refers to one: `Round.ends_at` is later than the moment."""
    return Q(**{f"{round}closes_at__gt": moment}) | Q(**{f"{round}extended_until__gt": moment})


class Round(models.Model):
    """A window [opens_at, closes_at) with its rules; fixed once published.

    `extended_until` is set while somebody may answer after the closing
    (`contests/allowances/ends.py`)."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("thứ tự"))
    title = models.CharField(_("tên kỳ thi"), max_length=120)
    kind = models.CharField(
        _("hình thức"),
        max_length=20,
        choices=RoundKind,
        default=RoundKind.QUIZ,
        db_default=RoundKind.QUIZ,
    )
    state = models.CharField(max_length=20, choices=RoundState, default=RoundState.DRAFT)
    opens_at = models.DateTimeField(_("mở lúc"))
    closes_at = models.DateTimeField(
        _("đóng lúc"), help_text=_("thời điểm đầu tiên không còn nhận bài")
    )
    time_limit_s = models.PositiveIntegerField(_("thời gian làm bài (giây)"))
    attempt_policy = models.CharField(
        _("số lượt thi"),
        max_length=20,
        choices=AttemptPolicy.listed,
        default=AttemptPolicy.PER_ROUND,
    )
    attempt_limit = models.PositiveSmallIntegerField(_("số lượt tối đa"), default=1)
    recognised = models.CharField(
        _("lượt được công nhận"),
        max_length=20,
        choices=Recognised.listed,
        default=Recognised.BEST,
    )
    is_practice = models.BooleanField(_("thi thử, không xếp hạng"), default=False)
    prediction_target = models.CharField(
        _("câu dự đoán"), max_length=20, choices=PredictionTarget, default=PredictionTarget.NONE
    )
    sub_question = models.CharField(
        _("nội dung câu hỏi phụ"), max_length=300, blank=True, default="", db_default=""
    )
    prediction_scope = models.CharField(
        _("phạm vi dự đoán"),
        max_length=20,
        choices=PredictionScope,
        default=PredictionScope.DIVISION,
    )
    tie_chain = models.JSONField(_("thứ tự xếp hạng"), default=list)
    points_scale = models.PositiveSmallIntegerField(
        _("thang điểm"), null=True, blank=True, validators=(MinValueValidator(1),)
    )
    # Where questions have points (`has_points`); hundredths, so that every sum is exact.
    wrong_points = models.PositiveIntegerField(_("điểm trừ mỗi câu sai"), default=0, db_default=0)
    is_partial_credit = models.BooleanField(
        _("cho điểm một phần câu có nhiều phương án đúng"), default=False, db_default=False
    )
    may_fall_below_zero = models.BooleanField(
        _("điểm của bài có thể dưới 0"), default=False, db_default=False
    )
    qualify_scope = models.CharField(
        _("ai được dự thi kỳ này"),
        max_length=20,
        choices=QualifyScope,
        blank=True,
        default=QualifyScope.EVERYBODY,
        db_default=QualifyScope.EVERYBODY,
    )
    qualify_top = models.PositiveSmallIntegerField(
        _("số người đứng đầu được vào"),
        validators=(MinValueValidator(1),),
        default=10,
        db_default=10,
    )
    qualify_from = models.JSONField(
        _("xét từ các kỳ"), null=True, blank=True, help_text="numbers of rounds of the contest"
    )
    qualified_at = models.DateTimeField(null=True, blank=True)  # when its list was written last
    shown_after_submit = models.CharField(
        _("hiện sau khi nộp"), max_length=20, choices=ResultDetail, default=ResultDetail.SCORE
    )
    shown_after_close = models.CharField(
        _("hiện sau khi kỳ thi đóng"), max_length=20, choices=ResultDetail, default=ResultDetail.KEY
    )
    freeze_minutes = models.PositiveSmallIntegerField(
        _("dừng cập nhật bảng xếp hạng trước giờ đóng (phút)"), default=0, db_default=0
    )
    is_question_order_shuffled = models.BooleanField(_("trộn thứ tự câu hỏi"), default=True)
    is_option_order_shuffled = models.BooleanField(_("trộn thứ tự phương án"), default=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    planned_closes_at = models.DateTimeField(null=True, blank=True)  # set when closed early
    close_reason = models.TextField(blank=True)
    extended_until = models.DateTimeField(null=True, blank=True)
    lots_seed = models.CharField(max_length=64, blank=True, help_text="secret until finalised")
    lots_commitment = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the seed")
    left_out = models.JSONField(default=list, help_text="questions no paper draws, with why")
    question_kinds = models.JSONField(
        null=True, blank=True, help_text="kinds in the frozen pools; none: options to choose from"
    )
    stopped = models.JSONField(
        null=True, blank=True, help_text="revisions papers draw only if too few left"
    )
    revealed_at = models.DateTimeField(
        null=True, blank=True, help_text="when organisers ended a freeze of the board"
    )
    true_predictions = models.JSONField(default=dict, help_text="division id → true value")
    question_sets = models.ManyToManyField(
        QuestionSet, verbose_name=_("bộ câu hỏi của kỳ"), related_name="rounds", blank=True
    )
    result_digest = models.CharField(max_length=64, blank=True)
    finalised_at = models.DateTimeField(null=True, blank=True)
    # Of a written round: when its jury's totals were agreed, and when the key was opened.
    marks_agreed_at = models.DateTimeField(null=True, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)
    checking_since = models.DateTimeField(null=True, blank=True)
    correction = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="how often the final result was corrected"
    )
    corrected_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ("contest", "number")
        constraints = (
            models.UniqueConstraint(fields=("contest", "number"), name="round_number_once"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="round_closes_after_opening"
            ),
            models.CheckConstraint(condition=Q(time_limit_s__gt=0), name="round_has_time_limit"),
            models.CheckConstraint(
                condition=~Q(shown_after_submit=ResultDetail.KEY), name="key_only_after_close"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def phase(self, at: datetime) -> RoundPhase:
        if self.is_being_finalised:
            return RoundPhase.FINALISING
        if self.state != RoundState.PUBLISHED:
            return RoundPhase(self.state)
        if at < self.opens_at:
            return RoundPhase.UPCOMING
        return RoundPhase.OPEN if at < self.closes_at else RoundPhase.CLOSED

    @property
    def ends_at(self) -> datetime:
        """When nobody may answer any more, whatever single people were given."""
        return max(self.closes_at, self.extended_until or self.closes_at)

    def is_extended(self, at: datetime) -> bool:
        """May single people answer, though the round may have closed for everybody else?"""
        return self.extended_until is not None and at < self.extended_until

    @property
    def decided_at(self) -> datetime | None:
        """Who counts in the final result was decided at this moment."""
        return self.corrected_at or self.finalised_at

    @property
    def is_being_finalised(self) -> bool:
        """No further result counts, and a process still writes the last ranking."""
        return self.state == RoundState.FINALISED and not self.result_digest

    @property
    def is_written(self) -> bool:
        """Works count, handed in here or presented in a final, and no paper is drawn."""
        return self.kind in WORK_KINDS

    @property
    def takes_works(self) -> bool:
        """People hand works in, as long as it is open."""
        return self.kind == RoundKind.WRITTEN

    @property
    def is_presented(self) -> bool:
        """A final in which people present works that another round received."""
        return self.kind == RoundKind.PRESENTED

    @property
    def is_staged(self) -> bool:
        """Teams compete in a hall; nobody takes a paper or hands in a work."""
        return self.kind == RoundKind.STAGE

    @property
    def is_quiz(self) -> bool:
        return self.kind == RoundKind.QUIZ

    @property
    def is_ranked(self) -> bool:
        return self.state != RoundState.DRAFT and not self.is_practice and not self.is_staged

    @property
    def waits_for_jury(self) -> bool:
        """Its works have no marks that anybody may know yet."""
        return self.is_written and self.marked_at is None

    @property
    def has_points(self) -> bool:
        """Questions have points of their own; otherwise each right answer counts the same."""
        return TieCriterion.POINTS in self.tie_chain

    @property
    def has_prediction(self) -> bool:
        return self.prediction_target != PredictionTarget.NONE

    @property
    def asks_words(self) -> bool:
        """What stands in the prediction's place is answered in words, which organisers mark."""
        return self.prediction_target == PredictionTarget.TEXT

    @property
    def asks_sub_question(self) -> bool:
        return self.prediction_target in {PredictionTarget.ANSWER, PredictionTarget.TEXT}


class SectionQuerySet(models.QuerySet["Section"]):
    def in_words(self) -> SectionQuerySet:
        """Read them with axis, set and division, in the order people read a blueprint."""
        return self.select_related("axis", "division", "question_set").order_by(
            "division__position",
            "division_id",
            "field",
            F("axis__position").asc(nulls_last=True),
            "pk",
        )


class Section(models.Model):
    """A part of a division's blueprint: `count` questions of an axis and difficulty (null and "" =
    any), of one question set if it names one.

    The audience is the division's. A part with a field is dealt to who chose that field. `pool`
    holds the revision ids frozen at publishing."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="sections")
    division = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="sections")
    axis = models.ForeignKey(Axis, verbose_name=_("trục"), null=True, on_delete=models.PROTECT)
    question_set = models.ForeignKey(
        QuestionSet, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    field = models.CharField(_("lĩnh vực"), max_length=80, blank=True, default="", db_default="")
    difficulty = models.CharField(_("mức độ"), max_length=20, choices=Difficulty, blank=True)
    count = models.PositiveSmallIntegerField(_("số câu"))
    # Hundredths that each of its questions is worth where the round has points; null is one point.
    points = models.PositiveIntegerField(_("điểm mỗi câu"), null=True, blank=True)
    pool = models.JSONField(default=list)

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ("round", "division", "axis__position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "division", "axis", "difficulty"),
                condition=Q(question_set=None, field=""),
                name="section_once",
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="section_asks_something"),
        )

    @property
    def is_cell(self) -> bool:
        """A cell of the matrix; other parts are listed below it."""
        return self.axis_id is not None and self.question_set_id is None and not self.field
