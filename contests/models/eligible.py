"""Models of who may enter by rule, of what an entry asks, and of how many units should bring."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest, Division
from contests.models.taken import Entry
from quizsite.accounts.models import HeadcountCategory, Unit, UnitKind

OLDEST_ASKED = 120
_AGES = (MinValueValidator(1), MaxValueValidator(OLDEST_ASKED))


class UnitAsked(models.TextChoices):
    """What people of a division name as their unit."""

    REQUIRED = "required", _("đơn vị công tác hoặc học tập")
    RESIDENCE = "residence", _("xã, phường nơi cư trú")
    OPTIONAL = "optional", _("đơn vị, hoặc nói mình không thuộc đơn vị nào")
    NONE = "none", _("không hỏi đơn vị")


class DivisionRule(models.Model):
    """Who may enter a division; fixed once the contest is published. No row: no rule.

    Without `age_on` the age is that of the day of entry. `categories` lists whom the division
    admits, and each person says which of them they are; empty: nobody is asked."""

    division = models.OneToOneField(Division, on_delete=models.CASCADE, related_name="rule")
    min_age = models.PositiveSmallIntegerField(
        _("từ bao nhiêu tuổi"), null=True, blank=True, validators=_AGES
    )
    max_age = models.PositiveSmallIntegerField(
        _("đến hết bao nhiêu tuổi"), null=True, blank=True, validators=_AGES
    )
    age_on = models.DateField(_("tính tuổi đến ngày"), null=True, blank=True)
    unit_asked = models.CharField(
        _("người đăng ký chọn"), max_length=20, choices=UnitAsked, default=UnitAsked.REQUIRED
    )
    unit_kinds = models.ManyToManyField(
        UnitKind, verbose_name=_("chỉ nhận đơn vị thuộc khối"), blank=True, related_name="+"
    )
    within = models.ManyToManyField(
        Unit, verbose_name=_("chỉ nhận đơn vị nằm trong"), blank=True, related_name="+"
    )
    categories = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(min_age=None) | Q(max_age=None) | Q(max_age__gte=models.F("min_age")),
                name="division_ages_in_order",
            ),
        )

    def __str__(self) -> str:
        return str(self.division_id)

    @property
    def asks_birth_date(self) -> bool:
        return self.min_age is not None or self.max_age is not None


class DetailKind(models.TextChoices):
    """What an entry may ask about the person; each is a column of `EntryDetail`."""

    BIRTH_DATE = "birth_date", _("ngày sinh")
    GENDER = "gender", _("giới tính")
    SCHOOL_CLASS = "school_class", _("lớp")
    FIELD_OF_WORK = "field_of_work", _("lĩnh vực công tác")
    PHONE = "phone", _("số điện thoại liên hệ")
    PLACE = "place", _("nơi làm việc, học tập hoặc cư trú")


DETAIL_KEPT_DAYS = 90


class AskedDetail(models.Model):
    """A contest asks this at entry: what for, and how long after the last result it is kept."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="asked_details")
    kind = models.CharField(max_length=20, choices=DetailKind)
    is_required = models.BooleanField(_("bắt buộc"), default=False)
    purpose = models.CharField(_("dùng để"), max_length=160)
    kept_days = models.PositiveSmallIntegerField(
        _("giữ thêm (ngày)"),
        default=DETAIL_KEPT_DAYS,
        validators=(MinValueValidator(1), MaxValueValidator(730)),
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("contest", "kind"), name="asked_detail_once"),
        )

    def __str__(self) -> str:
        return self.kind


class Gender(models.TextChoices):
    FEMALE = "female", _("nữ")
    MALE = "male", _("nam")
    OTHER = "other", _("khác hoặc không muốn nêu")


class EntryDetail(models.Model):
    """What a person said of themself at entry; never public. The category is what quotas count.

    Deleting a person's data empties all but the category, which tells nobody without a name."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="detail")
    category = models.CharField(
        _("nhóm đối tượng"), max_length=20, choices=HeadcountCategory, blank=True
    )
    birth_date = models.DateField(_("ngày sinh"), null=True, blank=True)
    gender = models.CharField(_("giới tính"), max_length=10, choices=Gender, blank=True)
    school_class = models.CharField(_("lớp"), max_length=40, blank=True)
    field_of_work = models.CharField(_("lĩnh vực công tác"), max_length=120, blank=True)
    phone = models.CharField(_("số điện thoại liên hệ"), max_length=16, blank=True)
    place = models.CharField(_("nơi làm việc, học tập hoặc cư trú"), max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.entry_id)


class Quota(models.Model):
    """How many people of a category each unit of a block should bring.

    With both figures the greater one counts. Only a compulsory quota decides anything."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="quotas")
    unit_kind = models.ForeignKey(
        UnitKind, verbose_name=_("khối"), on_delete=models.PROTECT, related_name="+"
    )
    category = models.CharField(_("nhóm đối tượng"), max_length=20, choices=HeadcountCategory)
    at_least = models.PositiveIntegerField(
        _("ít nhất (người)"), null=True, blank=True, validators=(MinValueValidator(1),)
    )
    percent = models.PositiveSmallIntegerField(
        _("ít nhất (%)"),
        null=True,
        blank=True,
        validators=(MinValueValidator(1), MaxValueValidator(100)),
    )
    is_compulsory = models.BooleanField(_("bắt buộc"), default=True)

    class Meta:
        ordering = ("unit_kind__position", "unit_kind__name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("contest", "unit_kind", "category"), name="quota_once"),
            models.CheckConstraint(
                condition=Q(at_least__isnull=False) | Q(percent__isnull=False),
                name="quota_says_how_many",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contest_id}: {self.unit_kind_id} {self.category}"
