"""What a process and its machine have left: disks, open files, connections, Redis, certificate."""

from __future__ import annotations

import resource
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

import redis
from cryptography import x509
from django.conf import settings
from django.db import connection

from quizsite.operations import metrics

OFF, UP, AWAY = "off", "up", "away"
# Redis answers, but lets this process in no more, or keeps nothing more.
REFUSED, FULL = "refused", "full"
GIB = 1024**3
# With less than this left, something stops: saving, the database, an upload, the log.
LEAST_FREE = {"data": GIB, "database": GIB, "logs": GIB // 4, "temp": GIB // 10}
_PROBE = "thi:probe"
_OWN_FILES = Path("/proc/self/fd")


class Disk(NamedTuple):
    """Bytes left for us and bytes in all, on the disk of one folder."""

    of: str
    free: int
    total: int


class Resources(NamedTuple):
    """The names are those of `ProcessFigures`; without a certificate its seconds are None."""

    disk: str
    disk_free: int
    disk_total: int
    connections: int
    connections_limit: int
    files: int
    files_limit: int
    redis: str
    certificate_s: float | None


def measure() -> Resources:
    """Ask for everything, and tell Prometheus. It needs the database's connection."""
    found = disks()
    for one in found:
        metrics.DISK_FREE.labels(one.of).set(one.free)
    fullest = min(found, key=lambda one: one.free / LEAST_FREE[one.of])
    connections, most_connections = count_connections()
    metrics.CONNECTIONS.set(connections)
    metrics.CONNECTIONS_LIMIT.set(most_connections)
    files, most_files = count_open_files()
    metrics.OPEN_FILES.set(files)
    metrics.OPEN_FILES_LIMIT.set(most_files)
    state = redis_state()
    metrics.REDIS_AWAY.set(state in {AWAY, REFUSED})
    metrics.REDIS_FULL.set(state == FULL)
    ends_at = certificate_ends_at()
    metrics.CERTIFICATE_ENDS.set(ends_at or 0)
    return Resources(
        *fullest,
        connections=connections,
        connections_limit=most_connections,
        files=files,
        files_limit=most_files,
        redis=state,
        certificate_s=ends_at - time.time() if ends_at else None,
    )


def disks() -> list[Disk]:
    """Look at the disks of all folders that are on this machine; the first holds our data."""
    folders = {
        "data": folder_of_data(),
        "database": settings.DATABASE_FOLDER,
        "logs": Path("/var/log"),
        "temp": Path(tempfile.gettempdir()),
    }
    found = []
    for of, folder in folders.items():
        if folder is not None and folder.exists():
            usage = shutil.disk_usage(folder)
            found.append(Disk(of, usage.free, usage.total))
    return found


def folder_of_data() -> Path:
    """Return the folder of the database if it is a file, else that of this machine's own data."""
    if connection.vendor == "sqlite":
        return Path(str(connection.settings_dict["NAME"])).resolve().parent
    return Path(settings.VAR_DIR)


def count_connections() -> tuple[int, int]:
    """Count the connections to the database, of whomever, and how many ordinary ones it takes."""
    if connection.vendor != "postgresql":
        return 0, 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), current_setting('max_connections')::int"
            " - current_setting('superuser_reserved_connections')::int"
            " FROM pg_stat_activity WHERE backend_type = 'client backend'"
        )
        used, limit = cursor.fetchone()
    return used, limit


def count_open_files() -> tuple[int, int]:
    """Count this process's open files, sockets included, and how many it may open."""
    if not _OWN_FILES.exists():
        return 0, 0
    return sum(1 for _one in _OWN_FILES.iterdir()), resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def redis_state() -> str:
    client = _redis_client(settings.REDIS_URL)
    if client is None:
        return OFF
    try:
        client.set(_PROBE, b"1", ex=60)
    except (redis.RedisError, OSError) as error:
        return _what_is_wrong(error)
    return UP


def _what_is_wrong(error: Exception) -> str:
    """Those refused are connection errors to the library; what it cannot write, it answers."""
    if isinstance(error, redis.AuthenticationError | redis.exceptions.NoPermissionError):
        return REFUSED
    return FULL if isinstance(error, redis.ResponseError) else AWAY


@cache
def _redis_client(url: str) -> redis.Redis | None:
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) if url else None


def certificate_ends_at() -> float | None:
    """Read from the certificate named in TLS_CERTIFICATE when it ends, in seconds since 1970."""
    path = settings.TLS_CERTIFICATE
    if path is None:
        return None
    try:
        read = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return None  # `manage.py check` says so at every start
    return read.not_valid_after_utc.timestamp()
