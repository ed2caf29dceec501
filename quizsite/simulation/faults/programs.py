"""Finds the programs and the account that a rehearsal needs."""

import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Missing(Exception):
    """This machine lacks a program; `args[0]` says which, and how to get it."""


@dataclass(frozen=True, slots=True)
class Programs:
    postgres: Path  # the folder of initdb and postgres
    redis: str


def find_programs(bindir: str | None = None) -> Programs:
    return Programs(_find_postgres(bindir), _find_redis())


def _find_postgres(bindir: str | None) -> Path:
    for folder in _candidates(bindir):
        if all((folder / name).is_file() for name in ("initdb", "postgres")):
            return folder
    if bindir:
        raise Missing(f"{bindir} không có initdb và postgres")
    raise Missing(
        "Thiếu chương trình máy chủ PostgreSQL (initdb, postgres). Trên Debian: "
        "sudo apt-get install postgresql; nếu đã có ở chỗ khác, hãy thêm --bindir THƯ-MỤC"
    )


def _candidates(bindir: str | None) -> Iterable[Path]:
    if bindir:
        yield Path(bindir)
        return
    if found := shutil.which("pg_config"):
        done = subprocess.run([found, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603 -- a program of the path
        yield Path(done.stdout.strip() or "/nonexistent")
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)


def _version(folder: Path) -> int:
    found = re.search(r"\d+", folder.parent.name)
    return int(found.group()) if found else 0


def _find_redis() -> str:
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None:
        raise Missing("Thiếu redis-server. Trên Debian: sudo apt-get install redis-server")
    return found


def other_account() -> dict[str, Any]:
    """Return Popen's arguments for another account: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise Missing("PostgreSQL không chạy bằng root, và máy không có tài khoản postgres hay nobody")


def faketime_library() -> str:
    """Return the library that shows a program another time; "" if it is not installed."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return str(found[0]) if found else ""


# Below the ports of outgoing connections, of which a run opens thousands.
_PORTS = range(20_000, 32_000)


def free_port() -> int:
    while True:
        port = secrets.choice(_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
