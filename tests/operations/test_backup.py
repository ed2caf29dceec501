"""`manage.py backup`: a copy that can be read, or a sentence and nothing left behind."""

import os
import re
import sqlite3
import stat
import subprocess
import time
from contextlib import closing

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from quizsite.management.commands import backup
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
IS_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite")
only_sqlite = pytest.mark.skipif(not IS_SQLITE, reason="SQLite's own")
only_postgresql = pytest.mark.skipif(IS_SQLITE, reason="PostgreSQL's own")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "sao-luu"


def only(folder):
    [copy] = [path for path in folder.iterdir() if path.name != "works"]
    return copy


def names_in(copy):
    if IS_SQLITE:
        with closing(sqlite3.connect(copy)) as there:
            return [name for (name,) in there.execute("SELECT full_name FROM accounts_user")]
    words = ["pg_restore", "--data-only", "--table=accounts_user", "--file=-", str(copy)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 -- our own words
    return re.findall(r"Nguyễn Thị [^\t]+", done.stdout)


def test_a_copy_holds_what_was_stored(folder, capsys):
    UserFactory(full_name="Nguyễn Thị Sao Lưu")

    call_command("backup", folder)

    copy = only(folder)
    assert names_in(copy) == ["Nguyễn Thị Sao Lưu"]
    assert f"Đã sao lưu {copy}" in capsys.readouterr().out
    kind = "sqlite3" if IS_SQLITE else "dump"
    assert re.fullmatch(rf"\d{{4}}-\d\d-\d\d-\d{{6}}\.{kind}", copy.name)


def test_nobody_else_may_read_a_copy(folder):
    call_command("backup", folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(only(folder).stat().st_mode) == 0o600


def test_old_copies_go_and_other_files_stay(folder):
    folder.mkdir()
    long_ago = time.time() - 15 * 24 * 3600
    for name in ("cu.sqlite3", "cu.dump", "do-dang.new", "secret_key"):
        (folder / name).touch()
        os.utime(folder / name, (long_ago, long_ago))
    (folder / "hom-qua.dump").touch()

    call_command("backup", folder, keep_days=14)

    kept = {path.name for path in folder.iterdir() if not path.name.startswith("20")}
    assert kept - {"works"} == {"secret_key", "hom-qua.dump"}


def test_a_copy_that_fails_says_so_and_keeps_the_old_ones(folder, monkeypatch):
    folder.mkdir()
    old = folder / "cu.dump"
    old.touch()
    os.utime(old, (0, 0))

    def fill_the_disk(to):
        to.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_copy_sqlite" if IS_SQLITE else "_copy_postgresql", fill_the_disk)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", folder)
    assert only(folder) == old


def test_zero_days_would_remove_every_copy_and_are_refused(folder):
    with pytest.raises(CommandError, match="từ 1 ngày"):
        call_command("backup", folder, keep_days=0)


@only_sqlite
def test_a_damaged_copy_gets_no_name(folder, monkeypatch, tmp_path):
    """The file that is copied has a page of zeros in its midst."""
    damaged = tmp_path / "damaged.sqlite3"
    with closing(sqlite3.connect(damaged)) as there:
        there.execute("CREATE TABLE t (a TEXT)")
        there.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 500)
        there.commit()
    with damaged.open("r+b") as file:
        file.seek(4096 * 20)
        file.write(bytes(4096))
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", damaged)

    with pytest.raises(CommandError, match=r"hỏng|malformed"):
        call_command("backup", folder)
    assert list(folder.iterdir()) == []


@only_postgresql
def test_the_program_connects_as_the_address_says(monkeypatch):
    """Encryption that DATABASE_URL asks for is asked for by pg_dump too, without the password."""
    database = settings.DATABASES["default"]
    options = {**database["OPTIONS"], "sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}
    monkeypatch.setitem(database, "OPTIONS", options)
    monkeypatch.setitem(database, "PASSWORD", "bi-mat")

    said = backup._server()

    assert "sslmode=verify-full" in said
    assert "sslrootcert=/etc/ca.pem" in said
    assert f"dbname={connection.settings_dict['NAME']}" in said
    assert "bi-mat" not in said
