"""Writers of one process take turns on SQLite, and always give the turn back."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from questionbank.models import Axis
from tests.stage import race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="turns are SQLite's"),
]


@pytest.fixture
def counter():
    return Axis.objects.create(code="dem", name="Đếm", position=0)


def read_then_write(counter):
    with transaction.atomic():
        axis = Axis.objects.get(pk=counter.pk)
        axis.position += 1
        axis.save(update_fields=["position"])


def test_read_then_write_by_many_loses_nothing(counter):
    results = race([lambda: [read_then_write(counter) for _ in range(10)]] * 16)
    assert [result for result in results if isinstance(result, Exception)] == []
    counter.refresh_from_db()
    assert counter.position == 160


def has_turn():
    return connection.connection is not None and connection._has_turn


def test_the_turn_ends_with_the_transaction_however_it_ends(counter):
    with transaction.atomic():
        assert has_turn()
    assert not has_turn()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert not has_turn()


def test_the_turn_ends_after_a_single_statement_even_a_failing_one(counter):
    Axis.objects.filter(pk=counter.pk).update(name="Khác")
    assert not has_turn()
    with pytest.raises(IntegrityError):
        Axis.objects.bulk_create([Axis(code="dem", name="Trùng")])
    assert not has_turn()
    with pytest.raises(IntegrityError):
        Axis(pk=counter.pk, code="dem", name="Trùng").save(force_insert=True)
    assert not has_turn()


def test_a_connection_closed_in_mid_transaction_gives_the_turn_back():
    def close_in_the_middle():
        with transaction.atomic():
            connection.connection.rollback()
            connection.closed_in_transaction = True
            connection._close()
        return timezone.now()

    race([close_in_the_middle])
    (result,) = race([lambda: Axis.objects.create(code="sau", name="Sau", position=1)])
    assert isinstance(result, Axis)
