"""Sample surveys of the sample contest: one at counters and one for all that go on, one that is
published, with made-up answers. All say that they are samples."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from contests.models import (
    Contest,
    Remark,
    Response,
    ResponseChannel,
    SampleDimension,
    Survey,
    SurveyPlace,
    SurveyQuestion,
    SurveyQuestionKind,
)
from contests.surveys.sample_plan import save_sample
from contests.surveys.summary import publish_summary
from contests.surveys.survey_templates import TEMPLATES
from contests.surveys.surveys import add_place, close_survey, create_survey, open_survey
from quizsite.accounts.models import Unit, User

Kind = SurveyQuestionKind
_PLACES = ("phuong-hoan-kiem", "phuong-ba-dinh", "phuong-dong-da")
_REMARKS = (
    "Mong có thêm ghế ngồi chờ.",
    "Cán bộ hướng dẫn dễ hiểu, cảm ơn.",
    "Nên nhắn tin khi có kết quả.",
    "Nộp trực tuyến còn phải tải lại tệp nhiều lần.",
    "Bảng thủ tục treo hơi cao, chữ nhỏ.",
    "Buổi chiều thứ Sáu chờ lâu.",
    "Nhanh hơn năm ngoái.",
)
_STRATA = {
    SampleDimension.SEX: [("Nam", 2400), ("Nữ", 2600)],
    SampleDimension.AGE: [
        *(("Dưới 25", 600), ("Từ 25 đến 34", 1100), ("Từ 35 đến 49", 1500)),
        *(("Từ 50 đến 60", 900), ("Trên 60", 900)),
    ],
    SampleDimension.NEIGHBOURHOOD: [("Tổ 1", 1900), ("Tổ 2", 1700), ("Tổ 3", 1400)],
}


@transaction.atomic
def load_sample_surveys(contest: Contest, *, by: User, at: datetime, rng: random.Random) -> None:
    """Load them once; answers are spread over the days before."""
    if contest.surveys.exists():
        return
    counter = _opened(
        contest, "mot-cua-phuong-xa", "Khảo sát ở Bộ phận Một cửa", by=by, at=at, days=(-120, 60)
    )
    _answer(counter, 260, at=at, rng=rng)
    # Without places, so that the contest's page links it.
    title, days = "Ý kiến về dịch vụ công", (-20, 60)
    online = _opened(contest, "mot-cua-phuong-xa", title, by=by, at=at, days=days, places=())
    _answer(online, 90, at=at, rng=rng)
    frame = _opened(
        contest, "khung-sipas", "Khảo sát theo khung SIPAS", by=by, at=at, days=(-60, 7)
    )
    frame = save_sample(
        frame, population=5000, margin_percent=frame.margin_percent, strata=_STRATA, by=by, at=at
    )
    _answer(frame, 371, at=at, rng=rng)
    publish_summary(close_survey(frame, by=by, at=at), by=by, at=at)


def _opened(
    contest: Contest,
    template: str,
    title: str,
    *,
    by: User,
    at: datetime,
    days: tuple[int, int],
    places: Sequence[str] = _PLACES,
) -> Survey:
    begins, ends = (at + timedelta(days=n) for n in days)
    survey = Survey(
        contest=contest,
        title=title,
        organiser_name=contest.organiser_name,
        introduction="Phiếu mất khoảng hai phút. Đây là khảo sát mẫu để giới thiệu.",
        opens_at=begins,
        closes_at=ends,
        is_sample=True,
    )
    create_survey(survey, template=TEMPLATES[template], by=by, at=begins)
    for unit in Unit.objects.filter(code__in=places):
        add_place(survey, unit, by=by, at=begins)
    return open_survey(survey, by=by, at=begins)


def _answer(survey: Survey, count: int, *, at: datetime, rng: random.Random) -> None:
    questions = list(survey.questions.all())
    places: list[SurveyPlace | None] = [*survey.places.all()] or [None]
    today = timezone.localdate(at)
    first = timezone.localdate(survey.opens_at)
    responses, remarks = [], []
    for _ in range(count):
        place = rng.choices(places, weights=range(len(places) + 1, 1, -1))[0]
        day = first + timedelta(days=rng.randrange((today - first).days))
        is_out = rng.random() < 0.06
        facts: dict[str, Any] = {"place": place, "day": day, "is_mixed": True}
        responses.append(
            Response(
                pk=_key(rng),
                survey=survey,
                channel=rng.choices(ResponseChannel.values, weights=(4, 1))[0],
                is_screened_out=is_out,
                values={} if is_out else _values(questions, _mood(place, day, rng), rng),
                **facts,
            )
        )
        asked = [one for one in questions if one.kind == Kind.TEXT]
        if not is_out and asked and rng.random() < 0.12:
            text = rng.choice(_REMARKS)
            remarks.append(Remark(pk=_key(rng), question=asked[0], text=text, **facts))
    Response.objects.bulk_create(responses, batch_size=200)
    Remark.objects.bulk_create(remarks, batch_size=200)


def _mood(place: SurveyPlace | None, day: date, rng: random.Random) -> float:
    """How satisfied somebody is: places and seasons differ a little, people much."""
    shift = 0.15 * ((place.pk if place else 0) % 3) + 0.02 * day.month
    return rng.gauss(3.9 + shift, 0.7)


def _values(
    questions: Sequence[SurveyQuestion], mood: float, rng: random.Random
) -> Mapping[str, Any]:
    def grade() -> int:
        return min(5, max(1, round(rng.gauss(mood, 0.6))))

    found: dict[str, Any] = {}
    for one in questions:
        numbers = range(1, len(one.options) + 1)
        if one.kind == Kind.GRADES:
            found[str(one.pk)] = grade()
        elif one.kind == Kind.GRID:
            found[str(one.pk)] = [grade() if rng.random() < 0.95 else None for _ in one.items]
        elif one.kind == Kind.SINGLE:
            found[str(one.pk)] = rng.choice(numbers)
        elif one.kind == Kind.SEVERAL:
            found[str(one.pk)] = sorted(rng.sample(numbers, k=rng.randint(1, 2)))
    return found


def _key(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
