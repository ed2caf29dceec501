"""Models of roles that see into a contest: who held one, and who holds two at once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest
from contests.models.judged import Panel, PanelRole
from questionbank.models import BankRole
from quizsite.accounts.models import Unit


class PastRole(models.Model):
    """Somebody organised a contest, or had a role in the bank, until then.

    Roles held now are `ContestOrganiser` and `BankRole`, so nothing else asks this table."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="past_roles"
    )
    contest = models.ForeignKey(
        Contest, null=True, on_delete=models.CASCADE, help_text="none: a role in the bank"
    )
    kind = models.CharField(
        max_length=20, choices=BankRole.Kind, blank=True, help_text="blank: an organiser"
    )
    since = models.DateTimeField(null=True, help_text="none: given before dates were kept")
    until = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-until", "-pk")

    def __str__(self) -> str:
        return str(self.get_kind_display() if self.kind else _("ban tổ chức"))


class DoubleRole(models.Model):
    """An organiser who also has a role in the bank goes on changing the contest, with approval.

    Without a row such a person only reads the contest's pages. Whoever held both before this was
    asked has a row without approval."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="double_roles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    is_alone = models.BooleanField(default=False, help_text="the person approved themself")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("contest", "user"), name="double_role_once"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} / {self.contest_id}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> InvitationQuerySet:
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """Whoever opens its link first gets one role: in a contest or panel, for a unit, in the bank.

    The link is signed with the site's secret key and holds no more than the row's number."""

    contest = models.ForeignKey(
        Contest, null=True, on_delete=models.CASCADE, related_name="invitations"
    )
    unit = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")
    bank_kind = models.CharField(max_length=20, choices=BankRole.Kind, blank=True)
    panel = models.ForeignKey(
        Panel, null=True, on_delete=models.CASCADE, related_name="invitations"
    )
    panel_role = models.CharField(
        max_length=20, choices=PanelRole, blank=True, db_default="", help_text="with a panel"
    )
    note = models.CharField(_("gửi cho ai"), max_length=80, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations_made"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="invitations_used",
    )
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(contest__isnull=False, unit=None, bank_kind="", panel=None)
                | models.Q(contest=None, unit__isnull=False, bank_kind="", panel=None)
                | (models.Q(contest=None, unit=None, panel=None) & ~models.Q(bank_kind=""))
                | (
                    models.Q(contest=None, unit=None, bank_kind="", panel__isnull=False)
                    & ~models.Q(panel_role="")
                ),
                name="invitation_gives_one_role",
            ),
        )

    def __str__(self) -> str:
        held = self.contest or self.panel or self.unit
        return str(held or self.get_bank_kind_display())
