"""Questions of a draft are added, edited, ordered and removed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.models import Survey, SurveyQuestion, SurveyQuestionKind
from contests.rules import ContestRefusal
from contests.subjects import about_survey, survey_runner
from contests.surveys.rules import check_is_draft
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record, record_changes, snapshot

MOST_QUESTIONS = 40
_FIELDS = ("kind", "text", "options", "items", "factor", "dimension", "is_required")


class TooManyQuestions(ContestRefusal):
    code = "too_many_survey_questions"
    message = _("Một phiếu có nhiều nhất 40 câu. Phiếu ngắn thì nhiều người trả lời hơn.")


class SecondScreening(ContestRefusal):
    code = "second_screening"
    message = _("Phiếu chỉ có một câu lọc. Hãy sửa câu lọc đang có.")


class DimensionAsked(ContestRefusal):
    code = "dimension_asked"
    message = _("Đã có câu khác dùng để chia mẫu theo mục này. Mỗi mục chỉ một câu.")


@transaction.atomic
def save_question(question: SurveyQuestion, *, by: User, at: datetime) -> SurveyQuestion:
    """Store a new one last, or what became of one; a screening question always stands first."""
    survey = _locked(question.survey)
    others = survey.questions.exclude(pk=question.pk)
    if question.kind == SurveyQuestionKind.SCREENING and others.filter(kind=question.kind).exists():
        raise SecondScreening
    if question.dimension and others.filter(dimension=question.dimension).exists():
        raise DimensionAsked
    before: dict[str, Any] = {}
    if question._state.adding:  # noqa: SLF001 -- Django documents it
        if others.count() >= MOST_QUESTIONS:
            raise TooManyQuestions
        question.position = 1 + max(others.values_list("position", flat=True), default=0)
    else:
        before = snapshot(SurveyQuestion.objects.get(pk=question.pk), _FIELDS)
    question.save()
    _renumber(survey)
    about, kind, after = about_survey(survey), AuditKind.SURVEY_EDITED, snapshot(question, _FIELDS)
    who = survey_runner(survey, by)
    if before:
        record_changes(about, kind=kind, by=who, at=at, before=before, after=after)
    else:
        record(about, kind=kind, by=who, at=at, after={"survey_question": question.text, **after})
    return question


@transaction.atomic
def move_question(question: SurveyQuestion, *, up: bool, by: User, at: datetime) -> None:
    """Change places with the question before, or the one after."""
    survey = _locked(question.survey)
    ordered = list(survey.questions.all())
    place = ordered.index(question)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(ordered):
        return
    ordered[place], ordered[other] = ordered[other], ordered[place]
    before = [one.text for one in survey.questions.all()]
    _store_order(ordered)
    _renumber(survey)
    after = [one.text for one in survey.questions.all()]
    about, kind = about_survey(survey), AuditKind.SURVEY_EDITED
    record_changes(
        about,
        kind=kind,
        by=survey_runner(survey, by),
        at=at,
        before={"question_order": before},
        after={"question_order": after},
    )


@transaction.atomic
def remove_question(question: SurveyQuestion, *, by: User, at: datetime) -> None:
    survey = _locked(question.survey)
    before = {"survey_question": question.text}
    question.delete()
    _renumber(survey)
    kind, who = AuditKind.SURVEY_EDITED, survey_runner(survey, by)
    record(about_survey(survey), kind=kind, by=who, at=at, before=before)


def _locked(survey: Survey) -> Survey:
    """The lock orders edits and the opening: nobody edits what is just being opened."""
    locked = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    check_is_draft(locked)
    return locked


def _renumber(survey: Survey) -> None:
    ordered = list(survey.questions.all())
    ordered.sort(key=lambda one: one.kind != SurveyQuestionKind.SCREENING)
    _store_order(ordered)


def _store_order(ordered: list[SurveyQuestion]) -> None:
    for position, one in enumerate(ordered, start=1):
        one.position = position
    SurveyQuestion.objects.bulk_update(ordered, ["position"])
