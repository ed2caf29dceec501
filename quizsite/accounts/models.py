"""The tables of people, of their consents, and of the units they belong to."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from quizsite.accounts.addresses import to_address
from quizsite.accounts.first_staff import models as _links  # noqa: F401 -- a table of ours
from quizsite.accounts.personal_data import models as _requests  # noqa: F401 -- the same
from quizsite.accounts.units import models as _lists  # noqa: F401 -- the same
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import OPERATOR, About, Name, record
from quizsite.language import names, vietnamese

# Composing takes steps with the square of a run of marks, and nobody types a longer password.
LONGEST_COMPOSED = 1024


def spellings(password: str) -> list[str]:
    """Return the password as it is kept (NFC), then as older versions may have kept it."""
    if password.isascii() or len(password) > LONGEST_COMPOSED:
        return [password]
    composed, apart = (unicodedata.normalize(form, password) for form in ("NFC", "NFD"))
    return list(dict.fromkeys([composed, password, apart]))


class UserManager(BaseUserManager["User"]):
    """Creates users; an e-mail address or a phone number is enough."""

    def create_user(
        self, email: str | None = None, password: str | None = None, **fields: Any
    ) -> User:
        user = self.model(email=email or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str | None = None, password: str | None = None, **fields: Any
    ) -> User:
        """Make an account of the staff, for `manage.py createsuperuser`."""
        with transaction.atomic():
            user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
            about = About(Subject.PERSON, user.pk, Name(user.pk, user.full_name))
            record(about, kind=AuditKind.STAFF_ADDED, by=OPERATOR, at=user.date_joined)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    full_name = models.CharField(_("họ và tên"), max_length=120)
    email = models.EmailField(_("thư điện tử"), unique=True, null=True, blank=True)
    phone = models.CharField(_("số điện thoại"), max_length=16, unique=True, null=True, blank=True)
    is_phone_verified = models.BooleanField(default=False)
    unit = models.ForeignKey(
        "Unit", verbose_name=_("đơn vị"), null=True, blank=True, on_delete=models.PROTECT
    )
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    signed_out_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    # Of the session that asks, not of the person (signing_in/second_factor.py); no column.
    gave_second_factor = False

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.email or self.phone or str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        # allauth writes "" for a missing address; a second "" would break the unique constraint.
        self.email = self._as_stored(self.email) if self.email else None
        self.phone = self.phone or None
        self.full_name = vietnamese.tidy(self.full_name)
        super().save(*args, **kwargs)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else spellings(raw_password)[0])

    def check_password(self, raw_password: str | None) -> bool:
        """Compare letters, not the bytes of one keyboard; older hashes kept those as they came."""
        composed, *as_older_versions_took_it = spellings(raw_password or "")
        if super().check_password(composed):
            return True
        if not any(super(User, self).check_password(one) for one in as_older_versions_took_it):
            return False
        self.set_password(composed)
        self.save(update_fields=["password"])
        return True

    def _as_stored(self, email: str) -> str:
        address = to_address(email)
        if address is None and self._state.adding:
            raise ValueError(f"no e-mail address: {email!r}")
        return address or email  # of an account older than this rule

    def get_full_name(self) -> str:
        return self.full_name

    @property
    def short_name(self) -> str:
        return names.short_name(self.full_name)


class TryCount(models.Model):
    """How often somebody tried a password or a code lately; signing_in/tries.py counts."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.tries}"


class UnitKind(models.Model):  # type: ignore[django-manager-missing]  # tree_queries is untyped
    """A block (khối) whose units the boards compare: departments, wards, schools."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("tên khối"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(TreeQuerySet["Unit"]):
    def in_force(self, on: date) -> UnitQuerySet:
        units: UnitQuerySet = self.filter(
            Q(in_force_from=None) | Q(in_force_from__lte=on),
            Q(in_force_until=None) | Q(in_force_until__gt=on),
        )
        return units


class Unit(TreeNode):
    """A node of the tree of units. `in_force_until` is the first day it no longer exists."""

    code = models.SlugField(_("mã đơn vị"), max_length=64, unique=True)
    name = models.CharField(_("tên đơn vị"), max_length=200)
    kind = models.ForeignKey(
        UnitKind, verbose_name=_("khối"), on_delete=models.PROTECT, related_name="units"
    )
    in_force_from = models.DateField(_("hoạt động từ"), null=True, blank=True)
    in_force_until = models.DateField(_("hoạt động đến"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("đơn vị kế thừa"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )
    is_sample = models.BooleanField(default=False)
    search_key = models.CharField(max_length=260, editable=False, db_index=True)

    objects = UnitQuerySet.as_manager(with_tree_fields=False)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(in_force_until=None)
                | Q(in_force_from=None)
                | Q(in_force_until__gt=models.F("in_force_from")),
                name="unit_in_force_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = vietnamese.tidy(self.name)
        self.search_key = vietnamese.search_key(self.name)
        super().save(*args, **kwargs)


class UnitAlias(models.Model):
    """Another name of a unit: an abbreviation, an older name."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)
    search_key = models.CharField(max_length=260, editable=False, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit", "name"), name="alias_once_per_unit"),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = vietnamese.tidy(self.name)
        self.search_key = vietnamese.search_key(self.name)
        super().save(*args, **kwargs)


class HeadcountCategory(models.TextChoices):
    CIVIL = "cbccvc", _("cán bộ, công chức, viên chức")
    LEADER = "lanh-dao", _("lãnh đạo, quản lý")
    HEAD = "truong-pho-phong", _("trưởng phòng, phó trưởng phòng")
    OFFICIAL = "cong-chuc", _("công chức không giữ chức vụ")
    ONE_STOP = "mot-cua", _("cán bộ Bộ phận Một cửa")
    EMPLOYEE = "vien-chuc", _("viên chức")
    WORKER = "nguoi-lao-dong", _("người lao động")
    PART_TIME = "khong-chuyen-trach", _("người hoạt động không chuyên trách ở xã, thôn, tổ dân phố")
    ASSOCIATION = "can-bo-doan-the", _("cán bộ đoàn thể, chi hội, chi đoàn")
    STUDENT = "sinh-vien", _("sinh viên, học viên")
    PUPIL = "hoc-sinh", _("học sinh")


class Headcount(models.Model):
    """Says how many people of a category a unit and all units below it have as of a date."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="headcounts")
    category = models.CharField(max_length=20, choices=HeadcountCategory)
    as_of = models.DateField(_("tính đến ngày"))
    people = models.PositiveIntegerField(_("số người"))
    is_sample = models.BooleanField(default=False)
    source = models.CharField(_("nguồn số liệu"), max_length=200, blank=True)

    class Meta:
        ordering = ("unit", "category", "-as_of")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "category", "as_of"), name="one_headcount_per_date"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.category} {self.as_of}: {self.people}"


class UnitContact(models.Model):
    """The contact person (đầu mối) sees which people of the unit took part, but never scores."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contact_for")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="contacts")
    since = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "unit"), name="contact_once_per_unit"),
        )


class Purpose(models.TextChoices):
    """What personal data is used for; people agree to each by itself."""

    ACCOUNT = "account", _("tài khoản")
    TAKING_PART = "taking_part", _("dự thi")
    PUBLICATION = "publication", _("công khai tên viết gọn")
    MESSAGES = "messages", _("nhận tin về cuộc thi")
    PRACTICE = "practice", _("giữ tiến độ luyện tập")


class ConsentText(models.Model):
    """A version of the text that people agree to; no row is ever updated."""

    version = models.PositiveIntegerField(unique=True)
    # The first text covered all purposes but messages at once; it has none of its own.
    purpose = models.CharField(max_length=20, choices=Purpose, blank=True, db_default="")
    body = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"v{self.version}"


class Consent(models.Model):
    """Proves that a person agreed to a version of the text, when, and through which form.

    It is for one purpose. Who agreed to the first text has a row for each that it covered."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT)
    purpose = models.CharField(
        max_length=20,
        choices=Purpose,
        default=Purpose.TAKING_PART,
        db_default=Purpose.TAKING_PART,
    )
    given_at = models.DateTimeField()
    channel = models.CharField(max_length=40)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("user", "-given_at")),)
