"""A kept connection is used without a query while healthy, and replaced once the server left."""

import psycopg
import pytest
from django.db import connection

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a file does not go away"),
]


def beside(sql, pid):
    """Run a statement through another connection."""
    given = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{name: given.get(name) for name in names}) as other:
        return other.execute(sql, [pid]).fetchone()


@pytest.fixture
def pid():
    connection.ensure_connection()
    yield connection.connection.info.backend_pid
    connection.close()


def test_a_healthy_connection_is_used_without_a_query(pid):
    asked = "SELECT query_start FROM pg_stat_activity WHERE pid = %s"
    before = beside(asked, pid)
    assert connection.is_usable()
    assert beside(asked, pid) == before


def test_a_connection_its_server_ended_is_not_used_again(pid):
    beside("SELECT pg_terminate_backend(%s, 5000)", pid)
    assert not connection.is_usable()
