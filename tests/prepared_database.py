"""Migrates an empty database once; every worker, run and test that needs one copies it.

A hundred migrations take twenty seconds of a processor, and each worker of a run paid them. The
copy is migrated again, which finds nothing to do: a migration that the digest missed still runs."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = settings.BASE_DIR
_PACKAGES = ("quizsite", "questionbank", "contests", "leaderboard")


def offer_copy(connection: BaseDatabaseWrapper, *, owner: int) -> None:
    """Let the test database of `connection` begin as a copy; `owner` is the run's process."""
    if connection.vendor == "sqlite":
        put_copy(Path(connection.settings_dict["TEST"]["NAME"]))
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = _template_of(connection, owner=owner)


def put_copy(file: Path) -> None:
    """Put a migrated SQLite database there, in place of any that stood there."""
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    shutil.copy(prepared_file(), file)


def prepared_file() -> Path:
    """Return the migrated file of today's migrations, which outlives the run."""
    folder: Path = settings.VAR_DIR / "prepared"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / f"{_digest()}.sqlite3"
    with _alone(folder / "lock"):
        if not wanted.exists():
            for old in folder.glob("*.sqlite3*"):
                old.unlink()
            new = folder / "new.sqlite3"
            migrate_at(f"sqlite:///{new}")
            start_numbers_high(new)
            new.rename(wanted)
    return wanted


def migrate_at(url: str) -> None:
    command = [sys.executable, ROOT / "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=True)  # noqa: S603 -- our own


def start_numbers_high(file: Path) -> None:
    """Let a row's number be one that people write with a separator: "5.001"."""
    with sqlite3.connect(file) as database:
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"
        ).fetchall()
        database.execute("DELETE FROM sqlite_sequence")
        database.executemany("INSERT INTO sqlite_sequence VALUES (?, 5000)", tables)
    database.close()


def forget_template(*, owner: int) -> None:
    """Drop what the run that ends has made on PostgreSQL."""
    if _mark(owner).exists():
        _mark(owner).unlink()
        _on_server(f'DROP DATABASE IF EXISTS "{_template_name(owner)}"')


def _template_of(connection: BaseDatabaseWrapper, *, owner: int) -> str:
    name = _template_name(owner)
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with _alone(_mark(owner)) as mark:
        if not mark.read_text():
            _on_server(f'DROP DATABASE IF EXISTS "{name}"')  # of a run that was killed
            _on_server(f'CREATE DATABASE "{name}"')
            migrate_at(_url(connection.settings_dict, name))
            mark.write_text(name)
    return name


def _on_server(statement: str) -> None:
    """Not through Django's connection: outside its tests pytest-django lets nobody use that."""
    at = connections["default"].settings_dict
    with psycopg.connect(_url(at, "postgres"), autocommit=True) as server:
        server.execute(statement)


def _template_name(owner: int) -> str:
    return f"test_prepared_{owner}"


def _mark(owner: int) -> Path:
    return Path(settings.VAR_DIR) / f"test-prepared-{owner}"


def _url(at: dict[str, Any], name: str) -> str:
    secret = f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else ""
    user = f"{quote(at['USER'], safe='')}{secret}@" if at["USER"] else ""
    return f"postgres://{user}{quote(at['HOST'], safe='')}:{at['PORT'] or 5432}/{name}"


@contextmanager
def _alone(file: Path) -> Iterator[Path]:
    with file.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield file


def _digest() -> str:
    """Tell apart databases by what migrations are, read and depend on."""
    found = [ROOT / "requirements-dev.lock", ROOT / "quizsite" / "settings.py"]
    for package in _PACKAGES:
        found += (ROOT / package).glob("**/migrations/*.py")
        found += (ROOT / package).glob("**/consent_texts/*")
    digest = hashlib.sha256()
    for file in sorted(found):
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
