"""A statement compiled once finds what its queryset finds, whatever it is given."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from contests.models import Attempt, Contest, Entry, Round
from quizsite.db.fast_select import FastSelect
from tests.factories import NOON, AttemptFactory, ContestFactory, EntryFactory, RoundFactory

pytestmark = pytest.mark.django_db
built = []


@FastSelect
def rounds_after(contest, moment) -> QuerySet[Round]:
    built.append((contest, moment))
    return Round.objects.filter(contest=contest, opens_at__gt=moment).order_by("number")


@FastSelect
def entries_with_unit(ids) -> QuerySet[Entry]:
    entries = Entry.objects.filter(pk__among=ids).select_related("unit__parent").order_by("pk")
    return entries.only("display_name", "unit__name", "unit__parent__name")


@FastSelect
def unit_names(user) -> QuerySet:
    counted = Entry.objects.filter(user=user).annotate(n=Count("attempts"))
    return counted.values_list("unit__name", "n", "voided_at")


@FastSelect
def voided_at(moment) -> QuerySet[Entry]:
    return Entry.objects.filter(voided_at=moment)


@FastSelect
def by_code(code) -> QuerySet[Attempt]:
    return Attempt.objects.filter(code=code)


def test_the_queryset_is_built_once_and_asked_with_other_values():
    one, other = (RoundFactory(opens_at=NOON, number=n) for n in (1, 2))
    rounds_after._statements.clear()
    built.clear()

    found = [
        rounds_after.all(contest.pk, moment=NOON + timedelta(hours=hours))
        for contest, hours in ((one.contest, -1), (other.contest, -1), (other.contest, 0))
    ]

    assert (found, len(built)) == ([[one], [other], []], 1)


def test_every_field_comes_as_the_orm_gives_it():
    attempt = AttemptFactory(paper=[[3, [1, 0]]])

    (found,) = by_code.all(attempt.code)

    usual = Attempt.objects.get()
    fields = [field.attname for field in Attempt._meta.concrete_fields]
    assert [getattr(found, name) for name in fields] == [getattr(usual, name) for name in fields]


def test_related_models_come_along_and_fields_left_out_are_fetched_when_asked_for():
    below = EntryFactory(unit__parent=EntryFactory().unit)
    top = EntryFactory()
    first, second = sorted((below, top), key=lambda entry: entry.pk)

    with CaptureQueriesContext(connection) as queries:
        found = entries_with_unit.all({second.pk, first.pk, 0})
        units = [(one.unit.name, one.unit.parent and one.unit.parent.name) for one in found]
    with CaptureQueriesContext(connection) as later:
        left_out = [one.registered_at for one in found]

    assert units == [
        (one.unit.name, one.unit.parent and one.unit.parent.name) for one in (first, second)
    ]
    assert (len(queries), len(later)) == (1, 2)
    assert left_out == [first.registered_at, second.registered_at]


def test_values_come_in_the_order_asked_for():
    entry = EntryFactory(voided_at=NOON)
    AttemptFactory(entry=entry)

    assert [tuple(row) for row in unit_names.all(user=entry.user_id)] == [
        (entry.unit.name, 1, NOON)
    ]


def test_none_is_asked_for_as_null():
    voided, valid = EntryFactory(voided_at=NOON), EntryFactory()

    assert [voided_at.all(at) for at in (NOON, None, NOON)] == [[voided], [valid], [voided]]


def test_first_of_none_is_none():
    assert by_code.first(ContestFactory.build().pk or Contest().pk) is None


def test_models_are_not_shared_between_two_who_ask():
    entry = EntryFactory()
    one, other = (entries_with_unit.first([entry.pk]) for _ in range(2))

    one.display_name = "changed"

    assert other.display_name == entry.display_name
