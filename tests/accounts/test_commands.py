"""Operators appoint and remove a unit's contact person on the command line."""

import pytest
from django.core.management import CommandError, call_command

from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


def run(*arguments):
    call_command("unit_contact", *arguments)


def test_a_contact_person_is_appointed_once_and_removed(contestant, capsys):
    unit = UnitFactory(code="so-mau")
    run("BINH@example.vn", "so-mau")
    run("binh@example.vn", "so-mau")
    assert [contact.unit for contact in contestant.contact_for.all()] == [unit]
    run("binh@example.vn", "so-mau", "--remove")
    assert not contestant.contact_for.exists()


@pytest.mark.parametrize("arguments", [("ai@example.vn", "so-mau"), ("binh@example.vn", "khac")])
def test_unknown_people_and_units_are_refused(contestant, arguments):
    UnitFactory(code="so-mau")
    with pytest.raises(CommandError, match="Không có"):
        run(*arguments)
