"""A survey is made from a template, edited, opened, closed; a draft may be deleted."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.models import SURVEY_MOVES, Survey, SurveyPlace, SurveyQuestionKind, SurveyState
from contests.rules import ContestRefusal
from contests.subjects import about_survey, survey_runner
from contests.surveys.rules import SurveyMoved, check_is_draft, check_may_edit
from contests.surveys.survey_templates import SurveyTemplate
from quizsite.accounts.models import Unit, User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record, record_changes, snapshot

DRAFT_FIELDS = (
    *("title", "organiser_name", "introduction", "opens_at", "closes_at", "needs_code"),
)
# Once people answer, what they agreed to answer stays as it is.
OPEN_FIELDS = ("closes_at",)
_TIMES = ("opens_at", "closes_at")
MOST_PLACES = 300


class NothingAsked(ContestRefusal):
    code = "nothing_asked"
    message = _("Khảo sát chưa có câu hỏi nào ngoài câu lọc. Hãy thêm câu hỏi rồi mở.")


class ClosesInThePast(ContestRefusal):
    code = "closes_in_the_past"
    message = _("Giờ đóng đã qua. Hãy sửa giờ đóng rồi làm lại.")


class TooManyPlaces(ContestRefusal):
    code = "too_many_places"
    message = _("Một khảo sát có nhiều nhất 300 nơi. Hãy chia thành nhiều khảo sát.")


class PlaceHasAnswers(ContestRefusal):
    code = "place_has_answers"
    status = 409
    message = _("Khảo sát đã mở nên nơi này không bỏ được nữa.")


@transaction.atomic
def create_survey(
    survey: Survey, *, template: SurveyTemplate | None, by: User | None, at: datetime
) -> Survey:
    """Store a draft with the template's questions."""
    survey.made_at = at
    survey.save()
    for position, question in enumerate(template.questions() if template else (), start=1):
        question.survey, question.position = survey, position
        question.save()
    after = snapshot(survey, DRAFT_FIELDS)
    record(
        about_survey(survey),
        kind=AuditKind.SURVEY_CREATED,
        by=survey_runner(survey, by),
        at=at,
        after=after,
    )
    return survey


@transaction.atomic
def edit_survey(survey: Survey, *, by: User, at: datetime) -> Survey:
    """Store what the form has written onto the survey; once it is open only its closing."""
    stored = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    check_may_edit(stored, at=at)
    is_draft = stored.state == SurveyState.DRAFT
    fields = DRAFT_FIELDS if is_draft else OPEN_FIELDS
    if not is_draft and survey.closes_at <= at:
        raise ClosesInThePast
    survey.save(update_fields=fields)
    before, after = snapshot(stored, fields), snapshot(survey, fields)
    about, kind = about_survey(survey), AuditKind.SURVEY_EDITED
    record_changes(
        about, kind=kind, by=survey_runner(survey, by), at=at, before=before, after=after
    )
    return survey


@transaction.atomic
def open_survey(survey: Survey, *, by: User | None, at: datetime) -> Survey:
    """From now on its questions stay, and from its opening on people answer."""
    _move(survey, to=SurveyState.OPEN)
    asked = survey.questions.exclude(kind=SurveyQuestionKind.SCREENING)
    if not asked.exists():
        raise NothingAsked
    if survey.closes_at <= at:
        raise ClosesInThePast
    after = {"opens_at": survey.opens_at, "closes_at": survey.closes_at}
    record(
        about_survey(survey),
        kind=AuditKind.SURVEY_OPENED,
        by=survey_runner(survey, by),
        at=at,
        after=after,
    )
    return survey


@transaction.atomic
def close_survey(survey: Survey, *, by: User | None, at: datetime) -> Survey:
    """Take no more answers, before its closing or after it; pages then name the day it ended.

    One that had not opened was open for no moment that anybody could answer in."""
    _move(survey, to=SurveyState.CLOSED)
    before = snapshot(survey, _TIMES)
    if at < survey.closes_at:
        survey.closes_at = at
        survey.opens_at = min(survey.opens_at, at - timedelta(microseconds=1))
        survey.save(update_fields=_TIMES)
    record(
        about_survey(survey),
        kind=AuditKind.SURVEY_CLOSED,
        by=survey_runner(survey, by),
        at=at,
        before=before,
        after=snapshot(survey, _TIMES),
    )
    return survey


@transaction.atomic
def delete_survey(survey: Survey, *, by: User, at: datetime) -> None:
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    check_is_draft(locked)
    about = about_survey(survey)
    locked.places.all().delete()
    locked.delete()
    record(about, kind=AuditKind.SURVEY_DELETED, by=survey_runner(survey, by), at=at)


@transaction.atomic
def add_place(survey: Survey, unit: Unit, *, by: User | None, at: datetime) -> SurveyPlace:
    locked = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    check_may_edit(locked, at=at)
    place, is_new = SurveyPlace.objects.get_or_create(survey=locked, unit=unit)
    if locked.places.count() > MOST_PLACES:
        raise TooManyPlaces
    if is_new:
        kind, after = AuditKind.SURVEY_EDITED, {"survey_place": unit.name}
        record(about_survey(survey), kind=kind, by=survey_runner(survey, by), at=at, after=after)
    return place


@transaction.atomic
def remove_place(place: SurveyPlace, *, by: User, at: datetime) -> None:
    survey = Survey.objects.select_for_update(no_key=True).get(pk=place.survey_id)
    if survey.state != SurveyState.DRAFT:
        raise PlaceHasAnswers
    kind, before = AuditKind.SURVEY_EDITED, {"survey_place": place.unit.name}
    record(about_survey(survey), kind=kind, by=survey_runner(survey, by), at=at, before=before)
    place.delete()


def _move(survey: Survey, *, to: SurveyState) -> None:
    """Two people may act at once; only the first still finds a state that leads there."""
    before = [state for state, ends in SURVEY_MOVES.items() if to in ends]
    if not Survey.objects.filter(pk=survey.pk, state__in=before).update(state=to):
        raise SurveyMoved
    survey.refresh_from_db()
