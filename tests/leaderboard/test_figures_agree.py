"""One definition of participation: page, workbook and unit desk say the same."""

import io

import pandas as pd
import pytest
from django.urls import reverse

from contests.registration.entries import void_entry
from leaderboard.finals.finalise import finalise_round
from quizsite.accounts.models import UnitContact
from tests.factories import (
    NOON,
    DivisionFactory,
    EntryFactory,
    HeadcountFactory,
    RoundFactory,
    UnitFactory,
)
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]


@pytest.fixture
def units(contest, division, week, department):
    """A department with a division below it and a ward; civil servants, pupils and residents."""
    office = UnitFactory(name="Phòng Nội vụ", parent=department)
    ward = UnitFactory(name="Phường Ba Đình")
    pupils = DivisionFactory(contest=contest, headcount_category="hoc-sinh", position=2)
    residents = DivisionFactory(contest=contest, headcount_category="", position=3)
    for unit, people in ((department, 7), (office, 3), (ward, 1)):
        HeadcountFactory(unit=unit, people=people)
    HeadcountFactory(unit=ward, category="hoc-sinh", people=3)
    for unit in (department, office, office, ward, ward):
        take(week, division, unit=unit)
    second = RoundFactory(contest=contest, number=2)
    take(second, division, unit=department)
    take(week, pupils, unit=ward)
    take(week, residents, unit=ward)
    EntryFactory(contest=contest, division=division, unit=office)
    return [department, office, ward]


@pytest.fixture
def told(client, signed_in, colleague):
    """(people, headcount, rate) by unit, as each of the three tells it."""

    def ask(units, **query):
        base = reverse("leaderboard:participation", args=["thu-do"])
        code = {"don-vi": units[0].parent.code} if units[0].parent else {}
        page = client.get(base + "".join(f"{one}/" for one in code.values()), query)
        lines = [(line.figures, line.figures.unit.name) for line in page.context["lines"]]
        on_page = {name: facts(one) for one, name in lines}
        book = client.get(
            reverse("leaderboard:participation_export", args=["thu-do"]), query | code
        )
        table = pd.read_excel(io.BytesIO(book.getvalue()), engine="calamine", header=5)
        in_book = {
            row["Đơn vị"]: (
                row["Số người dự thi"],
                row["Tổng số cán bộ"],
                row["Tỷ lệ tham gia (%)"],
            )
            for row in table.to_dict("records")
        }
        return on_page, in_book, {unit.name: on_desk(unit, query) for unit in units}

    def on_desk(unit, query):
        UnitContact.objects.get_or_create(unit=unit, user=colleague, since=NOON.date())
        page = signed_in(colleague).get(reverse("leaderboard:unit_desk", args=[unit.code]), query)
        named = sum(entry.has_taken for entry in page.context["page"])
        assert named == page.context["desk"].figures.counted.people
        return facts(page.context["desk"].figures)

    return ask


def facts(one):
    rate = float(one.rate) if one.rate is not None else None
    return one.counted.people, one.base.people if one.base else None, rate


@pytest.mark.parametrize(
    ("query", "figures"),
    [
        ({"ky": "1"}, {"Sở Nội vụ": (3, 7, 42.86), "Phường Ba Đình": (2, 1, 200.0)}),
        ({}, {"Sở Nội vụ": (4, 7, 57.14), "Phường Ba Đình": (2, 1, 200.0)}),
    ],
)
def test_page_workbook_and_desk_agree(units, told, query, figures):
    department, _office, ward = units
    assert told([department, ward], **query) == (figures, figures, figures)


def test_they_agree_below_a_unit(units, told):
    figures = {"Phòng Nội vụ": (2, 3, 66.67)}
    assert told([units[1]], ky="1") == (figures, figures, figures)


def test_desk_counts_and_names_the_people_of_the_headcount_asked_for(units, told):
    query = {"ky": "1", "tinh-tren": "hoc-sinh"}
    on_page, _in_book, on_desk = told([units[2]], **query)
    assert on_page["Phường Ba Đình"] == on_desk["Phường Ba Đình"] == (1, 3, 33.33)


def test_whoever_is_voided_after_finalising_stays_in_the_frozen_figures(
    units, told, week, organiser
):
    finalise_round(week, by=None, at=week.closes_at.replace(hour=23))
    entry = week.standings.filter(unit=units[1]).first().entry
    void_entry(entry, by=organiser, at=week.closes_at.replace(day=30, hour=23), reason="Thi hộ")
    figures = {"Phòng Nội vụ": (2, 3, 66.67)}
    assert told([units[1]], ky="1") == (figures, figures, figures)
