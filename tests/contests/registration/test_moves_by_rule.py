"""Whoever is moved keeps to the rules of the division as whoever enters it does."""

from datetime import date

import pytest

from contests.eligibility.rules import AgeNotAdmitted, CategoryNotAdmitted, UnitNotAdmitted
from contests.models import EntryDetail
from contests.registration.moves import DetailsNeeded, move_entry, move_unit
from quizsite.accounts.units.no_unit import unit_of_nobody
from tests.factories import (
    NOON,
    DivisionFactory,
    DivisionRuleFactory,
    EntryFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    return EntryFactory()


def move(entry, organiser, *, division=None, unit=None):
    return move_entry(
        entry,
        unit=unit or entry.unit,
        division=division or entry.division,
        by=organiser,
        at=NOON,
        reason="Chọn nhầm",
    )


def division_of(entry, **rule):
    division = DivisionFactory(contest=entry.contest)
    DivisionRuleFactory(division=division, **rule)
    return division


def test_an_age_or_category_that_nobody_wrote_down_is_written_first(entry, organiser):
    for rule in ({"max_age": 35}, {"categories": ["lanh-dao"]}):
        with pytest.raises(DetailsNeeded):
            move(entry, organiser, division=division_of(entry, **rule))


def test_who_is_too_old_or_of_another_category_is_not_moved(entry, organiser):
    EntryDetail.objects.create(entry=entry, birth_date=date(1980, 1, 1), category="mot-cua")
    with pytest.raises(AgeNotAdmitted):
        move(entry, organiser, division=division_of(entry, max_age=35))
    with pytest.raises(CategoryNotAdmitted):
        move(entry, organiser, division=division_of(entry, categories=["lanh-dao"]))
    admits = division_of(entry, max_age=60, categories=["mot-cua"])
    assert move(entry, organiser, division=admits).division == admits


def test_nobody_is_moved_to_a_unit_that_the_division_does_not_admit(entry, organiser):
    rule = DivisionRuleFactory(division=entry.division)
    rule.within.add(entry.unit)
    with pytest.raises(UnitNotAdmitted):
        move(entry, organiser, unit=UnitFactory())
    with pytest.raises(UnitNotAdmitted):
        move_unit(
            entry.contest,
            source=entry.unit,
            target=UnitFactory(),
            by=organiser,
            at=NOON,
            reason="x",
        )
    below = UnitFactory(parent=entry.unit)
    assert move(entry, organiser, unit=below).unit == below


def test_whoever_had_no_unit_gets_one(entry, organiser):
    entry.unit = unit_of_nobody()
    entry.save()
    found = UnitFactory()
    assert move(entry, organiser, unit=found).unit == found
