"""The sample has an idea at each station, loaded once and told to nobody."""

import pytest
from django.utils import timezone

from contests.initiatives.sample_initiatives import load_sample_initiatives
from contests.models import Initiative
from quizsite.notifications.models import Notice
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_it_is_loaded_once_and_tells_nobody():
    for _n in range(3):
        UnitFactory(is_sample=True)
    members = [UserFactory() for _n in range(3)]
    counts = [load_sample_initiatives(members=members, at=timezone.now()) for _n in range(2)]
    assert counts == [5, 0]
    assert set(Initiative.objects.values_list("state", flat=True)) == {
        "considered",
        "received",
        "spread",
    }
    assert not Notice.objects.exists()
