"""Models of a survey: its questions, where it is held, how large a sample it needs."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest
from quizsite.accounts.models import Unit, User

# Read aloud and typed from a poster: no vowels, no letters that look like digits.
_CODE_LETTERS = "bcdfghjkmnpqrstvwxz23456789"
_CODE_LENGTH = 8


def new_survey_code() -> str:
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))


class SurveyState(models.TextChoices):
    DRAFT = "draft", _("bản nháp")
    OPEN = "open", _("đã mở")
    CLOSED = "closed", _("đã đóng")


# The clock tells whether an open one takes answers already, or no more: `Survey.phase`.
SURVEY_MOVES: dict[SurveyState, frozenset[SurveyState]] = {
    SurveyState.DRAFT: frozenset({SurveyState.OPEN}),
    SurveyState.OPEN: frozenset({SurveyState.CLOSED}),
    SurveyState.CLOSED: frozenset(),
}


class SurveyPhase(StrEnum):
    DRAFT = "draft"
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


class SurveyQuestionKind(models.TextChoices):
    SCREENING = "screening", _("câu lọc: có hoặc không")
    GRADES = "grades", _("một câu, năm mức hài lòng")
    GRID = "grid", _("nhiều mục, cùng năm mức hài lòng")
    SINGLE = "single", _("chọn một phương án")
    SEVERAL = "several", _("chọn nhiều phương án")
    TEXT = "text", _("tự ghi ý kiến")


class ServiceFactor(models.TextChoices):
    """The five factors of a public service that satisfaction is measured by."""

    NONE = "", _("không thuộc yếu tố nào")
    ACCESS = "access", _("tiếp cận dịch vụ")
    PROCEDURES = "procedures", _("thủ tục hành chính")
    OFFICIALS = "officials", _("công chức giải quyết công việc")
    RESULT = "result", _("kết quả dịch vụ")
    FEEDBACK = "feedback", _("tiếp nhận, xử lý góp ý, phản ánh")


class SampleDimension(models.TextChoices):
    """By what a sample is to look like all people; a question of one choice asks it."""

    NONE = "", _("không dùng để chia mẫu")
    NEIGHBOURHOOD = "neighbourhood", _("tổ dân phố, thôn")
    SEX = "sex", _("giới tính")
    AGE = "age", _("nhóm tuổi")


class SurveyQuerySet(models.QuerySet["Survey"]):
    def run_by(self, user: User) -> SurveyQuerySet:
        """Find those of the contests that the person organises; staff also find the site's own."""
        own = Q(contest__in=Contest.objects.filter(organisers=user))
        return self.filter(own | Q(contest=None)) if user.is_staff else self.filter(own)

    def open_to_all(self, *, at: datetime) -> SurveyQuerySet:
        """Find those that anybody may answer now. One with codes is for those who have a code, one
        with places for those who are there and scan its QR code."""
        answered = self.filter(state=SurveyState.OPEN, opens_at__lte=at, closes_at__gt=at)
        return answered.filter(needs_code=False, places=None)


class Survey(models.Model):
    """Of a contest, or of the site. Who answers is asked nothing that tells them apart."""

    code = models.SlugField(max_length=16, unique=True, default=new_survey_code, editable=False)
    contest = models.ForeignKey(
        Contest, null=True, on_delete=models.CASCADE, related_name="surveys"
    )
    title = models.CharField(_("tên khảo sát"), max_length=200)
    organiser_name = models.CharField(_("đơn vị khảo sát"), max_length=200)
    introduction = models.TextField(_("lời giới thiệu"), blank=True, max_length=1000)
    state = models.CharField(max_length=20, choices=SurveyState, default=SurveyState.DRAFT)
    opens_at = models.DateTimeField(_("mở từ"))
    closes_at = models.DateTimeField(_("đóng lúc"))
    needs_code = models.BooleanField(_("mỗi mã chỉ trả lời một lần"), default=False)
    codes_made = models.PositiveIntegerField(default=0)
    population = models.PositiveIntegerField(
        _("tổng thể"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000_000)],
    )
    margin_percent = models.DecimalField(
        _("sai số cho phép (%)"),
        max_digits=4,
        decimal_places=2,
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    is_sample = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    summary = models.JSONField(null=True, help_text="figures as they were published; never renewed")
    published_at = models.DateTimeField(null=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")), name="survey_closes_after_opening"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def phase(self, at: datetime) -> SurveyPhase:
        if self.state == SurveyState.DRAFT:
            return SurveyPhase.DRAFT
        if self.state == SurveyState.CLOSED or at >= self.closes_at:
            return SurveyPhase.CLOSED
        return SurveyPhase.UPCOMING if at < self.opens_at else SurveyPhase.OPEN


class SurveyPlace(models.Model):
    """A unit that answers are about, such as a ward's counter; it has a link of its own."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="places")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("unit__search_key",)
        constraints = (
            models.UniqueConstraint(fields=("survey", "unit"), name="survey_place_once"),
        )

    def __str__(self) -> str:
        return str(self.unit)


class SurveyQuestion(models.Model):
    """`options` are what may be chosen; `items` what a grid grades, one by one."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("dạng câu"), max_length=20, choices=SurveyQuestionKind)
    text = models.CharField(_("câu hỏi"), max_length=300)
    options = models.JSONField(_("các phương án"), default=list)
    items = models.JSONField(_("các mục"), default=list)
    factor = models.CharField(
        _("yếu tố"), max_length=20, choices=ServiceFactor, blank=True, default=ServiceFactor.NONE
    )
    dimension = models.CharField(
        _("dùng để chia mẫu theo"),
        max_length=20,
        choices=SampleDimension,
        blank=True,
        default=SampleDimension.NONE,
    )
    is_required = models.BooleanField(_("phải trả lời"), default=False)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.text


class SampleStratum(models.Model):
    """How many of all people are in one group: a neighbourhood, a sex, an age."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="strata")
    dimension = models.CharField(max_length=20, choices=SampleDimension)
    label = models.CharField(_("nhóm"), max_length=100)
    people = models.PositiveIntegerField(_("số người"))
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("dimension", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("survey", "dimension", "label"), name="survey_stratum_once"
            ),
        )

    def __str__(self) -> str:
        return self.label
