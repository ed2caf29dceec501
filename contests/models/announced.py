"""Models of what organisers announce: contests, divisions, rounds and the blueprint of a paper."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from questionbank.models import Audience, Axis, Difficulty, QuestionSet
from quizsite.accounts.models import HeadcountCategory


class ContestState(models.TextChoices):
    DRAFT = "draft", _("Nháp")
    PUBLISHED = "published", _("Đã công bố")


CONTEST_MOVES: dict[ContestState, frozenset[ContestState]] = {
    ContestState.DRAFT: frozenset({ContestState.PUBLISHED}),
    ContestState.PUBLISHED: frozenset(),
}


class RoundState(models.TextChoices):
    DRAFT = "draft", _("Nháp")
    PUBLISHED = "published", _("Đã công bố")
    FINALISED = "finalised", _("Đã chốt kết quả")


# The clock tells whether a published round is upcoming, open or closed. The digest of a finalised
# one tells whether its last ranking is written: `Round.phase`.
ROUND_MOVES: dict[RoundState, frozenset[RoundState]] = {
    RoundState.DRAFT: frozenset({RoundState.PUBLISHED}),
    RoundState.PUBLISHED: frozenset({RoundState.FINALISED}),
    RoundState.FINALISED: frozenset(),
}


class RoundPhase(StrEnum):
    DRAFT = "draft"
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"
    FINALISING = "finalising"
    FINALISED = "finalised"


class RoundKind(models.TextChoices):
    """People compete in a round of this kind; `leaderboard.standings.sources` ranks each kind."""

    QUIZ = "quiz", _("trắc nghiệm")


class TieCriterion(models.TextChoices):
    CORRECT = "correct", _("số câu trả lời đúng nhiều hơn")
    ALL_CORRECT = "all_correct", _("trả lời đúng tất cả các câu")
    PREDICTION = "prediction", _("dự đoán sát hơn")
    TIME_USED = "time_used", _("thời gian làm bài ngắn hơn")
    SUBMITTED_EARLIER = "submitted_earlier", _("nộp bài sớm hơn")
    FEWER_ATTEMPTS = "fewer_attempts", _("ít lượt thi hơn")
    REGISTERED_EARLIER = "registered_earlier", _("đăng ký dự thi sớm hơn")
    LOTS = "lots", _("bốc thăm theo mã đã niêm phong")


class AttemptPolicy(models.TextChoices):
    ONCE = "once", _("một lượt trong cả cuộc thi")
    PER_ROUND = "per_round", _("số lượt tối đa trong kỳ")
    PER_DAY = "per_day", _("số lượt tối đa mỗi ngày")
    UNLIMITED = "unlimited", _("không giới hạn số lượt")


class Recognised(models.TextChoices):
    BEST = "best", _("lượt có kết quả tốt nhất")
    BEST_EARLIEST = "best_earliest", _("lượt nhiều câu đúng nhất, cùng số câu thì lượt sớm nhất")
    FIRST = "first", _("lượt đầu tiên")
    LAST = "last", _("lượt cuối cùng")


class PredictionTarget(models.TextChoices):
    NONE = "none", _("không có câu dự đoán")
    ALL_CORRECT = "all_correct", _("số người trả lời đúng tất cả các câu")
    ENTRANTS = "entrants", _("số người dự thi")
    ATTEMPTS = "attempts", _("số lượt thi")


class PredictionScope(models.TextChoices):
    DIVISION = "division", _("trong bảng của mình")
    ROUND = "round", _("trong cả kỳ thi, mọi bảng")


class ResultDetail(models.TextChoices):
    NOTHING = "nothing", _("chưa hiện gì")
    SCORE = "score", _("số câu đúng")
    KEY = "key", _("số câu đúng, đáp án và giải thích")


class Contest(models.Model):
    slug = models.SlugField(_("đường dẫn"), max_length=80, unique=True)
    title = models.CharField(_("tên cuộc thi"), max_length=200)
    summary = models.TextField(_("giới thiệu ngắn"), blank=True)
    organiser_name = models.CharField(_("đơn vị tổ chức"), max_length=200)
    legal_basis = models.CharField(_("căn cứ tổ chức"), max_length=300, blank=True)
    contact = models.CharField(_("liên hệ"), max_length=200, blank=True)
    prizes = models.TextField(_("giải thưởng"), blank=True, help_text=_("mỗi dòng một giải"))
    state = models.CharField(max_length=20, choices=ContestState, default=ContestState.DRAFT)
    tie_chain = models.JSONField(_("cách xếp hạng cả cuộc thi"), default=list)
    question_sets = models.ManyToManyField(
        QuestionSet, verbose_name=_("bộ câu hỏi được dùng"), related_name="contests", blank=True
    )
    is_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    organisers: models.ManyToManyField[models.Model, ContestOrganiser] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="ContestOrganiser", related_name="organised_contests"
    )

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.title


class ContestOrganiser(models.Model):
    """A person who may run this contest."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contest", "user"), name="organiser_once"),)


class Division(models.Model):
    """Its people compete with each other. Without a headcount category they are counted apart."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="divisions")
    code = models.SlugField(max_length=40)
    name = models.CharField(_("tên bảng"), max_length=120)
    audience = models.CharField(_("câu hỏi cho đối tượng"), max_length=20, choices=Audience)
    headcount_category = models.CharField(
        _("tính tỷ lệ trên"), max_length=20, choices=HeadcountCategory, blank=True
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("contest", "code"), name="division_code_once"),
        )

    def __str__(self) -> str:
        return self.name


class RoundQuerySet(models.QuerySet["Round"]):
    def public(self) -> RoundQuerySet:
        return self.exclude(state=RoundState.DRAFT)

    def ranked(self) -> RoundQuerySet:
        """Keep rounds that have standings and a board; `Round.is_ranked` says the same."""
        return self.public().filter(is_practice=False)


class Round(models.Model):
    """A window [opens_at, closes_at) with its rules; fixed once published."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("thứ tự"))
    title = models.CharField(_("tên kỳ thi"), max_length=120)
    kind = models.CharField(
        _("hình thức"),
        max_length=20,
        choices=RoundKind,
        default=RoundKind.QUIZ,
        db_default=RoundKind.QUIZ,
    )
    state = models.CharField(max_length=20, choices=RoundState, default=RoundState.DRAFT)
    opens_at = models.DateTimeField(_("mở lúc"))
    closes_at = models.DateTimeField(
        _("đóng lúc"), help_text=_("thời điểm đầu tiên không còn nhận bài")
    )
    time_limit_s = models.PositiveIntegerField(_("thời gian làm bài (giây)"))
    attempt_policy = models.CharField(
        _("số lượt thi"), max_length=20, choices=AttemptPolicy, default=AttemptPolicy.PER_ROUND
    )
    attempt_limit = models.PositiveSmallIntegerField(_("số lượt tối đa"), default=1)
    recognised = models.CharField(
        _("lượt được công nhận"), max_length=20, choices=Recognised, default=Recognised.BEST
    )
    is_practice = models.BooleanField(_("thi thử, không xếp hạng"), default=False)
    prediction_target = models.CharField(
        _("câu dự đoán"), max_length=20, choices=PredictionTarget, default=PredictionTarget.NONE
    )
    prediction_scope = models.CharField(
        _("phạm vi dự đoán"),
        max_length=20,
        choices=PredictionScope,
        default=PredictionScope.DIVISION,
    )
    tie_chain = models.JSONField(_("thứ tự xếp hạng"), default=list)
    shown_after_submit = models.CharField(
        _("hiện sau khi nộp"), max_length=20, choices=ResultDetail, default=ResultDetail.SCORE
    )
    shown_after_close = models.CharField(
        _("hiện sau khi kỳ thi đóng"), max_length=20, choices=ResultDetail, default=ResultDetail.KEY
    )
    is_question_order_shuffled = models.BooleanField(_("trộn thứ tự câu hỏi"), default=True)
    is_option_order_shuffled = models.BooleanField(_("trộn thứ tự phương án"), default=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    planned_closes_at = models.DateTimeField(null=True, blank=True)  # set when closed early
    close_reason = models.TextField(blank=True)
    lots_seed = models.CharField(max_length=64, blank=True, help_text="secret until finalised")
    lots_commitment = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the seed")
    left_out = models.JSONField(default=list, help_text="questions no paper draws, with why")
    true_predictions = models.JSONField(default=dict, help_text="division id → true value")
    result_digest = models.CharField(max_length=64, blank=True)
    finalised_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ("contest", "number")
        constraints = (
            models.UniqueConstraint(fields=("contest", "number"), name="round_number_once"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="round_closes_after_opening"
            ),
            models.CheckConstraint(condition=Q(time_limit_s__gt=0), name="round_has_time_limit"),
            models.CheckConstraint(
                condition=~Q(shown_after_submit=ResultDetail.KEY), name="key_only_after_close"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def phase(self, at: datetime) -> RoundPhase:
        if self.is_being_finalised:
            return RoundPhase.FINALISING
        if self.state != RoundState.PUBLISHED:
            return RoundPhase(self.state)
        if at < self.opens_at:
            return RoundPhase.UPCOMING
        return RoundPhase.OPEN if at < self.closes_at else RoundPhase.CLOSED

    @property
    def is_being_finalised(self) -> bool:
        """No further result counts, and a process still writes the last ranking."""
        return self.state == RoundState.FINALISED and not self.result_digest

    @property
    def is_ranked(self) -> bool:
        return self.state != RoundState.DRAFT and not self.is_practice

    @property
    def has_prediction(self) -> bool:
        return self.prediction_target != PredictionTarget.NONE


class SectionQuerySet(models.QuerySet["Section"]):
    def in_words(self) -> SectionQuerySet:
        """Read them with axis and division, in the order people read a blueprint."""
        return self.select_related("axis", "division").order_by(
            "division__position", "division_id", "axis__position", "pk"
        )


class Section(models.Model):
    """A part of a division's blueprint: `count` questions of an axis and difficulty ("" = any).

    The audience is the division's. `pool` holds the revision ids frozen at publishing."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="sections")
    division = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="sections")
    axis = models.ForeignKey(Axis, verbose_name=_("trục"), on_delete=models.PROTECT)
    difficulty = models.CharField(_("mức độ"), max_length=20, choices=Difficulty, blank=True)
    count = models.PositiveSmallIntegerField(_("số câu"))
    pool = models.JSONField(default=list)

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ("round", "division", "axis__position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "division", "axis", "difficulty"), name="section_once"
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="section_asks_something"),
        )
