"""Storing an answer: once, within the window, with a code where one is needed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from contests.models import Remark, Response, ResponseChannel, ResponseCode
from contests.surveys.codes import CodeUnknown, TooManyCodes, codes_table, make_codes
from contests.surveys.responding import FilledForm, answer_survey
from contests.surveys.rules import SurveyOver, SurveyTakesNoAnswers
from quizsite.models import AuditLine
from tests.contests.surveys import cast
from tests.factories import NOON
from tests.stage import race


def filled(survey):
    grades, text = cast.question(survey, "grades"), cast.question(survey, "text")
    return FilledForm(values={str(grades.pk): 5}, remarks={text.pk: "Tốt"})


def send(survey, *, form_id=None, code="", at=NOON):
    answer_survey(survey, filled(survey), form_id=form_id or uuid4(), code=code, at=at)


@pytest.mark.django_db
def test_the_day_is_that_of_ha_noi():
    survey = cast.survey_of(at=NOON)
    late = NOON.replace(hour=17, minute=30)  # half past midnight there
    send(survey, at=late)
    assert cast.stored(survey).day == timezone.localdate(late)
    assert cast.stored(survey).day != late.date()


@pytest.mark.django_db
def test_the_last_moment_is_the_one_before_the_closing():
    survey = cast.survey_of(at=NOON)
    send(survey, at=survey.closes_at - timedelta(microseconds=1))
    with pytest.raises(SurveyTakesNoAnswers):
        send(survey, at=survey.closes_at)
    with pytest.raises(SurveyTakesNoAnswers):
        send(survey, at=survey.opens_at - timedelta(microseconds=1))


@pytest.mark.django_db
def test_a_code_is_used_once_however_it_is_spelled(organiser):
    survey = cast.survey_of(at=NOON, needs_code=True)
    code, *_others = make_codes(survey, count=3, by=organiser, at=NOON)
    send(survey, code=f" {code.lower().replace('-', ' ')} ")
    with pytest.raises(CodeUnknown):
        send(survey, code=code)
    assert (Response.objects.count(), ResponseCode.objects.count()) == (1, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "-", "AAAAA-AAAAA", "x" * 5000, "\x00"])
def test_without_a_right_code_nothing_is_stored(organiser, code):
    survey = cast.survey_of(at=NOON, needs_code=True)
    make_codes(survey, count=2, by=organiser, at=NOON)
    with pytest.raises(CodeUnknown):
        send(survey, code=code)
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_a_code_of_another_survey_is_none(organiser):
    one, other = (cast.survey_of(at=NOON, needs_code=True) for _ in range(2))
    (code,) = make_codes(other, count=1, by=organiser, at=NOON)
    with pytest.raises(CodeUnknown):
        send(one, code=code)


@pytest.mark.django_db
def test_the_same_form_sent_again_costs_no_second_code(organiser):
    survey, form_id = cast.survey_of(at=NOON, needs_code=True), uuid4()
    first, second = make_codes(survey, count=2, by=organiser, at=NOON)
    send(survey, form_id=form_id, code=first)
    send(survey, form_id=form_id, code=first)
    send(survey, form_id=form_id, code=second)
    assert (Response.objects.count(), ResponseCode.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_codes_are_bounded_and_told_in_the_trail_by_their_number(organiser):
    survey = cast.survey_of(at=NOON, needs_code=True)
    codes = make_codes(survey, count=5, by=organiser, at=NOON)
    with pytest.raises(TooManyCodes):
        make_codes(survey, count=20_000, by=organiser, at=NOON)
    with pytest.raises(SurveyOver):
        make_codes(survey, count=1, by=organiser, at=survey.closes_at)
    line = AuditLine.objects.get(kind="survey_codes_made")
    assert line.after == {"survey_codes": 5}
    rows = list(codes_table(codes, title="x", address="https://a.vn/khao-sat/b/").rows)
    assert [row["number"] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[0]["address"] == f"https://a.vn/khao-sat/b/?ma={codes[0]}"


@pytest.mark.django_db(transaction=True)
def test_of_the_same_form_sent_at_one_moment_one_counts_and_nobody_is_refused(organiser):
    survey, form_id = cast.survey_of(at=NOON, needs_code=True), uuid4()
    (code,) = make_codes(survey, count=1, by=organiser, at=NOON)
    outcomes = race([lambda: send(survey, form_id=form_id, code=code)] * 4)
    assert outcomes == [None] * 4
    assert Response.objects.count() == Remark.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_type_one_code_at_one_moment_one_is_refused(organiser):
    survey = cast.survey_of(at=NOON, needs_code=True)
    (code,) = make_codes(survey, count=1, by=organiser, at=NOON)
    outcomes = race([lambda: send(survey, code=code)] * 4)
    assert sorted(type(one).__name__ for one in outcomes) == ["CodeUnknown"] * 3 + ["NoneType"]
    assert Response.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ResponseChannel.values)
def test_each_channel_is_stored_and_no_other(channel):
    survey = cast.survey_of(at=NOON)
    row = Response(pk=uuid4(), survey=survey, day=NOON.date(), channel=channel)
    row.clean_fields(exclude=["place", "values"])
    row.channel = "telephone"
    with pytest.raises(ValidationError):
        row.clean_fields(exclude=["place", "values"])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has hidden row numbers")
@pytest.mark.django_db
def test_rows_lie_in_the_order_of_their_keys_and_not_of_their_arrival():
    survey = cast.survey_of(at=NOON)
    for _ in range(12):
        send(survey)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM contests_response")
        found = [key for (key,) in cursor.fetchall()]
    assert found == sorted(found)
