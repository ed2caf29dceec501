"""What there is to read before a contest: documents, links and short texts."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest
from questionbank.models import Axis, LegalDocument


class StudyItem(models.Model):
    """One thing to read, of a contest or, without one, for everybody who practises."""

    contest = models.ForeignKey(
        Contest, null=True, blank=True, on_delete=models.CASCADE, related_name="study_items"
    )
    axis = models.ForeignKey(
        Axis,
        verbose_name=_("trục nội dung"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    title = models.CharField(_("tên tài liệu"), max_length=200)
    document = models.ForeignKey(
        LegalDocument,
        verbose_name=_("văn bản"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    url = models.CharField(_("liên kết"), max_length=500, blank=True)
    text = models.TextField(_("nội dung ngắn"), max_length=3000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(document=None, url="", text=""), name="study_item_says_something"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def host(self) -> str:
        """Where the link leads, as people read it beside the link."""
        return urlsplit(self.url).hostname or ""
