"""What the settings of contests and rounds may be, and which moves their states may make."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from quizsite.db.listed_choices import Listed


class ContestState(models.TextChoices):
    DRAFT = "draft", _("Nháp")
    PUBLISHED = "published", _("Đã công bố")


CONTEST_MOVES: dict[ContestState, frozenset[ContestState]] = {
    ContestState.DRAFT: frozenset({ContestState.PUBLISHED}),
    ContestState.PUBLISHED: frozenset({ContestState.DRAFT}),  # as long as nobody has entered
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
    WRITTEN = "written", _("bài viết")
    PRESENTED = "presented", _("chung khảo thuyết trình")
    STAGE = "stage", _("sân khấu")


# Works count in rounds of these kinds, and nobody draws a paper.
WORK_KINDS: tuple[RoundKind, ...] = (RoundKind.WRITTEN, RoundKind.PRESENTED)


class TieCriterion(models.TextChoices):
    """A condition (one of `CONDITIONS`) comes first in a chain; who fails one stands below all who
    meet it and gets no prize. `ALL_CORRECT` is the older, weaker form: rounds published with it
    keep its meaning, and no form offers it any more."""

    COMPLETE = "complete", _("trả lời đủ tất cả các câu, kể cả câu dự đoán hoặc câu hỏi phụ")
    PERFECT = "perfect", _("phải đúng tất cả các câu")
    EXACT = "exact", _("dự đoán đúng chính xác")
    # A round whose chain has it gives its questions points; `Section.points` says how many.
    POINTS = "points", _("điểm cao hơn")
    CORRECT = "correct", _("số câu trả lời đúng nhiều hơn")
    ALL_CORRECT = "all_correct", _("trả lời đúng tất cả các câu")
    PREDICTION = "prediction", _("dự đoán sát hơn")
    TIME_USED = "time_used", _("thời gian làm bài ngắn hơn")
    SUBMITTED_EARLIER = "submitted_earlier", _("nộp bài sớm hơn")
    FEWER_ATTEMPTS = "fewer_attempts", _("ít lượt thi hơn")
    REGISTERED_EARLIER = "registered_earlier", _("đăng ký dự thi sớm hơn")
    # Of written rounds, whose jury marks by criteria and whose chair may order equals.
    MAIN_POINTS = "main_points", _("điểm tiêu chí chính cao hơn")
    CHAIR = "chair", _("theo quyết định của trưởng ban giám khảo")
    LOTS = "lots", _("bốc thăm theo mã đã niêm phong")


CONDITIONS: tuple[TieCriterion, ...] = (
    TieCriterion.COMPLETE,
    TieCriterion.PERFECT,
    TieCriterion.EXACT,
)


# What a written round may rank by; quizzes know neither a main criterion nor a chair.
WRITTEN_CRITERIA: tuple[TieCriterion, ...] = (
    TieCriterion.POINTS,
    TieCriterion.MAIN_POINTS,
    TieCriterion.CHAIR,
    TieCriterion.SUBMITTED_EARLIER,
    TieCriterion.LOTS,
)
JURY_CRITERIA: tuple[TieCriterion, ...] = (TieCriterion.MAIN_POINTS, TieCriterion.CHAIR)


class AttemptPolicy(Listed, models.TextChoices):
    ONCE = "once", _("một lượt trong cả cuộc thi")
    PER_ROUND = "per_round", _("số lượt tối đa trong kỳ")
    PER_DAY = "per_day", _("số lượt tối đa mỗi ngày")
    PER_WEEK = "per_week", _("số lượt tối đa mỗi tuần")
    UNLIMITED = "unlimited", _("không giới hạn số lượt")


class Recognised(Listed, models.TextChoices):
    BEST = "best", _("lượt có kết quả tốt nhất")
    BEST_EARLIEST = "best_earliest", _("lượt nhiều câu đúng nhất, cùng số câu thì lượt sớm nhất")
    FIRST = "first", _("lượt đầu tiên")
    LAST = "last", _("lượt cuối cùng")


class PredictionTarget(models.TextChoices):
    NONE = "none", _("không có câu dự đoán")
    ALL_CORRECT = "all_correct", _("số người trả lời đúng tất cả các câu")
    ENTRANTS = "entrants", _("số người dự thi")
    ATTEMPTS = "attempts", _("số lượt thi")
    # Not about this contest's figures: organisers state the number once the round has closed.
    ANSWER = "answer", _("câu hỏi phụ có đáp án bằng số")
    # Organisers mark each answer from 0 to 10 once the round has closed.
    TEXT = "text", _("câu hỏi phụ trả lời bằng lời, ban tổ chức chấm")


class PredictionScope(models.TextChoices):
    DIVISION = "division", _("trong bảng của mình")
    ROUND = "round", _("trong cả kỳ thi, mọi bảng")


class ResultDetail(models.TextChoices):
    NOTHING = "nothing", _("chưa hiện gì")
    SCORE = "score", _("số câu đúng")
    KEY = "key", _("số câu đúng, đáp án và giải thích")


class EntryCode(models.TextChoices):
    """What people write down at entry besides name and unit; kept as a keyed hash alone."""

    NONE = "none", _("không hỏi mã")
    STAFF = "staff", _("mã công chức, viên chức")
    IDENTITY = "identity", _("các số cuối của số định danh cá nhân")
