"""Organisers bar people and units: these neither enter nor start, whatever came first."""

import pytest

from contests.attempts.start import start_attempt
from contests.attempts.start_batch import Start, start_batch
from contests.attempts.usage import usage_of
from contests.models import BarredPerson, BarredUnit
from contests.registration.bars import (
    AlreadyBarred,
    MeetsEntries,
    NotBarred,
    OnTheList,
    bar_person,
    bar_unit,
    barred_entries,
    check_not_barred,
    check_unit_not_barred,
    lift_bar,
)
from contests.registration.rules import check_may_enter
from contests.rules import ReasonMissing
from quizsite.models import AuditLine, AuditName
from tests.factories import (
    NOON,
    BarredPersonFactory,
    BarredUnitFactory,
    ContestFactory,
    EntryFactory,
    UnitFactory,
    UserFactory,
)
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db


def bar(contest, organiser, *, accepts_entries=False, reason="Người nhà", **named):
    person = BarredPerson(contest=contest, reason=reason, **named)
    return bar_person(person, by=organiser, at=NOON, accepts_entries=accepts_entries)


def started(entry, round):
    """Whether each of the two roads starts a paper."""
    (one,) = start_batch([Start(entry.pk, round.pk)], at=NOON)
    try:
        start_attempt(entry, round=round, at=NOON)
    except OnTheList:
        return one.attempt is not None, False
    return one.attempt is not None, True


def test_who_entered_before_the_bar_starts_by_neither_road(contestant, organiser):
    round = open_round()
    entry = entry_in(round, user=contestant)
    bar(round.contest, organiser, email=contestant.email, accepts_entries=True)
    assert started(entry, round) == (False, False)


def test_without_a_bar_both_roads_start(contestant):
    round = open_round()
    assert started(entry_in(round, user=contestant), round) == (True, True)


def test_a_bar_of_another_contest_stops_nobody(contestant, organiser):
    round = open_round()
    entry = entry_in(round, user=contestant)
    bar(ContestFactory(), organiser, email=contestant.email)
    BarredUnitFactory(unit=entry.unit)
    assert started(entry, round) == (True, True)


def test_an_open_paper_is_finished_after_the_bar(contestant, organiser):
    round = open_round()
    entry = entry_in(round, user=contestant)
    paper = start_attempt(entry, round=round, at=NOON)
    bar(round.contest, organiser, email=contestant.email, accepts_entries=True)
    assert start_attempt(entry, round=round, at=NOON) == paper


def test_a_new_address_does_not_lead_around_the_bar(contestant, organiser):
    round = open_round()
    entry = entry_in(round, user=contestant)
    bar(round.contest, organiser, email="Binh@Example.vn", accepts_entries=True)
    contestant.email = "khac@example.vn"
    contestant.save()
    assert started(entry, round) == (False, False)


@pytest.mark.parametrize("named", [{"email": "binh@example.vn"}, {"phone": "+84912345678"}])
def test_a_barred_person_does_not_enter(contestant, organiser, named):
    contest = ContestFactory()
    contestant.phone = "+84912345678"
    contestant.save()
    bar(contest, organiser, **named)
    with pytest.raises(OnTheList) as refusal:
        check_may_enter(contestant, contest=contest, at=NOON)
    assert "hãy liên hệ ban tổ chức" in str(refusal.value)


def test_a_name_alone_bars_nobody(contestant, organiser):
    round = open_round()
    entry = entry_in(round, user=contestant)
    bar(round.contest, organiser, full_name=contestant.full_name, unit=entry.unit)
    check_not_barred(contestant, contest=round.contest)
    assert started(entry, round) == (True, True)


def test_people_without_address_or_number_are_not_met_by_lines_without_them(organiser):
    round = open_round()
    entry = entry_in(round, user=UserFactory(email=None, phone=None))
    BarredPersonFactory(contest=round.contest, full_name="Lê An", unit=UnitFactory())
    BarredPersonFactory(contest=round.contest, email="ai@example.vn")
    assert not usage_of(entry, round=round, at=NOON).is_barred


def test_a_barred_unit_bars_all_units_below_it_and_none_beside():
    contest = ContestFactory()
    office = UnitFactory()
    below = UnitFactory(parent=UnitFactory(parent=office))
    BarredUnitFactory(contest=contest, unit=office)
    for unit in (office, below):
        with pytest.raises(OnTheList):
            check_unit_not_barred(unit, contest=contest)
    check_unit_not_barred(UnitFactory(), contest=contest)


def test_a_unit_moved_below_a_barred_one_is_barred_from_then_on():
    round = open_round()
    entry = entry_in(round)
    office = UnitFactory()
    BarredUnitFactory(contest=round.contest, unit=office)
    assert not usage_of(entry, round=round, at=NOON).is_barred
    entry.unit.parent = office
    entry.unit.save()
    assert usage_of(entry, round=round, at=NOON).is_barred


def test_the_organiser_is_asked_if_the_bar_meets_people_who_entered(contestant, organiser):
    entry = EntryFactory(user=contestant, unit=UnitFactory(parent=UnitFactory()))
    EntryFactory(contest=entry.contest)
    with pytest.raises(MeetsEntries) as asked:
        bar(entry.contest, organiser, email=contestant.email)
    assert asked.value.people == 1
    barred = BarredUnit(contest=entry.contest, unit=entry.unit.parent, reason="Cơ quan tổ chức")
    with pytest.raises(MeetsEntries):
        bar_unit(barred, by=organiser, at=NOON, accepts_entries=False)
    assert not AuditLine.objects.exists()
    bar_unit(barred, by=organiser, at=NOON, accepts_entries=True)
    assert list(barred_entries(entry.contest)) == [entry]


def test_people_met_by_the_list_are_found_whatever_names_them(organiser):
    contest = ContestFactory()
    entries = [
        EntryFactory(contest=contest, user__email="mot@example.vn"),
        EntryFactory(contest=contest, user__phone="+84912345678"),
        EntryFactory(contest=contest),
        EntryFactory(contest=contest),
    ]
    EntryFactory(contest=contest)
    bar(contest, organiser, email="mot@example.vn", accepts_entries=True)
    bar(contest, organiser, phone="+84912345678", accepts_entries=True)
    BarredPersonFactory(contest=contest, user=entries[2].user, email="cu@example.vn")
    BarredUnitFactory(contest=contest, unit=entries[3].unit)
    assert set(barred_entries(contest)) == set(entries)


def test_barring_twice_and_without_a_reason_are_refused(organiser):
    contest = ContestFactory()
    bar(contest, organiser, email="mot@example.vn")
    with pytest.raises(AlreadyBarred):
        bar(contest, organiser, email="mot@example.vn")
    with pytest.raises(ReasonMissing):
        bar(contest, organiser, email="hai@example.vn", reason=" ")


def test_whoever_is_taken_off_the_list_starts_again(contestant, organiser):
    round = open_round()
    entry = entry_in(round, user=contestant)
    barred = bar(round.contest, organiser, email=contestant.email, accepts_entries=True)
    stale = BarredPerson.objects.get()
    lift_bar(barred, by=organiser, at=NOON, reason="Nhầm người")
    with pytest.raises(NotBarred):
        lift_bar(stale, by=organiser, at=NOON, reason="Nhầm người")
    assert started(entry, round) == (True, True)


def test_the_trail_names_accounts_apart_and_others_by_a_hint(contestant, organiser):
    contest = ContestFactory()
    bar(contest, organiser, email=contestant.email)
    someone = bar(contest, organiser, full_name="Lê Thị An", unit=UnitFactory(name="Sở Y tế"))
    bar(contest, organiser, email="an@coquan.vn", phone="+84912345678")
    lift_bar(someone, by=organiser, at=NOON, reason="Nhầm người")
    lines = AuditLine.objects.order_by("pk")
    assert [(line.kind, line.before, line.after, line.reason) for line in lines] == [
        ("bar_added", {}, {}, "Người nhà"),
        ("bar_added", {}, {"barred_person": "L. T. An, Sở Y tế"}, "Người nhà"),
        ("bar_added", {}, {"barred_person": "a…@coquan.vn, …678"}, "Người nhà"),
        ("bar_lifted", {"barred_person": "L. T. An, Sở Y tế"}, {}, "Nhầm người"),
    ]
    slot = AuditName.objects.get(slot="after.barred_person")
    assert (slot.person, slot.text) == (contestant.pk, contestant.full_name)
