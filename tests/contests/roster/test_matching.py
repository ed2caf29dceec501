"""Lines of a roster find the entries of their people: by a confirmed address, or by a decision."""

import pytest

from contests.models import DifferentPerson, MatchedBy
from contests.registration.entries import register_entry
from contests.registration.moves import move_entry
from contests.roster.matching import (
    Doubt,
    MatchGone,
    decide_doubt,
    doubts_in,
    match_lines,
    unmatch,
)
from contests.roster.places import Places
from quizsite.accounts.consents import current_text
from quizsite.accounts.models import Purpose
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor
from tests.audit.lines import last_line
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RosterPersonFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return UnitFactory(name="Sở Nội vụ")


@pytest.fixture
def room(office):
    return UnitFactory(name="Phòng Tổ chức", parent=office)


@pytest.fixture
def contest():
    return ContestFactory()


@pytest.fixture
def contact(colleague):
    return Actor(colleague, Role.CONTACT)


def matched(contest, line):
    match_lines(contest, [line], places=Places.on(NOON.date()))
    return line.entry_id, line.matched_by


def test_a_confirmed_address_of_an_entrant_is_a_sure_match(contest, office):
    entry = EntryFactory(contest=contest, unit=office, user__email="an@coquan.vn")
    line = RosterPersonFactory.build(contest=contest, unit=office, email="an@coquan.vn")
    assert matched(contest, line) == (entry.pk, MatchedBy.ADDRESS)


def test_an_address_that_nobody_confirmed_matches_nobody(contest, office):
    user = UserFactory(email="an@coquan.vn", confirmed=False)
    EntryFactory(contest=contest, unit=office, user=user)
    line = RosterPersonFactory.build(contest=contest, unit=office, email="an@coquan.vn")
    assert matched(contest, line) == (None, "")


@pytest.mark.parametrize("is_verified", [True, False])
def test_a_number_matches_once_it_is_confirmed(contest, office, is_verified):
    user = UserFactory(phone="+84912345678", is_phone_verified=is_verified)
    entry = EntryFactory(contest=contest, unit=office, user=user)
    line = RosterPersonFactory.build(contest=contest, unit=office, email=None, phone="+84912345678")
    assert matched(contest, line)[0] == (entry.pk if is_verified else None)


def test_the_unit_above_and_below_are_one_line_and_another_unit_tells_nothing(
    contest, office, room
):
    above = EntryFactory(contest=contest, unit=office, user__email="tren@coquan.vn")
    EntryFactory(contest=contest, unit=UnitFactory(), user__email="khac@coquan.vn")
    line = RosterPersonFactory.build(contest=contest, unit=room, email="tren@coquan.vn")
    other = RosterPersonFactory.build(contest=contest, unit=room, email="khac@coquan.vn")
    assert matched(contest, line)[0] == above.pk
    assert matched(contest, other) == (None, "")


def test_an_account_without_an_entry_is_told_by_nothing(contest, office):
    UserFactory(email="an@coquan.vn")
    line = RosterPersonFactory.build(contest=contest, unit=office, email="an@coquan.vn")
    assert matched(contest, line) == (None, "")


def test_a_merged_unit_counts_as_its_heir(contest, office):
    old = UnitFactory(successor=office, in_force_until=NOON.date())
    entry = EntryFactory(contest=contest, unit=office, user__email="an@coquan.vn")
    line = RosterPersonFactory.build(contest=contest, unit=old, email="an@coquan.vn")
    assert matched(contest, line)[0] == entry.pk


def test_who_enters_is_found_on_the_roster(contest, office, contestant):
    line = RosterPersonFactory(contest=contest, unit=office, email=contestant.email)
    entry = register_entry(
        contest,
        user=contestant,
        division=DivisionFactory(contest=contest),
        unit=office,
        agreed=[current_text(Purpose.TAKING_PART)],
        at=NOON,
    )
    line.refresh_from_db()
    assert (line.entry, line.matched_by) == (entry, MatchedBy.ADDRESS)


def test_who_is_moved_leaves_one_roster_and_is_found_on_another(contest, office):
    entry = EntryFactory(contest=contest, unit=office, user__email="an@coquan.vn")
    other = UnitFactory()
    left = RosterPersonFactory(
        contest=contest, unit=office, email="an@coquan.vn", entry=entry, matched_by="address"
    )
    joined = RosterPersonFactory(contest=contest, unit=other, email="an@coquan.vn")
    by = OrganiserFactory(contest=contest).user
    move_entry(entry, unit=other, division=entry.division, by=by, at=NOON, reason="Nhầm đơn vị")
    left.refresh_from_db()
    joined.refresh_from_db()
    assert (left.entry, left.matched_by, joined.entry) == (None, "", entry)


@pytest.fixture
def doubt(contest, office, room):
    entry = EntryFactory(contest=contest, unit=room, user__full_name="Lê Thị Hòa")
    line = RosterPersonFactory(contest=contest, unit=office, full_name="Lê Thị Hoà", email=None)
    return Doubt(line, entry)


def test_one_name_within_the_units_is_a_doubt_and_elsewhere_none(doubt, contest, office, room):
    EntryFactory(contest=contest, unit=UnitFactory(), user__full_name="Lê Thị Hòa")
    assert doubts_in(contest, [office.pk, room.pk]) == [doubt]
    assert doubts_in(contest, [office.pk]) == []


def test_one_person_is_decided_once_and_can_be_taken_back(doubt, contest, office, room, contact):
    decide_doubt(doubt, is_same=True, by=contact, at=NOON)
    doubt.line.refresh_from_db()
    assert (doubt.line.entry, doubt.line.matched_by) == (doubt.entry, MatchedBy.HAND)
    assert last_line().kind == AuditKind.ROSTER_MATCHED
    with pytest.raises(MatchGone):
        decide_doubt(doubt, is_same=True, by=contact, at=NOON)
    unmatch(doubt.line, by=contact, at=NOON)
    assert doubts_in(contest, [office.pk, room.pk]) == [doubt]


def test_two_people_are_not_asked_again(doubt, contest, office, room, contact):
    decide_doubt(doubt, is_same=False, by=contact, at=NOON)
    assert doubts_in(contest, [office.pk, room.pk]) == []
    assert DifferentPerson.objects.count() == 1
    with pytest.raises(MatchGone):
        decide_doubt(doubt, is_same=False, by=contact, at=NOON)
