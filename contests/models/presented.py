"""Models of finals (chung khảo) in which the best works of a written round are presented."""

from __future__ import annotations

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Round
from contests.models.judged import Panel
from contests.models.written import Work
from quizsite.accounts.models import User

MOST_FINALISTS = 60


class EdgeRule(models.TextChoices):
    """What becomes of works that are equal where the list ends."""

    TAKEN_IN = "taken_in", _("cùng vào chung khảo")
    CHAIR = "chair", _("theo thứ tự trưởng ban giám khảo đã ký")


class WorkFinal(models.Model):
    """How the final of a written round is chosen, presented and added up; one a written round.

    Its own round has the board, the prizes and the documents; its panel marks."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="work_final")
    source = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="final_of_works")
    panel = models.OneToOneField(Panel, on_delete=models.PROTECT, related_name="work_final")
    threshold = models.PositiveIntegerField(
        _("điểm sơ khảo từ"), default=0, help_text="hundredths; less does not go on"
    )
    top = models.PositiveSmallIntegerField(
        _("số bài vào chung khảo"),
        default=6,
        validators=(MinValueValidator(1), MaxValueValidator(MOST_FINALISTS)),
    )
    is_by_block = models.BooleanField(_("lấy chừng ấy bài ở mỗi khối đơn vị"), default=False)
    edge = models.CharField(
        _("bài bằng nhau ở vị trí cuối"),
        max_length=20,
        choices=EdgeRule,
        default=EdgeRule.TAKEN_IN,
    )
    source_percent = models.PositiveSmallIntegerField(
        _("điểm sơ khảo chiếm (%)"), default=0, validators=(MaxValueValidator(90),)
    )
    talk_minutes = models.PositiveSmallIntegerField(
        _("số phút trình bày"),
        default=10,
        validators=(MinValueValidator(1), MaxValueValidator(120)),
    )
    question_minutes = models.PositiveSmallIntegerField(
        _("số phút hỏi đáp"), default=5, validators=(MaxValueValidator(120),)
    )
    pause_minutes = models.PositiveSmallIntegerField(
        _("số phút nghỉ giữa hai bài"), default=0, validators=(MaxValueValidator(60),)
    )
    are_names_known = models.BooleanField(_("giám khảo biết ai trình bày"), default=True)
    is_live_public = models.BooleanField(default=False, help_text="may everybody watch the totals")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    seed = models.CharField(max_length=64, blank=True, help_text="of the order, once drawn")
    witness = models.CharField(_("người chứng kiến"), max_length=120, blank=True)
    drawn_at = models.DateTimeField(null=True)
    drawn_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(source_percent__lte=90), name="final_counts_itself"),
        )

    def __str__(self) -> str:
        return str(self.round_id)

    @property
    def each(self) -> timedelta:
        return timedelta(minutes=self.talk_minutes + self.question_minutes)

    def lasts(self, count: int) -> timedelta:
        """How long so many presentations take, pauses between them included."""
        return count * self.each + max(0, count - 1) * timedelta(minutes=self.pause_minutes)


class Finalist(models.Model):
    """A work in the final: a work of the final's round, and the one that was handed in.

    The points of the first round are kept as they were when the final was made."""

    final = models.ForeignKey(WorkFinal, on_delete=models.CASCADE, related_name="finalists")
    work = models.OneToOneField(Work, on_delete=models.CASCADE, related_name="finalist")
    origin = models.OneToOneField(
        Work, null=True, on_delete=models.SET_NULL, related_name="presented_as"
    )
    source_points = models.PositiveIntegerField(help_text="hundredths")
    source_most = models.PositiveIntegerField(help_text="hundredths that it could reach")
    source_place = models.PositiveSmallIntegerField(help_text="among all, or in its block")
    block_name = models.CharField(max_length=120, blank=True, help_text="if blocks decided")
    position = models.PositiveSmallIntegerField(null=True, help_text="when it is presented")

    class Meta:
        ordering = ("final", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("final", "position"), name="finalist_position_once"),
        )

    def __str__(self) -> str:
        return f"{self.final_id}/{self.position}"
