"""Models of the rules of a contest in words: own clauses, and versions that were announced."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest


class ClausePlace(models.TextChoices):
    """Where an own clause stands among the generated articles."""

    AFTER_ENTRY = "after_entry", _("sau phần đối tượng và đăng ký dự thi")
    AFTER_ROUNDS = "after_rounds", _("sau phần các kỳ thi và xếp hạng")
    AT_END = "at_end", _("cuối thể lệ")


class RuleClause(models.Model):
    """An article that the organisers write themselves; the software obeys none of it."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="rule_clauses")
    place = models.CharField(
        _("vị trí"), max_length=20, choices=ClausePlace, default=ClausePlace.AT_END
    )
    heading = models.CharField(_("tên điều"), max_length=120)
    body = models.TextField(_("nội dung"), max_length=3000, help_text=_("mỗi dòng thành một khoản"))

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.heading


class RegulationVersion(models.Model):
    """The rules as they were announced; no row is ever updated.

    `articles` lists [heading, [sentences], [steps]]."""

    contest = models.ForeignKey(
        Contest, on_delete=models.CASCADE, related_name="regulation_versions", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    articles = models.JSONField()
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("contest", "number"), name="regulation_version_once"),
        )

    def __str__(self) -> str:
        return str(_("bản %(n)d") % {"n": self.number})
