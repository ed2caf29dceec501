"""People and units take part without a prize: the entry's flag follows the list."""

import threading

import pytest

from contests.models import Contest, Entry, PrizelessLine
from contests.registration import prizeless
from contests.registration.entries import register_entry
from contests.registration.moves import move_entry, move_unit
from contests.registration.prizeless import (
    AlreadyPrizeless,
    NotPrizeless,
    add_prizeless,
    lift_prizeless,
    renew_prizeless,
)
from contests.rules import ReasonMissing
from quizsite.accounts.consents import current_texts
from quizsite.accounts.models import Purpose, Unit
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    UnitFactory,
    UserFactory,
)
from tests.stage import only_row_locks, race

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest():
    return ContestFactory()


@pytest.fixture
def office():
    return UnitFactory(name="Sở Nội vụ")


@pytest.fixture
def entry(contest, office):
    return EntryFactory(contest=contest, unit=UnitFactory(parent=office))


def listed(contest, organiser, *, reason="Cơ quan tổ chức", **named) -> PrizelessLine:
    line = PrizelessLine(contest=contest, reason=reason, **named)
    return add_prizeless(line, by=organiser, at=NOON)


def flag(entry: Entry) -> bool:
    return Entry.objects.get(pk=entry.pk).is_prizeless


def register(contest: Contest, unit: Unit) -> Entry:
    return register_entry(
        contest,
        user=UserFactory(),
        division=DivisionFactory(contest=contest),
        unit=unit,
        agreed=current_texts([Purpose.TAKING_PART]).values(),
        at=NOON,
    )


def test_a_listed_unit_flags_everybody_below_it_and_nobody_else(contest, office, entry, organiser):
    other, of_another = EntryFactory(contest=contest), EntryFactory(unit=entry.unit)
    line = listed(contest, organiser, unit=office)
    assert [flag(one) for one in (entry, other, of_another)] == [True, False, False]

    lift_prizeless(line, by=organiser, at=NOON, reason="Ghi nhầm")
    assert not flag(entry)
    told = AuditLine.objects.filter(kind__startswith="prizeless_").order_by("pk")
    assert [(one.before, one.after, one.reason) for one in told] == [
        ({}, {"prizeless_unit": "Sở Nội vụ"}, "Cơ quan tổ chức"),
        ({"prizeless_unit": "Sở Nội vụ"}, {}, "Ghi nhầm"),
    ]


def test_who_enters_later_for_a_listed_unit_is_flagged(contest, office, organiser):
    listed(contest, organiser, unit=office)
    assert flag(register(contest, UnitFactory(parent=office)))
    assert not flag(register(contest, UnitFactory()))


def test_a_person_stays_listed_whatever_becomes_of_the_unit(contest, office, entry, organiser):
    own = listed(contest, organiser, entry=entry)
    of_unit = listed(contest, organiser, unit=office)
    lift_prizeless(of_unit, by=organiser, at=NOON, reason="Ghi nhầm")
    assert flag(entry)
    lift_prizeless(own, by=organiser, at=NOON, reason="Ghi nhầm")
    assert not flag(entry)


def test_the_flag_follows_who_is_moved(contest, office, entry, organiser):
    target, said = UnitFactory(), {"by": organiser, "at": NOON, "reason": "Nhầm đơn vị"}
    listed(contest, organiser, unit=target)
    moved = move_entry(entry, unit=target, division=entry.division, **said)
    assert flag(moved)
    move_unit(contest, source=target, target=office, **said)
    assert not flag(entry)


def test_the_flag_follows_the_tree_when_it_is_renewed(contest, office, organiser):
    entry = EntryFactory(contest=contest)
    listed(contest, organiser, unit=office)
    Unit.objects.filter(pk=entry.unit_id).update(parent=office)
    renew_prizeless(contest.pk)
    assert flag(entry)


@pytest.mark.parametrize("what", ["unit", "entry"])
def test_nobody_is_listed_twice_or_lifted_twice(contest, entry, organiser, what):
    named = {what: entry if what == "entry" else entry.unit}
    line = listed(contest, organiser, **named)
    with pytest.raises(AlreadyPrizeless):
        listed(contest, organiser, **named)
    same = PrizelessLine.objects.get()
    lift_prizeless(line, by=organiser, at=NOON, reason="Ghi nhầm")
    with pytest.raises(NotPrizeless):
        lift_prizeless(same, by=organiser, at=NOON, reason="Ghi nhầm")


def test_a_reason_is_needed_both_ways(contest, entry, organiser):
    with pytest.raises(ReasonMissing):
        listed(contest, organiser, entry=entry, reason=" \u200b")
    line = listed(contest, organiser, entry=entry)
    with pytest.raises(ReasonMissing):
        lift_prizeless(line, by=organiser, at=NOON, reason=" ")
    assert flag(entry)


def list_while_somebody_enters(contest, office, organiser, monkeypatch) -> Entry:
    """The entry is stored before the list changes, and committed only after, if it can be.

    Without a full lock the list does not wait; with it, the race ends in either order."""
    has_entered, flagged = threading.Event(), prizeless.flag_entered

    def slowly(entry: Entry) -> None:
        flagged(entry)
        has_entered.set()
        threading.Event().wait(timeout=1)

    def list_unit() -> None:
        has_entered.wait(timeout=10)
        listed(contest, organiser, unit=office)

    monkeypatch.setattr("contests.registration.entries.flag_entered", slowly)
    race([lambda: register(contest, office), list_unit])
    return Entry.objects.get(contest=contest)


@only_row_locks
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_list_waits_for_who_is_about_to_enter(contest, office, organiser, monkeypatch):
    assert flag(list_while_somebody_enters(contest, office, organiser, monkeypatch))


@only_row_locks
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_full_lock_somebody_keeps_competing(contest, office, organiser, monkeypatch):
    monkeypatch.setattr(prizeless, "_begin", lambda _line, *, at: at)
    assert not flag(list_while_somebody_enters(contest, office, organiser, monkeypatch))
