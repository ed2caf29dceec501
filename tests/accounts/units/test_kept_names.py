"""A process keeps the names of all units until any of them changes, whoever changed it."""

import threading

import pytest
from django.db import connection, transaction

from quizsite.accounts.models import Unit, UnitAlias
from quizsite.accounts.units import kept_names
from quizsite.accounts.units.kept_names import read_names, unit_names
from quizsite.accounts.units.models import UnitsStamp
from quizsite.accounts.units.search import search_units
from tests.accounts.units.test_search import TODAY
from tests.factories import UnitFactory
from tests.triggers import without_triggers


def found(query):
    return [one.unit.name for one in search_units(query, on=TODAY)]


@pytest.fixture
def school(db):
    return UnitFactory(name="Trường Hoa Sen")


def test_names_are_read_once_while_nothing_changes(school, django_assert_num_queries):
    first = unit_names()
    with django_assert_num_queries(1):
        assert unit_names() is first


CHANGES = {
    "saved": lambda unit: Unit.objects.get(pk=unit.pk).save(),
    "updated": lambda unit: Unit.objects.filter(pk=unit.pk).update(name="Trường Hoa Mai"),
    "deleted": lambda unit: unit.delete(),
    "added": lambda unit: UnitFactory(kind=unit.kind),
    "added together": lambda unit: Unit.objects.bulk_create(
        [Unit(code="moi", name="Mới", kind=unit.kind)]
    ),
    "named": lambda unit: UnitAlias.objects.create(unit=unit, name="HS"),
    "kind renamed": lambda unit: type(unit.kind).objects.update(name="Trường học"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_any_change_of_units_makes_them_anew(school, change):
    before = unit_names()
    change(school)
    assert unit_names() is not before


def test_without_the_triggers_a_change_would_go_unseen(school):
    before = unit_names()
    with without_triggers("accounts_unit"):
        Unit.objects.filter(pk=school.pk).update(name="Trường Hoa Mai")
        assert unit_names() is before


def test_what_was_rolled_back_is_never_found_again(school):
    with transaction.atomic():
        UnitFactory(name="Trường Hoa Cúc")
        assert found("hoa cuc") == ["Trường Hoa Cúc"]
        transaction.set_rollback(True)
    assert found("hoa cuc") == []
    UnitFactory(name="Trường Hoa Lan")
    assert (found("hoa lan"), found("hoa cuc")) == (["Trường Hoa Lan"], [])


def test_without_a_stamp_nothing_is_kept(school):
    UnitsStamp.objects.all().delete()
    assert unit_names() is not unit_names()


@pytest.mark.django_db(transaction=True)
def test_while_one_thread_reads_anew_another_has_the_names_before(monkeypatch):
    UnitFactory(name="Trường Hoa Sen")
    before = unit_names()
    UnitFactory(name="Trường Hoa Mai")
    is_reading, may_finish = threading.Event(), threading.Event()

    def slowly(stamp):
        is_reading.set()
        may_finish.wait(30)
        return read_names(stamp)

    monkeypatch.setattr(kept_names, "read_names", slowly)
    made = []

    def read():
        made.append(unit_names())
        connection.close()

    thread = threading.Thread(target=read)
    thread.start()
    assert is_reading.wait(30)
    assert unit_names() is before
    may_finish.set()
    thread.join()
    assert len(made[0].units) == 2
    assert unit_names() is made[0]
