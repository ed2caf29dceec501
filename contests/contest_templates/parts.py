"""Parts that several templates share."""

from datetime import timedelta
from typing import Any

from contests.contest_templates.template import Settings, TemplateAward, TemplateRound
from contests.models import (
    AttemptPolicy,
    CollectiveMeasure,
    DetailKind,
    PredictionScope,
    PredictionTarget,
    PrizeKind,
    Recognised,
    ResultDetail,
    UnitAsked,
)
from contests.planning.outline_prizes import PrizeOutline
from quizsite.accounts.models import HeadcountCategory

WEEK = timedelta(days=7)
T2 = ("correct", "prediction", "time_used", "submitted_earlier")
FASTEST = ("correct", "time_used", "submitted_earlier")
PLEDGE = "Tôi tự làm bài, không thi hộ, không nhờ người khác thi hộ và ghi đúng thông tin của mình."

CIVIL: Settings = {
    "name": "Cán bộ, công chức, viên chức",
    "audience": "cbccvc",
    "headcount_category": HeadcountCategory.CIVIL,
}
RESIDENTS: Settings = {"name": "Người dân", "audience": "nguoi-dan"}
EVERYBODY: Settings = {"name": "Toàn dân", "audience": "nguoi-dan", "admits_minors": True}
PUPILS: Settings = {
    "name": "Học sinh",
    "audience": "chung",
    "headcount_category": HeadcountCategory.PUPIL,
    "admits_minors": True,
}

SCHOOL_CLASS: Settings = {
    "kind": DetailKind.SCHOOL_CLASS,
    "is_required": True,
    "purpose": "xác nhận người đạt giải với nhà trường",
}
BY_RESIDENCE: Settings = {"unit_asked": UnitAsked.RESIDENCE}
WITH_OR_WITHOUT_UNIT: Settings = {"unit_asked": UnitAsked.OPTIONAL}


def paper(minutes: int, chain: tuple[str, ...], **more: Any) -> dict[str, Any]:
    """A round's settings; one attempt in the round unless said otherwise."""
    usual = {
        "time_limit_s": 60 * minutes,
        "tie_chain": list(chain),
        "attempt_policy": AttemptPolicy.PER_ROUND,
        "attempt_limit": 1,
        "shown_after_submit": ResultDetail.SCORE,
        "shown_after_close": ResultDetail.KEY,
    }
    return usual | more


def predicted(target: PredictionTarget, *, by_division: bool = True) -> dict[str, Any]:
    scope = PredictionScope.DIVISION if by_division else PredictionScope.ROUND
    return {"prediction_target": target, "prediction_scope": scope}


def sub_question(text: str) -> dict[str, Any]:
    return {"prediction_target": PredictionTarget.ANSWER, "sub_question": text}


def sub_question_in_words(text: str) -> dict[str, Any]:
    return {"prediction_target": PredictionTarget.TEXT, "sub_question": text}


def best_of(limit: int) -> dict[str, Any]:
    return {"attempt_limit": limit, "recognised": Recognised.BEST}


def unlimited(recognised: Recognised) -> dict[str, Any]:
    return {"attempt_policy": AttemptPolicy.UNLIMITED, "recognised": recognised}


def in_a_row(
    title: str,
    times: int,
    *,
    lasts: timedelta,
    questions: tuple[int, ...],
    settings: Settings,
    every: timedelta = WEEK,
    award: TemplateAward,
) -> tuple[TemplateRound, ...]:
    """Rounds of one kind, one after another: Tuần 1, Tuần 2 …"""
    return tuple(
        TemplateRound(f"{title} {n + 1}", lasts, questions, settings, n * every, award)
        for n in range(times)
    )


def prizes(*counts: int, **more: Any) -> tuple[PrizeOutline, ...]:
    """Nhất, Nhì, Ba, Khuyến khích: so many of each, for each division, of no stated value."""
    titles = ("Nhất", "Nhì", "Ba", "Khuyến khích")
    return tuple(
        PrizeOutline({"position": n, "title": title, "count": count} | more)
        for n, (title, count) in enumerate(zip(titles, counts, strict=False), start=1)
    )


def praises(*counts: int) -> tuple[Settings, ...]:
    """The same for units, as giấy khen."""
    return tuple({**one.settings, "kind": PrizeKind.PRAISE} for one in prizes(*counts))


RATE_AND_MEAN: Settings = {
    "measure": CollectiveMeasure.WEIGHTED,
    "tie_chain": [CollectiveMeasure.PEOPLE],
}
