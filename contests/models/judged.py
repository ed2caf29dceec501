"""Models of juries: panels and who sits on them, rubrics, anonymous works, and their marks.

No row here leads to who wrote a work: a work has a drawn code, and whoever keeps the sealed key
keeps it elsewhere. Marks are hundredths of a point."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Contest, Round
from quizsite.accounts.models import User

MOST_MARKERS = 5
MOST_COMMON_WORKS = 10
FULL_MARK = 100_00


class RubricMode(models.TextChoices):
    """A key gives each idea its own points; holistic marks weigh a criterion as a whole."""

    KEYED = "keyed", _("theo đáp án, từng ý có điểm riêng")
    HOLISTIC = "holistic", _("chấm tổng thể từng tiêu chí")


class GapUnit(models.TextChoices):
    POINTS = "points", _("điểm")
    PERCENT = "percent", _("phần trăm của điểm tối đa")


class GapScope(models.TextChoices):
    TOTAL = "total", _("tổng điểm của bài")
    CRITERION = "criterion", _("từng tiêu chí")


class GapWay(models.TextChoices):
    """What counts of three marks once the first ones lie too far apart."""

    THIRD = "third", _("lấy điểm của người chấm thứ ba")
    NEAREST = "nearest", _("trung bình hai điểm gần nhau nhất")
    MEDIAN = "median", _("lấy điểm đứng giữa")
    MEAN = "mean", _("trung bình của cả ba")


class PanelState(models.TextChoices):
    DRAFT = "draft", _("đang chuẩn bị")
    MARKING = "marking", _("đang chấm")
    PROPOSED = "proposed", _("chờ thống nhất điểm")
    AGREED = "agreed", _("đã thống nhất điểm")


PANEL_MOVES: dict[PanelState, frozenset[PanelState]] = {
    PanelState.DRAFT: frozenset({PanelState.MARKING}),
    PanelState.MARKING: frozenset({PanelState.PROPOSED}),
    PanelState.PROPOSED: frozenset({PanelState.MARKING, PanelState.AGREED}),
    PanelState.AGREED: frozenset(),
}


class Panel(models.Model):
    """A jury (ban giám khảo) with one rubric; its settings are fixed once it marks."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="panels")
    round = models.ForeignKey(Round, null=True, on_delete=models.CASCADE, related_name="panels")
    title = models.CharField(_("tên ban giám khảo"), max_length=200)
    mode = models.CharField(
        _("cách chấm"), max_length=20, choices=RubricMode, default=RubricMode.HOLISTIC
    )
    guidance = models.TextField(_("hướng dẫn chấm"), max_length=5000, blank=True)
    full_mark = models.PositiveIntegerField(_("tổng điểm của bài"), default=FULL_MARK)
    markers = models.PositiveSmallIntegerField(
        _("số người chấm mỗi bài"),
        default=2,
        validators=(MinValueValidator(1), MaxValueValidator(MOST_MARKERS)),
    )
    common_works = models.PositiveSmallIntegerField(
        _("số bài chấm chung"), default=3, validators=(MaxValueValidator(MOST_COMMON_WORKS),)
    )
    gap_value = models.PositiveIntegerField(
        _("mức lệch phải chấm thêm"), default=20_00, help_text="hundredths of a point, or of 1 %"
    )
    gap_unit = models.CharField(
        _("tính mức lệch bằng"), max_length=20, choices=GapUnit, default=GapUnit.POINTS
    )
    gap_scope = models.CharField(
        _("so sánh"), max_length=20, choices=GapScope, default=GapScope.TOTAL
    )
    gap_way = models.CharField(
        _("khi có người chấm thứ ba"), max_length=20, choices=GapWay, default=GapWay.THIRD
    )
    too_fast_s = models.PositiveIntegerField(
        _("chấm nhanh bất thường dưới (giây)"), default=60, validators=(MaxValueValidator(3600),)
    )
    lease_days = models.PositiveSmallIntegerField(
        _("số ngày giữ một bài"),
        default=7,
        validators=(MinValueValidator(1), MaxValueValidator(60)),
    )
    state = models.CharField(max_length=20, choices=PanelState, default=PanelState.DRAFT)
    seed = models.CharField(max_length=64, help_text="of the assignment; of no code")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True, help_text="of all sheets and totals")
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.title

    @property
    def lease(self) -> timedelta:
        return timedelta(days=self.lease_days)


class PanelRole(models.TextChoices):
    CHAIR = "chair", _("chủ tịch ban giám khảo")
    JUROR = "juror", _("giám khảo")
    SECRETARY = "secretary", _("thư ký")


class PanelMemberQuerySet(models.QuerySet["PanelMember"]):
    def current(self) -> PanelMemberQuerySet:
        return self.filter(until=None)

    def marking(self) -> PanelMemberQuerySet:
        """Those who mark works: jurors and the chair, not the secretary."""
        return self.current().exclude(role=PanelRole.SECRETARY)


class PanelMember(models.Model):
    """Somebody on a panel; the number stands for the name where none is to be read."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="panel_memberships")
    role = models.CharField(max_length=20, choices=PanelRole)
    number = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects = PanelMemberQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("panel", "user"), name="panel_member_once"),
            models.UniqueConstraint(fields=("panel", "number"), name="panel_member_number"),
        )

    def __str__(self) -> str:
        return str(_("Giám khảo %(n)d") % {"n": self.number})


class RubricItem(models.Model):
    """A criterion, or below one a part of it: in a key an idea with points of its own."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="rubric_items")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("nội dung"), max_length=300)
    guidance = models.CharField(_("gợi ý chấm"), max_length=1000, blank=True)
    most = models.PositiveIntegerField(_("điểm tối đa"), help_text="hundredths")
    step = models.PositiveIntegerField(_("bước điểm"), default=25, help_text="hundredths")
    knock_out_below = models.PositiveIntegerField(_("loại bài nếu dưới"), null=True)
    needs_remark = models.BooleanField(_("bắt buộc ghi nhận xét"), default=False)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(most__gt=0), name="rubric_item_has_points"),
            models.CheckConstraint(condition=Q(step__gt=0), name="rubric_item_has_step"),
        )

    def __str__(self) -> str:
        return self.title


class WorkIntake(models.Model):
    """Works that came at once; the seed shows that their codes were drawn, and opens their order.

    It is part of the sealed key: no page shows it before the totals are agreed."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="intakes")
    seed = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)


class WorkStanding(models.TextChoices):
    """How far the marks of a work have come; the same words as the pure `gaps.Standing`."""

    WAITING = "waiting", _("chưa chấm xong")
    APART = "apart", _("chờ chấm lần ba")
    SETTLED = "settled", _("đã đủ điểm")


class JudgedWork(models.Model):
    """An anonymous work under its code (mã phách). Rows stand in a drawn order, not as they came.

    The figures are empty until the totals are agreed."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="works")
    intake = models.ForeignKey(WorkIntake, on_delete=models.CASCADE, related_name="works")
    code = models.CharField(max_length=12)
    division_name = models.CharField(max_length=120, blank=True)
    parts = models.JSONField(default=list, help_text="[heading, text] each")
    files = models.JSONField(default=list, help_text="[shown name, kind, stored as] each")
    is_common = models.BooleanField(default=False, help_text="all jurors mark it first")
    # Told with each sheet, so that lists, counts and the search for third jurors read no sheets.
    standing = models.CharField(
        max_length=10, choices=WorkStanding, null=True, help_text="empty until first looked at"
    )
    agreed_total = models.PositiveIntegerField(null=True)
    agreed_marks = models.JSONField(null=True, help_text="rubric item id → hundredths")
    is_knocked_out = models.BooleanField(default=False)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("panel", "code"), name="judged_work_code_once"),
        )
        indexes = (models.Index(fields=("panel", "standing", "code"), name="judged_by_standing"),)

    def __str__(self) -> str:
        return self.code


class WorkBar(models.Model):
    """This person does not mark this work; whether by kinship or tie is told to nobody."""

    work = models.ForeignKey(JudgedWork, on_delete=models.CASCADE, related_name="bars")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    is_declared = models.BooleanField(default=False, help_text="by the juror, of a work assigned")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("work", "user"), name="work_bar_once"),)

    def __str__(self) -> str:
        return str(self.work_id)


class AssignmentPurpose(models.TextChoices):
    COMMON = "common", _("chấm chung")
    FIRST = "first", _("chấm độc lập")
    THIRD = "third", _("chấm lần ba")


class AssignmentState(models.TextChoices):
    OPEN = "open", _("chờ chấm")
    SENT = "sent", _("đã gửi điểm")
    REOPENED = "reopened", _("mở lại để chấm lại")
    EXPIRED = "expired", _("quá hạn giữ bài")
    DECLINED = "declined", _("xin không chấm")
    WITHDRAWN = "withdrawn", _("đã rút")


ASSIGNMENT_MOVES: dict[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.OPEN: frozenset(
        {
            AssignmentState.SENT,
            AssignmentState.EXPIRED,
            AssignmentState.DECLINED,
            AssignmentState.WITHDRAWN,
        }
    ),
    AssignmentState.SENT: frozenset({AssignmentState.REOPENED}),
    AssignmentState.REOPENED: frozenset({AssignmentState.SENT}),
    AssignmentState.EXPIRED: frozenset({AssignmentState.OPEN, AssignmentState.WITHDRAWN}),
    AssignmentState.DECLINED: frozenset(),
    AssignmentState.WITHDRAWN: frozenset({AssignmentState.OPEN}),
}
TO_MARK = (AssignmentState.OPEN, AssignmentState.REOPENED)
HELD = (*TO_MARK, AssignmentState.SENT)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def to_mark(self) -> AssignmentQuerySet:
        return self.filter(state__in=TO_MARK)

    def held(self) -> AssignmentQuerySet:
        """Those that somebody marks or has marked; the others are somebody else's by now."""
        return self.filter(state__in=HELD)

    def overdue(self, at: datetime) -> AssignmentQuerySet:
        return self.filter(state=AssignmentState.OPEN, lease_until__lte=at)


class Assignment(models.Model):
    """One juror is to mark one work, and holds it until the lease ends."""

    work = models.ForeignKey(JudgedWork, on_delete=models.CASCADE, related_name="assignments")
    member = models.ForeignKey(PanelMember, on_delete=models.CASCADE, related_name="assignments")
    purpose = models.CharField(max_length=20, choices=AssignmentPurpose)
    state = models.CharField(max_length=20, choices=AssignmentState, default=AssignmentState.OPEN)
    assigned_at = models.DateTimeField()
    lease_until = models.DateTimeField()
    first_opened_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reopen_reason = models.CharField(max_length=500, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("work__code",)
        constraints = (models.UniqueConstraint(fields=("work", "member"), name="assignment_once"),)
        indexes = (models.Index(fields=("member", "state"), name="assignment_of_member"),)

    def __str__(self) -> str:
        return f"{self.work_id}/{self.member_id}"


class SheetDraft(models.Model):
    """What a juror is writing, as typed, one row an assignment; the greater sequence wins."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="draft")
    marks = models.JSONField(default=dict, help_text="rubric item id → text")
    remarks = models.JSONField(default=dict, help_text="rubric item id, or 0 → text")
    spent_s = models.PositiveIntegerField(default=0, help_text="with the work on the screen")
    sequence = models.PositiveBigIntegerField(default=0)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.assignment_id)


class SheetChanged(RuntimeError):
    """A sheet that was sent is never written again: a change is a new one."""


class MarkSheet(models.Model):
    """Marks as they were sent (phiếu chấm). Rows are only added; the newest of a juror counts."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="sheets")
    number = models.PositiveSmallIntegerField()
    marks = models.JSONField(help_text="rubric item id → hundredths, of those without parts")
    remarks = models.JSONField(default=dict, help_text="rubric item id, or 0 → text")
    total = models.PositiveIntegerField()
    spent_s = models.PositiveIntegerField()
    is_too_fast = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True, help_text="of a changed sheet")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("assignment", "number")
        constraints = (
            models.UniqueConstraint(fields=("assignment", "number"), name="mark_sheet_once"),
        )

    def __str__(self) -> str:
        return f"{self.assignment_id}/{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:  # Django documents it
            raise SheetChanged
        super().save(*args, **kwargs)
