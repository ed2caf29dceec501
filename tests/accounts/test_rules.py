"""Who may do what with people and units."""

import pytest

from quizsite.accounts.consents import current_text, give_consent, withdraw_consents
from quizsite.accounts.models import UnitContact
from quizsite.accounts.rules import (
    ConsentWithdrawn,
    NotContactPerson,
    allowed,
    check_consent_stands,
    check_may_see_unit_desk,
)
from tests.factories import NOON, UnitFactory

pytestmark = pytest.mark.django_db


def test_a_contact_person_sees_the_own_unit_and_those_below(contestant, stranger):
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


def test_withdrawn_consent_stops_until_it_is_given_anew(contestant):
    check_consent_stands(contestant)  # entered by the organiser: nothing was withdrawn
    give_consent(contestant, text=current_text(), at=NOON, channel="dang-ky")
    check_consent_stands(contestant)
    withdraw_consents(contestant, at=NOON)
    with pytest.raises(ConsentWithdrawn, match="hãy đồng ý lại"):
        check_consent_stands(contestant)
    give_consent(contestant, text=current_text(), at=NOON, channel="tai-khoan")
    check_consent_stands(contestant)
