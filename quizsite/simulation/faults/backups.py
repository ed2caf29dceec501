"""Takes a backup of the run's database while people save, and restores it later."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings

from quizsite.simulation.faults.stores import Postgres


def take_backup(place: Path, postgres: Postgres | None) -> Path:
    if postgres is not None:
        postgres.dump(place / "backup.dump")
        return place / "backup.dump"
    backup = place / "backup.sqlite3"
    with closing(sqlite3.connect(_file())) as own, closing(sqlite3.connect(backup)) as copy:
        own.backup(copy)
    return backup


def restore_backup(backup: Path, postgres: Postgres | None) -> None:
    """The servers are stopped."""
    if postgres is not None:
        postgres.restore(backup)
        return
    for name in ("-wal", "-shm"):
        Path(f"{_file()}{name}").unlink(missing_ok=True)
    backup.replace(_file())


def _file() -> str:
    return str(settings.DATABASES["default"]["NAME"])
