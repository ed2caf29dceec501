"""A department with an office below it, another department, and who may report for them."""

import pytest

from leaderboard.propaganda_models import PropagandaEvent
from quizsite.accounts.models import UnitContact
from tests.factories import NOON, UnitFactory, UserFactory


@pytest.fixture
def office(department):
    return UnitFactory(code="phong", name="Phòng Cải cách", parent=department)


@pytest.fixture
def other(db):
    return UnitFactory(code="so-khac", name="Sở Khác")


@pytest.fixture
def event_of():
    """`event_of(unit, done=2)`: an event of this quarter."""

    def add(unit, **facts) -> PropagandaEvent:
        usual = {"kind": "hoi-nghi", "title": "Hội nghị", "held_on": NOON.date()}
        return PropagandaEvent.objects.create(unit=unit, **(usual | facts))

    return add


@pytest.fixture
def contact(department, contestant):
    UnitContact.objects.create(user=contestant, unit=department, since=NOON.date())
    return contestant


@pytest.fixture
def staff(db):
    return UserFactory(email="quan-tri@example.vn", is_staff=True)
