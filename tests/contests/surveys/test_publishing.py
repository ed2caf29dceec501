"""The published summary and the sample plan."""

from decimal import Decimal

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contests.models import Response, SampleDimension, Survey
from contests.surveys.results import compute_results
from contests.surveys.rules import SurveyNotOver, SurveyPublished
from contests.surveys.sample_plan import plan_parts, planned_size, save_sample, strata_of
from contests.surveys.summary import publish_summary
from quizsite.models import AuditLine
from tests.contests.surveys import cast
from tests.factories import NOON, ContestFactory, OrganiserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(organiser):
    contest = ContestFactory()
    OrganiserFactory(contest=contest, user=organiser)
    return cast.survey_of(contest, at=NOON, state="closed")


def test_a_summary_is_published_once_and_after_the_closing(survey, organiser):
    cast.give(survey, [5] * 10)
    Survey.objects.update(state="open")
    with pytest.raises(SurveyNotOver):
        publish_summary(survey, by=organiser, at=NOON)
    Survey.objects.update(state="closed")
    publish_summary(survey, by=organiser, at=NOON)
    with pytest.raises(SurveyPublished):
        publish_summary(survey, by=organiser, at=NOON)
    assert list(AuditLine.objects.values_list("kind", flat=True)) == ["survey_published"]


def test_the_public_page_reads_no_answer_and_stays_as_it_was(
    survey, organiser, client, django_assert_num_queries
):
    cast.give(survey, [5] * 10)
    path = reverse("contests:survey_summary", args=[survey.code])
    assert client.get(path).status_code == 404
    publish_summary(survey, by=organiser, at=NOON)
    with django_assert_num_queries(1):
        before = client.get(path).content
    Response.objects.all().delete()
    assert client.get(path).content == before
    assert "100,00" in before.decode()


def test_the_size_and_the_quotas_are_computed_and_compared_with_the_answers(survey, organiser):
    single = cast.question(survey, "single")
    single.dimension = "sex"
    single.options = ["Nam", "Nữ"]
    single.save()
    strata = {
        SampleDimension.SEX: [("nam", 2400), ("Nữ", 2600)],
        SampleDimension.AGE: [("Dưới 25", 1000), ("Từ 25", 4000)],
        SampleDimension.NEIGHBOURHOOD: [],
    }
    facts = {"population": 5000, "margin_percent": Decimal(5), "strata": strata}
    survey = save_sample(survey, **facts, by=organiser, at=NOON)
    assert planned_size(survey) == 371
    cast.give(survey, [5] * 12, **{str(single.pk): 1})
    cast.give(survey, [5] * 3, **{str(single.pk): 2})
    cast.give(survey, [5] * 5)
    results = compute_results(survey, today=NOON.date(), is_over=True)
    by_sex, by_age = plan_parts(survey, results)
    assert [(one.label, one.quota) for one in by_sex.lines] == [("nam", 178), ("Nữ", 193)]
    # Three women: hidden, and the twelve men with them, since fifteen answered.
    assert [one.answered for one in by_sex.lines] == ["ẩn", "ẩn"]
    assert ([one.quota for one in by_age.lines], by_age.is_asked) == ([74, 297], False)
    line = AuditLine.objects.get(kind="survey_edited")
    assert line.after["population"] == 5000


def test_the_plan_is_made_on_its_page_and_a_wrong_line_is_told(survey, signed_in, organiser):
    path = reverse("contests:survey_sample", args=[survey.code])
    said = {"population": "5000", "margin_percent": "5", "sex": "Nam: 2.400\nNữ; 2600"}
    assert signed_in(organiser).post(path, said).status_code == 302
    survey.refresh_from_db()
    assert strata_of(survey)[SampleDimension.SEX] == [("Nam", 2400), ("Nữ", 2600)]
    page = signed_in(organiser).get(path).content.decode()
    assert "371" in page
    for wrong in ("Nam", "Nam: x", ": 5", "Nam: 5\nNam: 6", "Nam: 99999999999"):
        page = signed_in(organiser).post(path, {**said, "sex": wrong})
        assert page.status_code == 200
        assert 'role="alert"' in page.content.decode()
    assert strata_of(survey)[SampleDimension.SEX] == [("Nam", 2400), ("Nữ", 2600)]


def test_both_figures_are_named_on_the_page(survey, signed_in, organiser):
    cast.give(survey, [5] * 10)
    page = signed_in(organiser).get(reverse("contests:survey_results", args=[survey.code]))
    assert "điểm trung bình, thang 100" in page.content.decode()
    assert "tỷ lệ mức 4–5" in page.content.decode()


@pytest.mark.parametrize("name", ["desk", "places", "results", "sample", "batches"])
def test_a_page_costs_the_same_queries_for_few_and_many(survey, signed_in, organiser, name):
    browser, path = signed_in(organiser), reverse(f"contests:survey_{name}", args=[survey.code])

    def queries(count):
        for n in range(count):
            place = cast.place_in(survey)
            cast.give(survey, [5, 4, 3, 2, 1, 5], place=place)
            survey.batches.create(name=f"{count}.{n}", day=NOON.date(), size=3, place=place)
        browser.get(path)  # whatever is made once
        caches["figures"].clear()
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        return len(asked)

    assert queries(1) == queries(3)
