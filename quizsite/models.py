"""The site's own tables: its settings, its epoch, reports of serving processes, the audit trail."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteSettings(models.Model):
    """What the staff has decided for the whole site: one row, or none before the first change."""

    ONLY = 1  # its key

    may_confirm_alone = models.BooleanField(default=False, help_text="quizsite.two_people asks")

    def __str__(self) -> str:
        return str(self.pk)


class ProcessReport(models.Model):
    """The newest report of one serving process, which overwrites it every few seconds.

    Processes do not see each other's counts, so the operations page adds up these rows."""

    name = models.CharField(max_length=120, unique=True, help_text="host, number, time of start")
    role = models.CharField(max_length=20)
    host = models.CharField(max_length=80)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    reported_at = models.DateTimeField(help_text="by the database's clock")
    figures = models.JSONField(help_text="as quizsite.reporting writes them")

    def __str__(self) -> str:
        return self.name


class EpochReason(models.TextChoices):
    CREATED = "created", _("cơ sở dữ liệu mới")
    COMMAND = "command", _("lệnh sau khi khôi phục")
    NOTICED = "noticed", _("máy chủ tự nhận ra đã khôi phục")


class DatabaseEpoch(models.Model):
    """A life of this database; the newest row counts. After a restore another one begins.

    Acknowledgements and tokens of saves bear it, so that devices learn of the restore."""

    value = models.BigIntegerField(unique=True, help_text="random")
    since = models.DateTimeField()
    why = models.CharField(max_length=20, choices=EpochReason)
    handled_at = models.DateTimeField(null=True, help_text="when `after_restore` was through")

    def __str__(self) -> str:
        return str(self.value)


class AppendOnly(TypeError):
    """Rows of the audit trail are written once; triggers in the database refuse the rest too."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly


class AppendOnlyModel(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly


class AuditLine(AppendOnlyModel):
    """Somebody did this; `quizsite.audit.trail` writes it in the transaction of the change.

    It points to other rows by number only: it outlives them."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=40, help_text="AuditKind; no choices, apps add kinds")
    by_id = models.BigIntegerField(null=True, db_index=True, help_text="a person")
    role = models.CharField(max_length=20)
    source = models.CharField(max_length=60, blank=True, help_text="shortened address, or command")
    contest = models.BigIntegerField(null=True)
    about_kind = models.CharField(max_length=20)
    about_id = models.BigIntegerField(null=True)
    about_label = models.CharField(max_length=300, blank=True, help_text="as it was; no person's")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    names = models.JSONField(default=dict, help_text="place → commitment to a personal name")
    # Not sealed, and goes with the old table.
    copied_from = models.BigIntegerField(
        null=True, unique=True, help_text="row of contests_contestevent that this was copied from"
    )

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("contest", "at")),
            models.Index(fields=("about_kind", "about_id")),
        )


class AuditName(AppendOnlyModel):
    """A personal name as it was when the line was written; emptied with its salt, never removed."""

    line = models.ForeignKey(
        AuditLine, on_delete=models.DO_NOTHING, db_constraint=False, related_name="clear_names"
    )
    slot = models.CharField(max_length=40, help_text="by, about, before.FIELD or after.FIELD")
    person = models.BigIntegerField(db_index=True)
    salt = models.CharField(max_length=32, blank=True)
    text = models.CharField(max_length=200, blank=True)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("line", "slot"), name="audit_name_once"),)


class AuditSeal(AppendOnlyModel):
    """Seals a line together with all lines sealed before it."""

    number = models.PositiveBigIntegerField(primary_key=True)
    line = models.OneToOneField(
        AuditLine, on_delete=models.DO_NOTHING, db_constraint=False, related_name="seal"
    )
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
