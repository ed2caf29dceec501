"""Stores what somebody answered, and nothing about them or the hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from contests.models import Remark, Response, ResponseChannel, Survey, SurveyPlace
from contests.surveys.codes import CodeUnknown, use_code
from contests.surveys.rules import check_takes_answers
from quizsite.keyed_hashes import keyed_hashes


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What one form says: graded and chosen by a question's id, and free texts apart."""

    place: SurveyPlace | None = None
    is_screened_out: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    remarks: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def answer_survey(
    survey: Survey, filled: FilledForm, *, form_id: UUID, code: str = "", at: datetime
) -> None:
    """Count a form once, however often it is sent.

    A code is used in the same transaction: neither an answer without one nor a code lost."""
    check_takes_answers(survey, at=at)
    keys = _keys(form_id, survey, part="response")
    if _is_stored(keys):
        return
    if survey.needs_code and not use_code(survey, code):
        if _is_stored(keys):  # the same form, sent twice at one moment, has just used it
            return
        raise CodeUnknown
    day = timezone.localdate(at)
    store_form(survey, filled, form_id=form_id, day=day, channel=ResponseChannel.ONLINE)


def store_form(
    survey: Survey, filled: FilledForm, *, form_id: UUID, day: date, channel: ResponseChannel
) -> None:
    """Write the answer, and each free text as a row of its own that nothing leads to.

    A row that is there already is left alone: to refuse it, PostgreSQL would write its key and the
    hour into its own log."""
    facts = {"place": filled.place, "day": day}
    response = Response(
        pk=_keys(form_id, survey, part="response")[0],
        survey=survey,
        channel=channel,
        is_screened_out=filled.is_screened_out,
        values=dict(filled.values),
        **facts,
    )
    remarks = [
        Remark(
            pk=_keys(form_id, survey, part=f"remark {question}")[0],
            question_id=question,
            text=text,
            **facts,
        )
        for question, text in filled.remarks.items()
    ]
    Response.objects.bulk_create([response], ignore_conflicts=True)
    Remark.objects.bulk_create(remarks, ignore_conflicts=True)


def _is_stored(keys: list[UUID]) -> bool:
    return Response.objects.filter(pk__in=keys).exists()


def _keys(form_id: UUID, survey: Survey, *, part: str) -> list[UUID]:
    """The form's number, which is stored nowhere, gives every part of it another key; the first is
    what is stored, the others what a form sent before a change of the site's key may be under.

    So whoever reads the tables cannot lay a remark beside its answer, nor either beside a page
    that somebody kept."""
    said = f"{survey.pk}:{part}:{form_id.hex}"
    hashes = keyed_hashes("contests.surveys.form", said)
    return [UUID(bytes=digest[:16], version=4) for digest in hashes]
