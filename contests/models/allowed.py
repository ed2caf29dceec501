"""Models of what single people are given beyond a round's rules, and of the incidents behind it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Round
from contests.models.taken import Attempt, Entry
from quizsite.accounts.models import Unit


class Remedy(models.TextChoices):
    """What the people whom an incident met are given."""

    TIME = "time", _("thêm phút cho bài đang làm")
    ATTEMPT = "attempt", _("thêm một lượt thi")
    MAKE_UP = "make_up", _("thi bù trong một khoảng giờ")


class Affected(models.TextChoices):
    """Whom an incident met."""

    PAPERS = "papers", _("người có bài đang mở trong khoảng giờ sự cố")
    REFUSED = "refused", _("người có câu trả lời bị từ chối vì đến muộn")
    EXPIRED = "expired", _("người bị hết giờ trong khoảng giờ sự cố")
    EVERYBODY = "everybody", _("mọi người đã đăng ký")
    LISTED = "listed", _("người trong danh sách")


class IncidentState(models.TextChoices):
    PROPOSED = "proposed", _("chờ người thứ hai")
    IN_FORCE = "in_force", _("có hiệu lực")
    REFUSED = "refused", _("không chấp nhận")
    UNDONE = "undone", _("đã hủy trước khi có người dùng")


class IncidentQuerySet(models.QuerySet["Incident"]):
    def in_force(self) -> IncidentQuerySet:
        return self.filter(state=IncidentState.IN_FORCE)

    def proposed(self) -> IncidentQuerySet:
        return self.filter(state=IncidentState.PROPOSED)

    def unfinished(self) -> IncidentQuerySet:
        """Find those that still may change who takes part, or until when."""
        return self.filter(
            Q(state=IncidentState.PROPOSED) | Q(state=IncidentState.IN_FORCE, applied_at=None)
        )


class Incident(models.Model):
    """Something went wrong for many: whom it met between two moments, and what they are given.

    `people` are entries of a list. A job writes `preview`, and another one an `Allowance` for each
    person; `applied_at` is set once all have theirs."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="incidents")
    affected = models.CharField(_("ai bị ảnh hưởng"), max_length=20, choices=Affected)
    unit = models.ForeignKey(
        Unit, verbose_name=_("đơn vị"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    people = models.JSONField(default=list, help_text="ids of entries of a list")
    began_at = models.DateTimeField(_("sự cố từ"), null=True)
    ended_at = models.DateTimeField(_("sự cố đến"), null=True)
    remedy = models.CharField(_("cách khắc phục"), max_length=20, choices=Remedy)
    extra_s = models.PositiveIntegerField(default=0)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    opens_at = models.DateTimeField(_("thi bù từ"), null=True)
    ends_at = models.DateTimeField(null=True, help_text="how late papers may end under it")
    reason = models.TextField(_("lý do"))
    state = models.CharField(max_length=20, choices=IncidentState, default=IncidentState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    preview = models.JSONField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ("-proposed_at", "-pk")

    def __str__(self) -> str:
        return f"{self.round_id}: {self.affected}, {self.remedy}"


class AllowanceQuerySet(models.QuerySet["Allowance"]):
    def in_force(self) -> AllowanceQuerySet:
        return self.filter(withdrawn_at=None)


class Allowance(models.Model):
    """More than a round gives everybody, for one person: time, attempts, a window of their own.

    With `attempt` it moved the end of that open paper; else it holds for papers started later.
    `ends_at` is how late those may end if not by the round's closing. With `opens_at` it is the
    end of a window in which this person may start although the round is closed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="allowances")
    # Starts ask by entry and round.
    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="allowances", db_index=False
    )
    attempt = models.ForeignKey(
        Attempt, null=True, on_delete=models.CASCADE, related_name="allowances"
    )
    incident = models.ForeignKey(
        Incident, null=True, on_delete=models.CASCADE, related_name="allowances", db_index=False
    )
    extra_s = models.PositiveIntegerField(default=0)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    opens_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    reason = models.TextField(_("lý do"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = AllowanceQuerySet.as_manager()

    class Meta:
        ordering = ("given_at", "pk")
        constraints = (
            # Also the index that finds what an incident gave.
            models.UniqueConstraint(fields=("incident", "entry"), name="one_allowance_an_incident"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(ends_at__gt=F("opens_at")),
                name="make_up_window_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(extra_s__gt=0) | Q(extra_attempts__gt=0) | Q(opens_at__isnull=False),
                name="allowance_gives_something",
            ),
        )
        indexes = (models.Index(fields=("entry", "round"), name="allowance_of_entry"),)

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.reason}"
