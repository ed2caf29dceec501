"""Models of who may compete: barred people and units, pledges, and signs of one person twice."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest
from quizsite.accounts.models import Unit


class BarredPerson(models.Model):
    """Whom the organisers bar, by account, address or number; a name with a unit bars nobody.

    `user` is the account that had the address or number then, so that a new one helps nobody."""

    contest = models.ForeignKey(
        Contest, on_delete=models.CASCADE, related_name="barred_people", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.EmailField(_("thư điện tử"), null=True, blank=True)
    phone = models.CharField(_("số điện thoại"), max_length=16, null=True, blank=True)
    full_name = models.CharField(_("họ và tên"), max_length=120, blank=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("đơn vị"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(_("lý do"))
    barred_at = models.DateTimeField()

    class Meta:
        ordering = ("-barred_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("contest", "email"), name="barred_email_once"),
            models.UniqueConstraint(fields=("contest", "phone"), name="barred_phone_once"),
            models.CheckConstraint(
                condition=Q(email__isnull=False)
                | Q(phone__isnull=False)
                | (~Q(full_name="") & Q(unit__isnull=False)),
                name="barred_person_is_named",
            ),
        )
        indexes = (models.Index(fields=("contest", "user")),)

    def __str__(self) -> str:
        return self.full_name or self.email or self.phone or str(self.pk)


class BarredUnit(models.Model):
    """A unit whose people, and those of all units below it, may not compete."""

    contest = models.ForeignKey(
        Contest, on_delete=models.CASCADE, related_name="barred_units", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("lý do"))
    barred_at = models.DateTimeField()

    class Meta:
        ordering = ("-barred_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("contest", "unit"), name="barred_unit_once"),
        )

    def __str__(self) -> str:
        return self.unit.name


class PrizelessLine(models.Model):
    """Who takes part and is ranked, and gets no prize: one entry, or a unit with all below it."""

    contest = models.ForeignKey(
        Contest, on_delete=models.CASCADE, related_name="prizeless_lines", db_index=False
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("đơn vị"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    entry = models.OneToOneField(
        "Entry", null=True, on_delete=models.CASCADE, related_name="prizeless_line"
    )
    reason = models.TextField(_("lý do"))
    since = models.DateTimeField()

    class Meta:
        ordering = ("-since", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("contest", "unit"), name="prizeless_unit_once"),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) ^ Q(entry__isnull=False),
                name="prizeless_line_names_one",
            ),
        )

    def __str__(self) -> str:
        return self.unit.name if self.unit else str(self.entry)


class PledgeText(models.Model):
    """A text that people pledged at entry; no row is ever updated."""

    contest = models.ForeignKey(
        Contest, on_delete=models.CASCADE, related_name="pledge_texts", db_index=False
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text")
    body = models.TextField()
    since = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("contest", "digest"), name="pledge_text_once"),
        )

    def __str__(self) -> str:
        return self.body[:80]


class MarkKind(models.TextChoices):
    """What two entries may have in common; the labels say why they may be of one person."""

    CODE = "code", _("cùng mã đã ghi khi đăng ký")
    MAILBOX = "mailbox", _("cùng một hộp thư viết khác nhau")
    PHONE = "phone", _("cùng số điện thoại")
    NAME = "name", _("cùng họ tên và đơn vị")
    DEVICE = "device", _("cùng thiết bị")
    NETWORK = "network", _("cùng mạng trong cùng mười phút, từ hai lần trở lên")


# After the last round of a contest is final; the rules of the contest say it to people.
MARKS_KEPT_FOR = timedelta(days=90)


class EntryMark(models.Model):
    """A keyed hash of something that an entry may share with another; never shown to anybody.

    The key is the contest's own, so marks of two contests tell nothing about each other."""

    contest = models.ForeignKey(
        Contest, on_delete=models.CASCADE, related_name="entry_marks", db_index=False
    )
    entry = models.ForeignKey("Entry", on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=10, choices=MarkKind)
    digest = models.BigIntegerField(help_text="the first 63 bits")

    class Meta:
        constraints = (
            # Also the index that finds what is shared, without reading the table.
            models.UniqueConstraint(
                fields=("contest", "kind", "digest", "entry"), name="entry_mark_once"
            ),
        )


class LikelyDouble(models.Model):
    """Entries that may be of one person, or one that may be a barred person's.

    A job proposes them; people decide, and what they found different is not proposed again."""

    contest = models.ForeignKey(
        Contest, on_delete=models.CASCADE, related_name="likely_doubles", db_index=False
    )
    key = models.CharField(max_length=64, help_text="SHA-256 of whom it is about")
    people = models.JSONField(help_text="ids of entries, in order")
    barred = models.ForeignKey(
        BarredPerson, null=True, on_delete=models.CASCADE, related_name="likely_entries"
    )
    reasons = models.JSONField(help_text="kinds of marks")
    weight = models.PositiveSmallIntegerField(help_text="stronger signs come first")
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    settle_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-weight", "pk")
        constraints = (
            models.UniqueConstraint(fields=("contest", "key"), name="likely_double_once"),
        )
        indexes = (models.Index(fields=("contest", "settled_at", "-weight")),)

    def __str__(self) -> str:
        return f"{self.contest_id}: {self.people}"
