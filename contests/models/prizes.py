"""Models of what can be won: prizes of people and of units, and the terms they are given on."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest, Division, Round
from quizsite.accounts.models import HeadcountCategory, UnitKind


class PrizeKind(models.TextChoices):
    PRIZE = "prize", _("giải thưởng")
    PRAISE = "praise", _("giấy khen")


class PrizeLimit(models.TextChoices):
    """How many prizes one person may get."""

    CONTEST = "contest", _("một giải trong cả cuộc thi")
    ROUND = "round", _("một giải trong mỗi kỳ")
    NONE = "none", _("không giới hạn")


class CollectiveMeasure(models.TextChoices):
    """What units are compared by; `leaderboard.prizes.unit_ranking` measures each."""

    RATE = "rate", _("tỷ lệ tham gia")
    WEIGHTED = "weighted", _("điểm tổng hợp của tỷ lệ và chất lượng")
    PEOPLE = "people", _("số người dự thi")
    ATTEMPTS = "attempts", _("số lượt thi")
    MEAN = "mean", _("điểm trung bình")
    WINNERS = "winners", _("số người đạt giải")
    PRIZE_POINTS = "prize_points", _("điểm theo bậc giải của người đạt giải")
    POINTS = "points", _("điểm do ban tổ chức chấm")


class PrizeTerms(models.Model):
    """What holds for all prizes of a contest; one without a row has the defaults."""

    contest = models.OneToOneField(
        Contest, primary_key=True, on_delete=models.CASCADE, related_name="prize_terms"
    )
    limit = models.CharField(
        _("một người nhận nhiều nhất"),
        max_length=20,
        choices=PrizeLimit,
        default=PrizeLimit.ROUND,
    )
    most_percent = models.PositiveSmallIntegerField(
        _("số giải không vượt quá (% số người dự thi)"),
        validators=(MinValueValidator(1), MaxValueValidator(100)),
        null=True,
        blank=True,
    )
    checks_winners = models.BooleanField(
        _("xác nhận từng người đạt giải trước khi chốt kết quả"), default=True
    )

    def __str__(self) -> str:
        return str(self.contest_id)


class CollectiveRule(models.Model):
    """How the units of one khối, or of several, compare for collective prizes, in a round or over
    the contest.

    `tiers` holds pairs [below, percent]: units of fewer people than `below` need that rate.
    `prize_points` holds pairs [position, points] of the prizes that the units' people win."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="collective_rules")
    round = models.ForeignKey(
        Round, null=True, blank=True, on_delete=models.CASCADE, related_name="collective_rules"
    )
    title = models.CharField(_("tên bảng xét tập thể"), max_length=120)
    unit_kind = models.ForeignKey(
        UnitKind, verbose_name=_("khối"), on_delete=models.PROTECT, related_name="+"
    )
    more_kinds = models.ManyToManyField(
        UnitKind, verbose_name=_("xét chung với các khối"), related_name="+", blank=True
    )
    category = models.CharField(
        _("tính tỷ lệ trên"), max_length=20, choices=HeadcountCategory, blank=True
    )
    measure = models.CharField(_("xét theo"), max_length=20, choices=CollectiveMeasure)
    tie_chain = models.JSONField(_("bằng nhau thì xét tiếp"), default=list)
    rate_weight = models.PositiveSmallIntegerField(_("hệ số của tỷ lệ tham gia"), default=1)
    mean_weight = models.PositiveSmallIntegerField(_("hệ số của điểm trung bình"), default=1)
    points_weight = models.PositiveSmallIntegerField(_("hệ số của điểm ban tổ chức"), default=0)
    prize_weight = models.PositiveSmallIntegerField(
        _("hệ số của điểm theo bậc giải"), default=0, db_default=0
    )
    prize_points = models.JSONField(
        _("điểm của mỗi bậc giải"), default=list, blank=True, db_default=[]
    )
    min_percent = models.PositiveSmallIntegerField(
        _("tỷ lệ tham gia tối thiểu (%)"),
        validators=(MaxValueValidator(100),),
        null=True,
        blank=True,
    )
    tiers = models.JSONField(_("mức tối thiểu theo số biên chế"), default=list, blank=True)
    min_people = models.PositiveIntegerField(_("số người dự thi tối thiểu"), default=0)
    needs_winner = models.BooleanField(_("phải có người đạt giải cá nhân"), default=False)
    needs_quotas = models.BooleanField(_("phải đạt mọi chỉ tiêu bắt buộc"), default=False)
    headcount_on = models.DateField(_("lấy số biên chế của ngày"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    planned_kinds: Sequence[UnitKind] = ()  # the other khối of a rule that is not stored

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def measures(self) -> list[str]:
        """What decides, in order."""
        return [self.measure, *(one for one in self.tie_chain if one != self.measure)]

    def kinds(self) -> list[UnitKind]:
        """The khối whose units compare with each other; lists of rules bring the others along."""
        others = self.planned_kinds if self._state.adding else self.more_kinds.all()
        return [self.unit_kind, *(one for one in others if one.pk != self.unit_kind_id)]

    def uses(self, measure: CollectiveMeasure, *, weight: int = 0) -> bool:
        """Whether it decides by itself, or by its weight in the sum."""
        is_added = bool(weight) and CollectiveMeasure.WEIGHTED in self.measures
        return is_added or measure in self.measures


class PrizeQuerySet(models.QuerySet["Prize"]):
    def in_words(self) -> PrizeQuerySet:
        """Read them with what their sentences name."""
        return self.select_related("division", "unit_kind", "collective")


class Prize(models.Model):
    """A prize with its number of seats, for people or, with a collective rule, for units.

    Without a division it is given in each division; without a round over the whole contest."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="listed_prizes")
    round = models.ForeignKey(
        Round, null=True, blank=True, on_delete=models.CASCADE, related_name="listed_prizes"
    )
    collective = models.ForeignKey(
        CollectiveRule,
        verbose_name=_("trao cho"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="prizes",
    )
    division = models.ForeignKey(
        Division,
        verbose_name=_("bảng thi"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    unit_kind = models.ForeignKey(
        UnitKind,
        verbose_name=_("khối"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    position = models.PositiveSmallIntegerField(
        _("bậc giải"), default=1, help_text=_("1 là giải cao nhất; xét từ bậc cao xuống thấp.")
    )
    title = models.CharField(_("tên giải"), max_length=80)
    kind = models.CharField(_("loại"), max_length=20, choices=PrizeKind, default=PrizeKind.PRIZE)
    count = models.PositiveSmallIntegerField(
        _("số lượng"),
        default=1,
        validators=(MinValueValidator(1), MaxValueValidator(500)),
    )
    value_vnd = models.PositiveBigIntegerField(_("tiền thưởng (đồng)"), null=True, blank=True)
    value_text = models.CharField(_("phần thưởng khác"), max_length=120, blank=True)
    needs_all_correct = models.BooleanField(_("phải trả lời đúng tất cả các câu"), default=False)

    objects = PrizeQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(count__gt=0), name="prize_has_seats"),
            models.CheckConstraint(
                condition=Q(collective__isnull=True)
                | Q(division__isnull=True, unit_kind__isnull=True, needs_all_correct=False),
                name="prize_of_units_names_no_people",
            ),
        )

    def __str__(self) -> str:
        return self.title
