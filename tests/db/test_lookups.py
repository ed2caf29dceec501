"""`among` finds what `in` finds, for any number of ids."""

import pytest

from contests.models import Entry
from quizsite.accounts.models import User
from tests.factories import EntryFactory

pytestmark = pytest.mark.django_db


def test_rows_are_found_by_key_and_by_foreign_key():
    one, two, other = (EntryFactory() for _ in range(3))

    by_key = Entry.objects.filter(pk__among=[one.pk, two.pk, 0])
    by_foreign_key = Entry.objects.filter(user__among={one.user_id, other.user_id})

    assert set(by_key) == {one, two}
    assert set(by_foreign_key) == {one, other}


def test_across_a_join():
    entry, _other = EntryFactory(), EntryFactory()
    assert User.objects.get(entries__unit__among=[entry.unit_id]) == entry.user


def test_no_row_is_among_no_ids():
    EntryFactory()
    assert not Entry.objects.filter(pk__among=[]).exists()
    assert Entry.objects.exclude(pk__among=()).count() == 1


def test_any_number_of_ids_is_the_same_statement():
    few = Entry.objects.filter(pk__among=range(2)).query.sql_with_params()[0]
    many = Entry.objects.filter(pk__among=range(2_000)).query.sql_with_params()[0]
    assert few == many
