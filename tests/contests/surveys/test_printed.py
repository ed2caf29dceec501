"""Printed forms are typed in by two people, and forgotten once both typed the same."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from contests.models import PrintedForm, Remark, Response
from contests.surveys.personal_data import TYPED_FORMS
from contests.surveys.printed import (
    BatchNamed,
    FormDiffers,
    FormDone,
    FormMoved,
    differences,
    open_batch,
    settle_form,
    type_form,
)
from contests.surveys.responding import FilledForm
from contests.surveys.rules import SurveyPublished, SurveyTakesNoAnswers
from quizsite.accounts.personal_data.holdings import holdings
from quizsite.models import AuditLine
from tests.contests.surveys import cast
from tests.factories import NOON, ContestFactory, OrganiserFactory
from tests.stage import race

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def survey(organiser, colleague):
    contest = ContestFactory()
    for user in (organiser, colleague):
        OrganiserFactory(contest=contest, user=user)
    return cast.survey_of(contest, at=NOON)


@pytest.fixture
def batch(survey, organiser):
    facts = {"name": "Lô 1", "place": None, "day": DAY, "size": 3}
    return open_batch(survey, **facts, by=organiser, at=NOON)


def filled(survey, grade=5, text="Tốt"):
    grades, remark = cast.question(survey, "grades"), cast.question(survey, "text")
    return FilledForm(values={str(grades.pk): grade}, remarks={remark.pk: text})


def typed(batch, by, number=1, **said):
    return type_form(batch, number=number, filled=filled(batch.survey, **said), by=by, at=NOON)


def test_typed_alike_by_two_people_it_counts_with_the_batch_s_day_and_is_forgotten(
    batch, organiser, colleague
):
    assert typed(batch, organiser) is not None
    assert not Response.objects.exists()
    assert typed(batch, colleague) is None
    row = cast.stored(batch.survey)
    assert (row.channel, row.day, Remark.objects.get().text) == ("printed", DAY, "Tốt")
    assert not PrintedForm.objects.exists()
    batch.refresh_from_db()
    assert (batch.done, batch.differences) == ([1], 0)


def test_one_person_cannot_type_both_times_and_may_mend_the_first(batch, organiser):
    typed(batch, organiser, grade=1)
    typed(batch, organiser, grade=2)
    form = PrintedForm.objects.get()
    assert list(form.first["values"].values()) == [2]
    assert form.second is None
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintedForm.objects.update(second={}, second_by=organiser)


def test_what_differs_is_settled_question_by_question(batch, organiser, colleague):
    typed(batch, organiser, grade=1, text="Chậm")
    form = typed(batch, colleague, grade=2, text="Chậm lắm")
    assert not Response.objects.exists()
    grades = str(cast.question(batch.survey, "grades").pk)
    assert [(one.first, one.second) for one in differences(form)] == [
        (1, 2),
        ("Chậm", "Chậm lắm"),
    ]
    settle_form(form, second_for={grades}, by=organiser, at=NOON)
    assert cast.stored(batch.survey).values == {grades: 2}
    assert Remark.objects.get().text == "Chậm"
    batch.refresh_from_db()
    assert batch.differences == 2
    with pytest.raises(FormDone):
        settle_form(form, second_for=set(), by=organiser, at=NOON)


def test_who_sees_another_state_than_what_is_stored_settles_nothing(batch, organiser, colleague):
    typed(batch, organiser, grade=1)
    form = typed(batch, colleague, grade=2)
    PrintedForm.objects.update(first={"out": True, "values": {}, "remarks": {}})
    with pytest.raises(FormMoved):
        settle_form(form, second_for=set(), by=organiser, at=NOON)


def test_a_third_time_and_a_done_or_unknown_number_are_refused(
    batch, organiser, colleague, stranger
):
    typed(batch, organiser, grade=1)
    typed(batch, colleague, grade=2)
    with pytest.raises(FormDiffers):
        typed(batch, stranger)
    typed(batch, organiser, number=2)
    typed(batch, colleague, number=2)
    for number in (0, 2, 4):
        with pytest.raises(FormDone):
            typed(batch, organiser, number=number)


def test_a_clerk_is_shown_what_waits_under_their_name_and_nothing_afterwards(
    batch, organiser, colleague
):
    def held(user):
        return list(TYPED_FORMS.read(user, NOON))

    typed(batch, organiser, number=2)
    (row,) = held(organiser)
    assert (row["Lô phiếu giấy"], row["Phiếu số"], row["Lần nhập"]) == ("Lô 1", 2, 1)
    typed(batch, colleague, number=2)
    assert held(organiser) == held(colleague) == []
    assert "typed_forms" in {one.key for one in holdings()}


def test_the_trail_tells_of_the_batch_and_of_no_form(batch, organiser, colleague):
    for number in (1, 2, 3):
        typed(batch, organiser, number=number)
        typed(batch, colleague, number=number)
    lines = AuditLine.objects.order_by("pk").values_list("kind", "after")
    assert [kind for kind, _after in lines] == ["survey_batch_opened", "survey_batch_done"]
    assert lines[1][1] == {"batch": "Lô 1", "batch_forms": 3, "batch_differences": 0}


def test_forms_are_typed_after_the_closing_but_not_after_publishing(survey, batch, organiser):
    survey.state = "closed"
    survey.save()
    typed(batch, organiser)
    survey.published_at = NOON
    survey.save()
    with pytest.raises(SurveyPublished):
        typed(batch, organiser, number=2)


def test_a_draft_takes_none_and_a_name_is_given_once(survey, batch, organiser):
    facts = {"place": None, "day": DAY, "size": 3, "by": organiser, "at": NOON}
    with pytest.raises(BatchNamed):
        open_batch(survey, name="Lô 1", **facts)
    with pytest.raises(SurveyTakesNoAnswers):
        open_batch(cast.survey_of(at=NOON, state="draft"), name="Lô 2", **facts)


def test_pages_lead_two_people_through_a_batch(survey, batch, signed_in, organiser, colleague):
    first, second = signed_in(organiser), signed_in(colleague)
    desk = reverse("contests:survey_batch", args=[survey.code, batch.pk])
    path = reverse("contests:survey_printed", args=[survey.code, batch.pk, 1])
    said = cast.answers_for(survey)
    assert "Nhập lần một: phiếu số 1" in first.get(desk).content.decode()
    assert first.post(path, said).status_code == 302
    assert "Nhập lần hai" not in first.get(desk).content.decode()
    assert "Nhập lần hai: phiếu số 1" in second.get(desk).content.decode()
    assert "checked" not in second.get(path).content.decode()
    said[f"c{cast.question(survey, 'grades').pk}"] = "1"
    settle = reverse("contests:survey_settle", args=[survey.code, batch.pk, 1])
    assert second.post(path, said).headers["Location"] == settle
    page = second.get(settle).content.decode()
    assert "Lần một: Hài lòng" in page
    assert "Lần hai: Rất không hài lòng" in page
    name = str(cast.question(survey, "grades").pk)
    assert second.post(settle, {name: "2"}).headers["Location"] == desk
    assert cast.stored(survey).values[name] == 1


def test_a_batch_of_another_survey_is_not_found(survey, batch, signed_in, organiser):
    other = cast.survey_of(survey.contest)
    path = reverse("contests:survey_batch", args=[other.code, batch.pk])
    assert signed_in(organiser).get(path).status_code == 404


@pytest.mark.parametrize("day", ["", "x", "2999-01-01", "0001-01-01"])
def test_a_day_to_come_or_none_is_told_at_its_field(survey, signed_in, organiser, day):
    path = reverse("contests:survey_batches", args=[survey.code])
    page = signed_in(organiser).post(path, {"name": "Lô 9", "day": day, "size": "3"})
    assert page.status_code == 200
    assert survey.batches.count() == 0
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = signed_in(organiser).post(path, {"name": "Lô 9", "day": f"{tomorrow}", "size": "3"})
    assert "hôm nay hoặc trước đó" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_people_who_send_one_form_at_one_moment_are_heard_one_after_the_other(
    survey, batch, organiser, colleague
):
    outcomes = race([lambda: typed(batch, organiser), lambda: typed(batch, colleague)])
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert Response.objects.count() == 1
