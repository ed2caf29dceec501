"""Contact persons invite deputies and contact persons of units below, and take their roles back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.invitations.invitations import (
    InvitationSpent,
    accept_invitation,
    open_invitation,
    token_of,
)
from contests.models import Invitation
from quizsite.accounts.models import UnitContact
from quizsite.audit.kinds import AuditKind, Role
from tests.audit.lines import last_line
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return UnitFactory(name="Sở Nội vụ", code="so-noi-vu")


@pytest.fixture
def room(office):
    return UnitFactory(name="Phòng Tổ chức", code="phong-to-chuc", parent=office)


def contact_of(unit, user=None):
    user = user or UserFactory()
    return UnitContact.objects.create(user=user, unit=unit, since=timezone.localdate())


@pytest.fixture
def desk(colleague, office, signed_in):
    contact_of(office, colleague)
    return signed_in(colleague)


def page(unit, name="unit_contacts", *args):
    return reverse(f"contests:{name}", args=[unit.code, *args])


def test_the_page_is_for_contact_persons_of_the_unit_or_above(
    desk, office, room, stranger, signed_in
):
    assert desk.get(page(office)).status_code == 200
    assert desk.get(page(room)).status_code == 200
    assert desk.get(page(UnitFactory())).status_code == 404
    assert signed_in(stranger).get(page(office)).status_code == 404


def test_an_invited_person_becomes_contact_of_the_unit_below(desk, office, room, stranger):
    assert desk.post(page(office), {"unit": room.pk, "days": "3"}).status_code == 302
    made = Invitation.objects.get()
    assert token_of(made) in desk.get(page(office)).content.decode()
    accept_invitation(token_of(made), user=stranger, at=timezone.now())
    assert UnitContact.objects.filter(user=stranger, unit=room).exists()
    given = last_line()
    assert (given.kind, given.role) == (AuditKind.CONTACT_GIVEN, Role.CONTACT)


def test_nobody_is_invited_to_another_unit(desk, office):
    answer = desk.post(page(office), {"unit": UnitFactory().pk, "days": "3"})
    assert answer.status_code == 200
    assert not Invitation.objects.exists()


def test_a_link_ends_with_the_role_of_who_made_it(desk, office, room, colleague):
    desk.post(page(office), {"unit": room.pk, "days": "3"})
    UnitContact.objects.filter(user=colleague).delete()
    with pytest.raises(InvitationSpent):
        open_invitation(token_of(Invitation.objects.get()), at=timezone.now())


def test_a_link_is_taken_back(desk, office):
    desk.post(page(office), {"unit": office.pk, "days": "3"})
    made = Invitation.objects.get()
    assert desk.post(page(office, "unit_invitation_revoke", made.pk)).status_code == 302
    with pytest.raises(InvitationSpent):
        open_invitation(token_of(made), at=timezone.now() + timedelta(seconds=1))


def test_who_came_later_or_works_below_is_dismissed_and_who_was_there_before_stays(
    office, room, colleague, signed_in
):
    first, _own = contact_of(office), contact_of(office, colleague)
    later, below = contact_of(office), contact_of(room)
    desk = signed_in(colleague)
    shown = desk.get(page(office)).content.decode()
    assert shown.count("Thu vai") == 2
    for held, status in ((first, 404), (later, 302), (below, 302)):
        assert desk.post(page(office, "unit_contact_dismiss", held.pk)).status_code == status
    left = UnitContact.objects.values_list("user_id", flat=True).order_by("pk")
    assert list(left) == [first.user_id, colleague.pk]
    assert last_line().kind == AuditKind.CONTACT_TAKEN
