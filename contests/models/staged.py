"""Models of stage rounds (hội thi): the programme, its teams and questions, and all that happened.

What happens on the stage is an event; the state of a show is made from events alone
(`contests/stage/state.py`). Events are only added. Times are milliseconds since 1970, UTC."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Never

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models.announced import Round
from questionbank.models import Revision
from quizsite.accounts.models import Unit, User

LONGEST_S = 4 * 3600
MOST_DELAY_MS = 250


class StagePartKind(models.TextChoices):
    GREETING = "greeting", _("chào hỏi")
    KNOWLEDGE = "knowledge", _("kiến thức")
    SITUATION = "situation", _("xử lý tình huống")
    SKIT = "skit", _("tiểu phẩm")
    ORATORY = "oratory", _("thuyết trình, hùng biện")
    BUZZER = "buzzer", _("giành quyền trả lời")
    SPEED = "speed", _("ai nhanh hơn")
    BELL = "bell", _("rung chuông vàng")
    AUDIENCE = "audience", _("câu hỏi khán giả")
    BREAK = "break", _("nghỉ, văn nghệ")


class MarkAggregate(models.TextChoices):
    """How the marks of several jurors become one."""

    MEAN = "mean", _("trung bình cộng")
    TRIMMED = "trimmed", _("bỏ điểm cao nhất và thấp nhất (từ 5 giám khảo)")
    SUM = "sum", _("tổng điểm các giám khảo")
    NONE = "none", _("giám khảo không chấm")


class MarksShown(models.TextChoices):
    """When the hall sees a team's marks; before all jurors have sent, nobody sees another's."""

    CARDS = "cards", _("từng giám khảo giơ điểm")
    AT_ONCE = "at_once", _("hiện điểm chung ngay khi đủ")
    END = "end", _("giữ kín đến khi công bố kết quả")


class ScoresShown(models.TextChoices):
    """When the hall sees totals."""

    EACH_PART = "each_part", _("sau mỗi phần thi")
    FROZEN_LAST = "frozen_last", _("giấu điểm phần cuối đến khi công bố")
    AT_END = "at_end", _("chỉ khi công bố kết quả")


class Show(models.Model):
    """The show of a stage round."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="show")
    code = models.CharField(max_length=12, unique=True, help_text="in addresses of devices")
    title = models.CharField(_("tên buổi thi"), max_length=200)
    place = models.CharField(_("địa điểm"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("bắt đầu lúc"), null=True, blank=True)
    tie_chain = models.JSONField(_("thứ tự xét khi bằng điểm"), default=list)
    scores_shown = models.CharField(
        _("công bố tổng điểm"), max_length=20, choices=ScoresShown, default=ScoresShown.EACH_PART
    )
    drawn_seed = models.CharField(max_length=64, blank=True)
    draw_witness = models.CharField(_("người chứng kiến bốc thăm"), max_length=120, blank=True)
    drawn_at = models.DateTimeField(null=True)
    # The run that the devices show; rows of `StageEvent` with a higher number do not exist.
    run = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title


class StagePart(models.Model):
    """A part of the programme (phần thi) with its clock, its marks and its rules."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("loại phần thi"), max_length=20, choices=StagePartKind)
    title = models.CharField(_("tên phần thi"), max_length=120)
    seconds = models.PositiveIntegerField(
        _("thời gian (giây)"),
        null=True,
        blank=True,
        validators=(MinValueValidator(1), MaxValueValidator(LONGEST_S)),
    )
    maximum = models.DecimalField(
        _("điểm tối đa"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    step = models.DecimalField(
        _("bước điểm"), max_digits=4, decimal_places=2, default=Decimal("0.25")
    )
    overtime = models.JSONField(
        _("trừ điểm quá giờ"), default=list, blank=True, help_text="[after_s, points, every_s] each"
    )
    who = models.CharField(_("ai được lên sân khấu"), max_length=300, blank=True)
    aggregate = models.CharField(
        _("cách tính điểm giám khảo"),
        max_length=20,
        choices=MarkAggregate,
        default=MarkAggregate.NONE,
    )
    marks_shown = models.CharField(
        _("công bố điểm giám khảo"), max_length=20, choices=MarksShown, default=MarksShown.AT_ONCE
    )
    # What one kind alone asks; `contests.stage.programme` reads it into a typed dataclass.
    rules = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.CheckConstraint(condition=Q(step__gt=0), name="stage_part_has_step"),)

    def __str__(self) -> str:
        return self.title


class StageTeam(models.Model):
    """A team on the stage; its number is its place in the drawn order."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="teams")
    number = models.PositiveSmallIntegerField(_("số thứ tự"), null=True)
    name = models.CharField(_("tên đội"), max_length=120)
    group = models.PositiveSmallIntegerField(_("bảng"), null=True, blank=True)
    units = models.ManyToManyField(Unit, through="StageTeamUnit", related_name="+")

    class Meta:
        ordering = ("number", "pk")
        constraints = (
            models.UniqueConstraint(fields=("show", "number"), name="stage_team_number_once"),
            models.UniqueConstraint(fields=("show", "name"), name="stage_team_name_once"),
        )

    def __str__(self) -> str:
        return self.name


class StageTeamUnit(models.Model):
    """A unit that the team stands for; a cluster's team has several."""

    team = models.ForeignKey(StageTeam, on_delete=models.CASCADE, related_name="team_units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("team", "unit"), name="stage_team_unit_once"),
        )

    def __str__(self) -> str:
        return f"{self.team_id}/{self.unit_id}"


class StageMemberRole(models.TextChoices):
    CAPTAIN = "captain", _("đội trưởng")
    MEMBER = "member", _("thành viên")
    RESERVE = "reserve", _("dự bị")
    EXTRA = "extra", _("hỗ trợ, diễn viên phụ")


class StageMember(models.Model):
    """Somebody of a team, by name; they need no account."""

    team = models.ForeignKey(StageTeam, on_delete=models.CASCADE, related_name="members")
    full_name = models.CharField(_("họ và tên"), max_length=120)
    role = models.CharField(
        _("vai trò"), max_length=20, choices=StageMemberRole, default=StageMemberRole.MEMBER
    )

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.full_name


class StagePackage(models.Model):
    """A package of questions (gói câu hỏi); which run used it is told by events."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="packages")
    part = models.ForeignKey(StagePart, on_delete=models.CASCADE, related_name="packages")
    number = models.PositiveSmallIntegerField(_("số của gói"))

    class Meta:
        ordering = ("part__position", "number")
        constraints = (
            models.UniqueConstraint(fields=("part", "number"), name="stage_package_once"),
        )

    def __str__(self) -> str:
        return str(_("Gói %(n)d") % {"n": self.number})


class StageQuestion(models.Model):
    """A question of a package, with its words frozen; one of the bank names its revision too."""

    package = models.ForeignKey(StagePackage, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    stem = models.TextField(_("câu hỏi"), max_length=2000)
    options = models.JSONField(_("phương án"), default=list, blank=True, help_text="texts, or none")
    right_option = models.PositiveSmallIntegerField(null=True, help_text="counted from 0")
    answer = models.CharField(_("đáp án"), max_length=500, blank=True)
    points = models.DecimalField(
        _("điểm của câu"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    seconds = models.PositiveIntegerField(
        _("thời gian (giây)"),
        null=True,
        blank=True,
        validators=(MinValueValidator(1), MaxValueValidator(LONGEST_S)),
    )

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.stem


class StageSeatRole(models.TextChoices):
    HOST = "host", _("người dẫn chương trình")
    SECRETARY = "secretary", _("thư ký")
    TIMEKEEPER = "timekeeper", _("bấm giờ")
    JUROR = "juror", _("giám khảo")
    TEAM = "team", _("đội thi")
    BELL = "bell", _("ghế rung chuông vàng")
    AUDIENCE = "audience", _("khán giả")
    SCREEN = "screen", _("màn hình")


class StageSeat(models.Model):
    """A device in the hall and what it is for; a signed cookie holds its token."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(_("vai trò"), max_length=20, choices=StageSeatRole)
    number = models.PositiveSmallIntegerField(null=True)
    name = models.CharField(_("tên"), max_length=120, blank=True)
    team = models.ForeignKey(StageTeam, null=True, on_delete=models.CASCADE, related_name="seats")
    is_chair = models.BooleanField(_("trưởng ban giám khảo"), default=False)
    token_digest = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=16, null=True, help_text="to join once; null when used")
    joined_at = models.DateTimeField(null=True)
    is_out_of_use = models.BooleanField(default=False, help_text="its token opens nothing any more")

    class Meta:
        ordering = ("role", "number", "pk")
        constraints = (
            models.UniqueConstraint(fields=("show", "role", "number"), name="stage_seat_once"),
            models.UniqueConstraint(fields=("show", "code"), name="stage_seat_code_once"),
        )

    def __str__(self) -> str:
        return self.name or f"{self.get_role_display()} {self.number or ''}".strip()


class EventsAreOnlyAdded(RuntimeError):
    """An event that happened is never changed or removed: what was wrong is undone by another."""


class StageEventQuerySet(models.QuerySet["StageEvent"]):
    def update(self, **kwargs: Any) -> Never:
        raise EventsAreOnlyAdded

    def delete(self) -> Never:
        raise EventsAreOnlyAdded


class StageEvent(models.Model):
    """Something that happened in a run; `contests.stage.events` knows the kinds."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="events")
    run = models.PositiveIntegerField(help_text="a rehearsal or a new start is another run")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    at_ms = models.PositiveBigIntegerField()
    seat = models.ForeignKey(StageSeat, null=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    token = models.CharField(
        max_length=64, blank=True, help_text="of the request, sent again or not"
    )

    objects = StageEventQuerySet.as_manager()

    class Meta:
        ordering = ("show", "run", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("show", "run", "sequence"), name="stage_event_once"),
            models.UniqueConstraint(
                fields=("show", "run", "token"),
                condition=~Q(token=""),
                name="stage_event_token_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.show_id}/{self.run}/{self.sequence} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:  # Django documents it
            raise EventsAreOnlyAdded
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise EventsAreOnlyAdded


class StageAnswerKind(models.TextChoices):
    CHOICE = "choice", _("chọn phương án")
    TEXT = "text", _("viết câu trả lời")
    BUZZ = "buzz", _("giành quyền")


class StageAnswer(models.Model):
    """What a seat answered to the question that an event showed, or that it buzzed."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="answers")
    run = models.PositiveIntegerField()
    question = models.PositiveIntegerField(help_text="sequence of the event that showed it")
    seat = models.ForeignKey(StageSeat, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=20, choices=StageAnswerKind)
    choice = models.PositiveSmallIntegerField(null=True)
    text = models.CharField(max_length=200, blank=True)
    received_ms = models.PositiveBigIntegerField()
    delay_ms = models.PositiveSmallIntegerField(
        default=0, validators=(MaxValueValidator(MOST_DELAY_MS),), help_text="one way, measured"
    )
    judged_ms = models.PositiveBigIntegerField(help_text="received less the delay")

    class Meta:
        ordering = ("judged_ms", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("show", "run", "question", "seat", "kind"), name="stage_answer_once"
            ),
            models.CheckConstraint(
                condition=Q(delay_ms__lte=MOST_DELAY_MS), name="stage_answer_delay_bounded"
            ),
        )

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.choice if self.choice is not None else self.text}"
