"""A cluster that is lost comes back as it was at a moment, by the scripts that operators have."""

import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest

from quizsite.simulation.faults.programs import free_port
from quizsite.simulation.faults.stores import NotStarted, Postgres
from tests.faults.test_controls import programs

pytestmark = [pytest.mark.fleet, pytest.mark.slow]


@pytest.fixture
def postgres():
    place = Path(tempfile.mkdtemp(prefix="recovery-"))
    place.chmod(0o711)
    postgres = Postgres(place, port=free_port(), programs=programs())
    try:
        postgres.create()
        yield postgres
    finally:
        postgres.stop()
        shutil.rmtree(place, ignore_errors=True)


def write(postgres, *numbers):
    with psycopg.connect(postgres.url, autocommit=True) as session:
        session.execute("CREATE TABLE IF NOT EXISTS written (number int)")
        for number in numbers:
            session.execute("INSERT INTO written VALUES (%s)", [number])


def written(postgres):
    with psycopg.connect(postgres.url, autocommit=True) as session:
        return [row[0] for row in session.execute("SELECT number FROM written ORDER BY 1")]


def test_a_lost_cluster_comes_back_as_it_was_at_a_moment(postgres):
    write(postgres, 1)
    postgres.archive()
    write(postgres, 2)
    moment = postgres.moment()
    write(postgres, 3)
    postgres.lose()
    postgres.recover(to=moment)
    assert written(postgres) == [1, 2]
    write(postgres, 4)  # it is no copy to read from only
    assert written(postgres) == [1, 2, 4]


def test_a_moment_before_every_copy_is_refused(postgres):
    write(postgres, 1)
    moment = postgres.moment()
    postgres.archive()
    postgres.lose()
    with pytest.raises(NotStarted, match="không có bản gốc nào trước"):
        postgres.recover(to=moment)


def test_what_is_damaged_is_never_overwritten(postgres):
    write(postgres, 1)
    postgres.archive()
    with pytest.raises(NotStarted, match="hãy đổi tên nó trước"):
        postgres._script(
            "recover-to", str(postgres._archive), postgres.moment(), str(postgres.data)
        )
    assert written(postgres) == [1]
