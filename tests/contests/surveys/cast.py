"""Surveys, and people who answer them, for the tests of this folder."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from contests.models import Contest, Response, Survey, SurveyPlace, SurveyQuestion
from contests.surveys.responding import FilledForm, store_form
from tests.factories import NOON, UnitFactory

GRID = ["Giao tiếp lịch sự", "Hướng dẫn dễ hiểu"]
DAY = NOON.date()
OPTIONS = ["1 lần", "2 lần", "Hơn 2 lần"]


def survey_of(contest: Contest | None = None, *, at=None, **fields: Any) -> Survey:
    """An open survey with a question of each kind, around a moment (now)."""
    at = at or timezone.now()
    facts: dict[str, Any] = {
        "title": "Khảo sát theo khung SIPAS",
        "organiser_name": "UBND phường",
        "state": "open",
        "opens_at": at - timedelta(days=1),
        "closes_at": at + timedelta(days=1),
        "made_at": at - timedelta(days=2),
    }
    survey = Survey.objects.create(contest=contest, **{**facts, **fields})
    asked = [
        {"kind": "screening", "text": "Trong 12 tháng qua, Ông/Bà có giao dịch không?"},
        {"kind": "grades", "text": "Nhìn chung", "factor": "result"},
        {"kind": "grid", "text": "Công chức", "items": GRID, "factor": "officials"},
        {"kind": "single", "text": "Phải đến mấy lần?", "options": OPTIONS},
        {"kind": "several", "text": "Cần cải thiện gì?", "options": OPTIONS},
        {"kind": "text", "text": "Góp ý khác"},
    ]
    for position, one in enumerate(asked, start=1):
        SurveyQuestion.objects.create(survey=survey, position=position, **one)
    return survey


def question(survey: Survey, kind: str) -> SurveyQuestion:
    return survey.questions.get(kind=kind)


def place_in(survey: Survey, **fields: Any) -> SurveyPlace:
    return SurveyPlace.objects.create(survey=survey, unit=UnitFactory(**fields))


def answers_for(survey: Survey, **changes: Any) -> dict[str, Any]:
    """What a browser posts of a filled in form."""
    names = {one.kind: f"c{one.pk}" for one in survey.questions.all()}
    said: dict[str, Any] = {
        "phieu": str(uuid4()),
        names["screening"]: "co",
        names["grades"]: "4",
        f"{names['grid']}-1": "5",
        f"{names['grid']}-2": "",
        names["single"]: "2",
        names["several"]: ["1", "3"],
        names["text"]: "Mong có thêm ghế ngồi chờ.",
    }
    said |= {names.get(name, name): value for name, value in changes.items()}
    return {name: value for name, value in said.items() if value is not None}


def give(
    survey: Survey,
    grades: list[int],
    *,
    place: SurveyPlace | None = None,
    day: date = DAY,
    **values: Any,
) -> None:
    """Store a form for each grade of the question of five grades."""
    asked = question(survey, "grades")
    for grade in grades:
        filled = FilledForm(place, values={str(asked.pk): grade, **values})
        store_form(survey, filled, form_id=uuid4(), day=day, channel="online")


def stored(survey: Survey) -> Response:
    return Response.objects.get(survey=survey)
