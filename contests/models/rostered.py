"""Models of rosters: whom a unit must bring to a contest, and what its contact person signed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest
from contests.models.taken import Entry
from quizsite.accounts.models import HeadcountCategory, Unit
from quizsite.language.ordering import person_key
from quizsite.language.vietnamese import search_key, tidy

# After the last round of a contest has closed; the pages of rosters say the day.
ROSTER_KEPT_FOR = timedelta(days=90)


def order_of(full_name: str) -> str:
    """Put a name where lists of people have it: by the given name, then by the whole name."""
    return b"".join(person_key(full_name)).hex()[:400]


class MatchedBy(models.TextChoices):
    """How a line of a roster was found to be the person of an entry."""

    ADDRESS = "address", _("cùng thư điện tử hoặc số điện thoại đã xác nhận")
    HAND = "hand", _("đầu mối xác nhận")


class RosterPerson(models.Model):
    """One person whom a unit must bring to a contest, and the entry of that person, once known."""

    contest = models.ForeignKey(
        Contest, on_delete=models.CASCADE, related_name="roster", db_index=False
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("đơn vị"), on_delete=models.PROTECT, related_name="+"
    )
    full_name = models.CharField(_("họ và tên"), max_length=120)
    name_key = models.CharField(max_length=160, editable=False)
    # Sorting 60,000 names by the rules of a language takes a database longer than all else.
    name_order = models.CharField(max_length=400, editable=False)
    birth_date = models.DateField(_("ngày sinh"), null=True, blank=True)
    staff_code = models.CharField(_("mã cán bộ"), max_length=20, blank=True, default="")
    email = models.EmailField(_("thư điện tử"), null=True, blank=True)
    phone = models.CharField(_("số điện thoại"), max_length=16, null=True, blank=True)
    category = models.CharField(_("nhóm"), max_length=20, choices=HeadcountCategory)
    is_compulsory = models.BooleanField(_("bắt buộc dự thi"), default=True)
    entry = models.ForeignKey(
        Entry, null=True, on_delete=models.SET_NULL, related_name="roster_lines", editable=False
    )
    matched_by = models.CharField(
        max_length=10, choices=MatchedBy, blank=True, default="", editable=False
    )
    # Another line may be of the same person (`contests/roster/repeats.py`).
    is_repeated = models.BooleanField(default=False, db_default=False, editable=False)
    added_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("contest", "unit", "email"), name="roster_email_once"),
            models.UniqueConstraint(fields=("contest", "unit", "phone"), name="roster_phone_once"),
            models.CheckConstraint(
                condition=Q(entry=None) | ~Q(matched_by=""), name="roster_match_says_how"
            ),
        )
        indexes = (
            models.Index(fields=("contest", "email")),
            models.Index(fields=("contest", "phone")),
            models.Index(fields=("contest", "name_order")),
            # A city's desk counts 60,000 lines out of this index, without reading them.
            models.Index(
                fields=("contest", "unit", "category", "is_compulsory", "entry"),
                name="roster_counted",
            ),
            models.Index(
                fields=("contest",), condition=Q(is_repeated=True), name="roster_repeated"
            ),
        )

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_name_key()
        super().save(*args, **kwargs)

    def set_name_key(self) -> None:
        self.full_name = tidy(self.full_name)
        self.name_key = search_key(self.full_name)[:160]
        self.name_order = order_of(self.full_name)


class RosterInvitation(models.Model):
    """How often an address on rosters of a contest was invited; `digest` is its keyed hash.

    It stays when the line goes: a list that is brought in anew invites nobody a second time.
    `used_at` is when the link of the latest mail stood in for a code, which it does once."""

    contest = models.ForeignKey(
        Contest, on_delete=models.CASCADE, related_name="roster_invitations", db_index=False
    )
    digest = models.CharField(max_length=64)
    times = models.PositiveSmallIntegerField(default=1)
    last_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("contest", "digest"), name="roster_invitation_once"),
        )

    def __str__(self) -> str:
        return f"{self.contest_id}: {self.digest[:8]}"


class DifferentPerson(models.Model):
    """A contact person said that a line and an entry of the same name are two people."""

    line = models.ForeignKey(
        RosterPerson, on_delete=models.CASCADE, related_name="different", db_index=False
    )
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("line", "entry"), name="different_person_once"),
        )

    def __str__(self) -> str:
        return f"{self.line_id} ≠ {self.entry_id}"


class RosterPreview(models.Model):
    """Keeps what a checked file would store until its owner confirms; no roster changed yet."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=200)
    rows = models.JSONField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.filename


class RosterTerm(models.Model):
    """Until when contact persons change rosters and headcounts; afterwards organisers do."""

    contest = models.OneToOneField(Contest, on_delete=models.CASCADE, related_name="roster_term")
    closes_at = models.DateTimeField(_("hạn chốt danh sách"))

    def __str__(self) -> str:
        return f"{self.contest_id}: {self.closes_at}"


class SignedHeadcount(models.Model):
    """Who signed which headcount of a unit for a contest; no row is ever updated."""

    contest = models.ForeignKey(
        Contest, on_delete=models.CASCADE, related_name="signed_headcounts", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=20, choices=HeadcountCategory)
    people = models.PositiveIntegerField()
    rostered = models.PositiveIntegerField(help_text="lines of the roster at that moment")
    as_of = models.DateField()
    source = models.CharField(max_length=200)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ("-signed_at", "-pk")
        indexes = (models.Index(fields=("contest", "unit", "-signed_at")),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.category}: {self.people}"
