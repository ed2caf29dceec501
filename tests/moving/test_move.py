"""A move carries every row over, goes on after a death at any point, and shows itself."""

import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, connections

from quizsite.accounts.models import User
from quizsite.moving import copying, marker, tables
from quizsite.moving.move import Steps, move
from quizsite.moving.source import SOURCE, check_may_be_left
from quizsite.moving.target import TARGET, MoveRefused, connect, last_keys
from tests.factories import UserFactory
from tests.moving.filler import fill_every_table
from tests.prepared_database import prepared_file

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE name != 'sqlite_stat1'"


class Died(BaseException):
    """In place of kill -9: nothing after it runs, and transactions are rolled back."""


@pytest.fixture(scope="session")
def migrated() -> Path:
    return prepared_file()


@pytest.fixture(autouse=True)
def _made_while_running(monkeypatch) -> None:
    """Django's tests allow connections that the settings do not list."""
    monkeypatch.setattr(type(connections), "__iter__", lambda self: iter(["default"]))


@pytest.fixture
def target(tmp_path) -> Path:
    """An empty file; the connection to it ends with the test."""
    file = tmp_path / "target.sqlite3"
    connect(f"sqlite:///{file}")
    yield file
    connections[TARGET].close()
    del connections[TARGET]
    del connections.settings[TARGET]


@pytest.fixture
def steps(migrated, target) -> Steps:
    def migrate() -> None:
        """As `manage.py migrate` would, only quicker: the mark stands there already."""
        connections[TARGET].close()
        shutil.copy(migrated, target)
        marker.set_mark(TARGET, marker.Mark("migrating"))
        connections[TARGET].disable_constraint_checking()

    return Steps(migrate=migrate, differences=list)


def say(line: str) -> None:
    pass


def same_everywhere() -> bool:
    def everything(alias: str) -> dict[str, object]:
        return {
            table.name: tables.digest_of(table.rows(alias), table, lambda row: None)
            for table in tables.all_tables()
        }

    return everything(SOURCE) == everything(TARGET)


def test_every_table_arrives(steps, target, migrated):
    counts = fill_every_table()
    assert [name for name, count in counts.items() if count == 0] == []

    moved = move(steps, say)

    assert moved == sum(counts.values())
    assert {table.name: table.count(TARGET) for table in tables.all_tables()} == counts
    assert same_everywhere()
    assert marker.read_mark(TARGET) is None
    with sqlite3.connect(target) as arrived, sqlite3.connect(migrated) as fresh:
        assert set(arrived.execute(SCHEMA)) == set(fresh.execute(SCHEMA))
        assert arrived.execute("PRAGMA foreign_key_check").fetchall() == []


def test_keys_go_on_after_the_last_one_given(steps):
    UserFactory.create_batch(3)
    User.objects.order_by("-pk").first().delete()

    move(steps, say)

    given = last_keys(SOURCE, tables.all_tables())
    there = last_keys(TARGET, tables.all_tables())
    assert there["accounts_user"] == given["accounts_user"] > User.objects.using(TARGET).last().pk


@pytest.mark.parametrize("dies_at", [1, 2, 25, 60, 110])
def test_a_death_in_mid_copy_loses_nothing(steps, monkeypatch, dies_at):
    fill_every_table()
    monkeypatch.setattr(copying, "AT_ONCE", 1)
    write, written = copying._write, []

    def write_and_die(table, rows):
        if len(written) == dies_at:
            raise Died
        written.append(table.name)
        write(table, rows)

    monkeypatch.setattr(copying, "_write", write_and_die)
    with pytest.raises(Died):
        move(steps, say)
    monkeypatch.setattr(copying, "_write", write)
    assert marker.read_mark(TARGET).state == "copying"

    move(steps, say)

    assert same_everywhere()
    assert marker.read_mark(TARGET) is None


@pytest.mark.parametrize("name", ["make_whole", "remove_mark", "empty_for_copying"])
def test_a_death_between_steps_loses_nothing(steps, monkeypatch, name):
    fill_every_table()

    def die(*args):
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(f"quizsite.moving.move.{name}", die)
        with pytest.raises(Died):
            move(steps, say)
    UserFactory()  # the old site may have run again in between

    move(steps, say)

    assert same_everywhere()
    assert marker.read_mark(TARGET) is None


def test_what_changed_between_two_runs_is_copied_again(steps, monkeypatch):
    person = UserFactory(full_name="Trần Thị Bình")
    with monkeypatch.context() as patch, suppress(Died):
        patch.setattr("quizsite.moving.move.digests_of_target", _die)
        move(steps, say)
    person.full_name = "Trần Thị Bích"
    person.save()

    move(steps, say)

    assert User.objects.using(TARGET).get(pk=person.pk).full_name == "Trần Thị Bích"


def _die(*args, **kwargs):
    raise Died


def test_a_row_that_arrives_altered_is_noticed(steps, monkeypatch):
    UserFactory(full_name="Trần Thị Bình")
    adapted = copying.adapted
    monkeypatch.setattr(
        copying,
        "adapted",
        lambda rows, table, alias: [
            tuple("Khác" if value == "Trần Thị Bình" else value for value in row)
            for row in adapted(rows, table, alias)
        ],
    )

    with pytest.raises(MoveRefused, match="accounts_user"):
        move(steps, say)
    assert marker.read_mark(TARGET) is not None


def test_nobody_can_write_to_the_old_one_meanwhile(steps):
    tried = []

    def differences() -> list[str]:
        with pytest.raises((sqlite3.OperationalError, psycopg.errors.LockNotAvailable)):
            _write_beside()
        tried.append(True)
        return []

    move(Steps(migrate=steps.migrate, differences=differences), say)
    _write_beside()  # and can again afterwards

    assert tried == [True]


def _write_beside() -> None:
    statement = "UPDATE accounts_user SET full_name = 'x'"
    if connection.vendor == "sqlite":
        beside = sqlite3.connect(connection.settings_dict["NAME"], timeout=0.1)
        try:
            beside.execute(statement)
        finally:
            beside.close()
        return
    with psycopg.connect(_conninfo()) as beside:
        beside.execute("SET lock_timeout = '200ms'")
        beside.execute(statement)


def _conninfo() -> str:
    said = connection.settings_dict
    facts = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER"}
    return " ".join(f"{key}={said[name]}" for key, name in facts.items() if said[name])


def test_a_target_with_tables_is_refused(steps, target, migrated):
    shutil.copy(migrated, target)
    connections[TARGET].close()

    with pytest.raises(MoveRefused, match="không trống"):
        move(steps, say)


def test_differences_of_rounds_leave_the_mark(steps):
    with pytest.raises(MoveRefused, match="bất biến 7"):
        move(Steps(migrate=steps.migrate, differences=lambda: ["bất biến 7: x"]), say)

    assert marker.read_mark(TARGET).state == "checking"


def test_no_server_starts_on_a_half_moved_database():
    marker.refuse_half_moved()
    marker.set_mark("default", marker.Mark("copying"))
    try:
        with pytest.raises(ImproperlyConfigured, match="chưa chuyển xong"):
            marker.refuse_half_moved()
        with pytest.raises(MoveRefused, match="chưa chuyển xong"):
            check_may_be_left()
    finally:
        marker.remove_mark("default")


def test_a_site_that_is_being_served_stays(monkeypatch):
    monkeypatch.setattr(
        "quizsite.moving.source.reporting_processes", lambda: {"may-1.1234", "may-1.1235"}
    )

    with pytest.raises(MoveRefused, match="Còn 2 tiến trình"):
        check_may_be_left()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://x/y", "Chỉ chuyển được giữa SQLite và PostgreSQL"),
        ("xin chào", "Không hiểu địa chỉ"),
        ("postgres://", "chưa ghi tên"),
        ("sqlite:////khong/co/o-day.sqlite3", "Không mở được"),
        ("postgres://x@127.0.0.1:1/khong-co", "Không mở được"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(url, said):
    with pytest.raises(CommandError, match=said):
        call_command("move_to", url)
    connections.settings.pop(TARGET, None)
    with suppress(AttributeError):
        del connections[TARGET]
