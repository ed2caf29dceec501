"""The sample shows each way to be asked: at a counter, from the contest's page, and published."""

import random

import pytest

from contests.models import Survey
from contests.surveys.sample_surveys import load_sample_surveys
from tests.factories import NOON, OrganiserFactory, UnitFactory

pytestmark = pytest.mark.django_db


def test_one_sample_survey_is_linked_from_the_contest(organiser):
    contest = OrganiserFactory(user=organiser).contest
    UnitFactory(code="phuong-ba-dinh")
    for _ in range(2):  # once is enough
        load_sample_surveys(contest, by=organiser, at=NOON, rng=random.Random(1))
    (linked,) = contest.surveys.open_to_all(at=NOON)
    assert linked.responses.count() == 90
    assert Survey.objects.count() == 3
    assert all(one.is_sample for one in Survey.objects.all())
