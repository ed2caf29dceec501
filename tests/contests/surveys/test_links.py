"""The contest's page leads to its surveys, if anybody may answer them there."""

import pytest

from tests.contests.surveys.cast import place_in, survey_of
from tests.factories import NOON, ContestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    return ContestFactory(slug="thu-do")


def page(client):
    return client.get("/cuoc-thi/thu-do/").content.decode()


def test_an_open_survey_is_linked(client, contest):
    survey = survey_of(contest, title="Bạn thấy cuộc thi thế nào?")
    assert f'<a href="/khao-sat/{survey.code}/">Bạn thấy cuộc thi thế nào?</a>' in page(client)


def test_a_survey_that_is_not_open_to_all_is_not_linked(client, contest):
    survey_of(contest, state="draft")
    survey_of(contest, state="closed")
    survey_of(contest, opens_at=NOON.replace(year=2030), closes_at=NOON.replace(year=2031))
    survey_of(contest, opens_at=NOON.replace(year=2020), closes_at=NOON)
    survey_of(contest, needs_code=True)
    place_in(survey_of(contest))  # for those who stand there
    survey_of(ContestFactory(slug="khac"))
    survey_of(None)
    assert "/khao-sat/" not in page(client)
