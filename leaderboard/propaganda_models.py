"""The tables of propaganda reports: what units did besides contests, and the periods' windows."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

MOST_TIMES = 100_000
MOST_PEOPLE = 10_000_000
MOST_MONEY = 10**12


class EventKind(models.TextChoices):
    """The forms of making something known that such reports list, contests apart."""

    CONFERENCE = "hoi-nghi", _("hội nghị, hội thảo")
    TRAINING = "tap-huan", _("tập huấn, bồi dưỡng")
    ARTICLE = "tin-bai", _("tin, bài, chuyên mục")
    BROADCAST = "phat-thanh", _("phát thanh, truyền hình")
    DIALOGUE = "toa-dam", _("tọa đàm, đối thoại")
    STAGE = "san-khau-hoa", _("sân khấu hóa, hội thi")
    SOCIAL = "mang-xa-hoi", _("mạng xã hội")
    PRINTED = "an-pham", _("pa nô, áp phích, tờ rơi")
    OTHER = "khac", _("hình thức khác")


class PropagandaEvent(models.Model):
    """What a unit planned and did, with how many people and at which cost; no names."""

    unit = models.ForeignKey(
        "accounts.Unit", on_delete=models.PROTECT, related_name="propaganda_events"
    )
    kind = models.CharField(_("hình thức"), max_length=20, choices=EventKind)
    title = models.CharField(_("nội dung"), max_length=200)
    held_on = models.DateField(_("ngày"), db_index=True)
    planned = models.PositiveIntegerField(
        _("số buổi, số tin bài theo kế hoạch"),
        default=1,
        validators=[MaxValueValidator(MOST_TIMES)],
    )
    done = models.PositiveIntegerField(
        _("đã thực hiện"), default=0, validators=[MaxValueValidator(MOST_TIMES)]
    )
    people = models.PositiveIntegerField(
        _("số lượt người tham dự"), default=0, validators=[MaxValueValidator(MOST_PEOPLE)]
    )
    cost_vnd = models.PositiveBigIntegerField(
        _("kinh phí (đồng)"), default=0, validators=[MaxValueValidator(MOST_MONEY)]
    )
    link = models.URLField(_("đường dẫn"), max_length=500, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ("-held_on", "-pk")

    def __str__(self) -> str:
        return self.title


class PeriodKind(models.TextChoices):
    """The periods that reports are made for."""

    Q1 = "quy-1", _("Quý I")
    Q2 = "quy-2", _("Quý II")
    HALF = "6-thang", _("6 tháng đầu năm")
    Q3 = "quy-3", _("Quý III")
    NINE_MONTHS = "9-thang", _("9 tháng")
    Q4 = "quy-4", _("Quý IV")
    YEAR = "nam", _("Năm")


class PeriodWindow(models.Model):
    """From which to which day a period's data counts, both included; stated by the staff.

    A window that begins later in the year than it ends begins in the year before."""

    kind = models.CharField(max_length=20, choices=PeriodKind, primary_key=True)
    begins_month = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    begins_day = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    ends_month = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    ends_day = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(31)]
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(begins_month__range=(1, 12)) & Q(ends_month__range=(1, 12)),
                name="window_months",
            ),
        )

    def __str__(self) -> str:
        return self.kind

    def days_in(self, year: int) -> tuple[date, date]:
        ends = date(year, self.ends_month, self.ends_day)
        is_of_one_year = (self.begins_month, self.begins_day) <= (self.ends_month, self.ends_day)
        began = year if is_of_one_year else year - 1
        return date(began, self.begins_month, self.begins_day), ends


class PeriodDocument(models.Model):
    """Number and day that an office gave its report of a period; `unit` is null for the site's."""

    unit = models.ForeignKey(
        "accounts.Unit", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20, choices=PeriodKind)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(_("số"), null=True, blank=True)
    day = models.DateField(_("ngày ban hành"), null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Coalesce("unit", Value(0)), "kind", "year", name="period_document_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"
