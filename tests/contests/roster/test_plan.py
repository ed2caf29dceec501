"""A file held against the stored roster: who is new, changed or gone."""

from datetime import date

from contests.models import RosterPerson
from contests.roster.list_file import RosterRow
from contests.roster.plan import planned


def line(pk, name, **fields):
    made = RosterPerson(pk=pk, full_name=name, category="cbccvc", unit_id=1, **fields)
    made.set_name_key()
    return made


def row(name, **fields):
    key = RosterPerson(full_name=name)
    key.set_name_key()
    plain = {"unit": 1, "category": "cbccvc", "is_compulsory": True}
    return RosterRow(2, name, key.name_key, **{**plain, **fields})


def plan(rows, lines):
    return planned(rows, lines, problems=[], notes=[])


def test_who_is_in_both_is_unchanged_and_the_others_are_new_or_gone():
    lines = [line(1, "Lê An", email="an@x.vn"), line(2, "Lê Bình", email="binh@x.vn")]
    found = plan([row("Lê An", email="an@x.vn"), row("Lê Chi", email="chi@x.vn")], lines)
    assert [one.full_name for one in found.new] == ["Lê Chi"]
    assert (found.changed, found.gone, found.unchanged) == ([], [lines[1]], 1)


def test_a_new_address_of_the_same_person_is_a_change():
    born = date(1990, 9, 5)
    lines = [line(1, "Lê An", birth_date=born, email="cu@x.vn")]
    (change,) = plan([row("Lê An", birth_date=born, email="moi@x.vn")], lines).changed
    assert change.headers == ["Thư điện tử"]


def test_one_name_with_two_addresses_is_two_people():
    found = plan([row("Lê An", email="hai@x.vn")], [line(1, "Lê An", email="mot@x.vn")])
    assert (len(found.new), len(found.gone)) == (1, 1)


def test_one_name_with_two_birthdays_is_two_people():
    found = plan(
        [row("Lê An", birth_date=date(1991, 1, 1))],
        [line(1, "Lê An", birth_date=date(1990, 1, 1))],
    )
    assert (len(found.new), len(found.gone)) == (1, 1)


def test_a_person_in_two_units_is_found_in_the_one_that_the_file_names():
    lines = [line(1, "Lê An", email="an@x.vn"), line(2, "Lê An", email="an@x.vn")]
    lines[1].unit_id = 2
    found = plan([row("Lê An", email="an@x.vn", unit=2)], lines)
    assert (found.changed, found.gone) == ([], [lines[0]])


def test_with_problems_nothing_is_planned():
    found = planned([row("Lê An")], [line(1, "Lê An")], problems=["x"], notes=[])
    assert (found.new, found.changed, found.gone) == ([], [], [])
