"""Rules about what a person may do with people and units."""

import pytest
from django.utils.functional import Promise

from quizsite.accounts.models import UnitContact
from quizsite.accounts.rules import NotContactPerson, check_may_see_unit_desk
from quizsite.refusals import Refusal, allowed
from tests.factories import NOON, UnitFactory

pytestmark = pytest.mark.django_db


def test_a_contact_person_sees_their_own_unit_and_those_below(contestant, stranger):
    city = UnitFactory(name="Thành phố")
    office = UnitFactory(name="Sở", parent=city)
    division = UnitFactory(name="Phòng", parent=office)
    sister = UnitFactory(name="Sở khác", parent=city)
    UnitContact.objects.create(user=contestant, unit=office, since=NOON.date())

    seen = [
        allowed(check_may_see_unit_desk, contestant, unit)
        for unit in (city, office, division, sister)
    ]
    assert seen == [False, True, True, False]
    with pytest.raises(NotContactPerson):
        check_may_see_unit_desk(stranger, office)


def subclasses(refusal: type[Refusal]) -> list[type[Refusal]]:
    return [refusal, *(one for below in refusal.__subclasses__() for one in subclasses(below))]


def test_no_refusal_is_put_into_words_before_the_reader_s_language_is_known():
    messages = {one: vars(one)["message"] for one in subclasses(Refusal) if "message" in vars(one)}
    assert [one for one, message in messages.items() if not isinstance(message, Promise)] == []
