"""`manage.py backup FOLDER` takes a copy of the database, looks whether it can be read, and removes
old ones. A timer calls it every night (deploy/systemd/thi-cchc-backup.timer)."""

import os
import sqlite3
import subprocess
import time
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from psycopg import pq
from psycopg.conninfo import make_conninfo

from quizsite.files.works_copy import copy_works
from quizsite.language import moments


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu khi trang đang chạy, thử đọc lại bản sao, bỏ bản cũ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="THƯ-MỤC")
        parser.add_argument("--keep-days", type=int, default=14, help="bỏ bản cũ hơn; mặc định 14")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        days: int = options["keep_days"]
        if days < 1:
            raise CommandError("--keep-days phải từ 1 ngày.")
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            copy = _copy(folder / f"{timezone.localtime():%Y-%m-%d-%H%M%S}")
        except (OSError, sqlite3.Error, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", "") or error
            raise CommandError(f"Chưa sao lưu được: {said}") from error
        try:
            works = copy_works(folder / "works", keep_days=days)
        except OSError as error:
            said = f"Đã sao lưu cơ sở dữ liệu, chưa sao lưu được tệp bài viết: {error}"
            raise CommandError(said) from error
        gone = _forget_old(folder, days=days, but=copy)
        size = moments.number(copy.stat().st_size // 1024)
        self.stdout.write(f"Đã sao lưu {copy} ({size} KB), đọc lại được. Đã bỏ {gone} bản cũ.")
        if works:
            self.stdout.write(f"Đã chép thêm {works} tệp bài viết.")


def _copy(name: Path) -> Path:
    """Only a copy that can be read gets its name; what is half done never looks like one."""
    is_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite")
    new = name.with_suffix(".new")
    try:
        new.touch(mode=0o600, exist_ok=False)  # nobody else may read what grows in it
        _copy_sqlite(new) if is_sqlite else _copy_postgresql(new)
        with new.open("rb") as file:
            os.fsync(file.fileno())
        return new.replace(name.with_suffix(".sqlite3" if is_sqlite else ".dump"))
    finally:
        new.unlink(missing_ok=True)  # half a copy would fill a disk that is full already


def _copy_postgresql(to: Path) -> None:
    _run("pg_dump", "--format=custom", f"--file={to}", "--no-password", f"--dbname={_server()}")
    _run("pg_restore", "--list", str(to))


def _copy_sqlite(to: Path) -> None:
    name = settings.DATABASES["default"]["NAME"]
    with closing(sqlite3.connect(name)) as own, closing(sqlite3.connect(to)) as copy:
        own.backup(copy)
        (found,) = copy.execute("PRAGMA integrity_check").fetchone()
    if found != "ok":
        raise CommandError(f"Bản sao hỏng, hãy xem lại đĩa: {found}")


def _run(*words: str) -> None:
    password = settings.DATABASES["default"]["PASSWORD"]
    env = os.environ | ({"PGPASSWORD": password} if password else {})
    subprocess.run(words, env=env, check=True, capture_output=True, text=True)  # noqa: S603 -- our own words


def _server() -> str:
    """Name the database as DATABASE_URL does, with sslmode and whatever else libpq understands.

    The password goes another way: everybody on a machine may read a program's words."""
    database = settings.DATABASES["default"]
    known = {one.keyword.decode() for one in pq.Conninfo.get_defaults()} - {"password"}
    said = database.get("OPTIONS", {}) | {
        "host": database["HOST"],
        "port": database["PORT"],
        "user": database["USER"],
        "dbname": database["NAME"],
    }
    return make_conninfo("", **{name: said[name] for name in known & said.keys() if said[name]})


def _forget_old(folder: Path, *, days: int, but: Path) -> int:
    before = time.time() - days * 24 * 3600
    old = [
        path
        for kind in ("*.sqlite3", "*.dump", "*.new")
        for path in folder.glob(kind)
        if path != but and path.stat().st_mtime < before
    ]
    for path in old:
        path.unlink()
    return len(old)
