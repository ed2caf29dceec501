"""Reads settings from environment variables, and refuses a bad value with what to set."""

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff


def env_flag(name: str, *, default: bool) -> bool:
    raw = os.environ.get(name, "").strip().lower()
    if raw in {"", "0", "1", "true", "false"}:
        return default if not raw else raw in {"1", "true"}
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}")


def env_number(name: str, *, default: int, at_least: int = 0) -> int:
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    if not raw.isdecimal() or int(raw) < at_least:
        raise ImproperlyConfigured(f"{name} must be a whole number from {at_least}, not {raw!r}")
    return int(raw)


def env_choice(name: str, *, default: str, among: Sequence[str]) -> str:
    value = os.environ.get(name, "").strip() or default
    if value not in among:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(among)}, not {value!r}")
    return value


def env_list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def env_hours(name: str, *, default: str) -> tuple[int, int]:
    """Two hours of the day, "21-7"; the second is the first hour after. "0-0" is never."""
    begins, mark, ends = (os.environ.get(name, "").strip() or default).partition("-")
    if not (mark and begins.isdecimal() and ends.isdecimal() and max(int(begins), int(ends)) < 24):
        raise ImproperlyConfigured(f"{name} must be two hours of the day such as 21-7")
    return int(begins), int(ends)


def env_among(name: str, *, default: list[str], among: Sequence[str]) -> list[str]:
    """Several words of a list, parted by commas."""
    said = env_list(name) or default
    if unknown := sorted(set(said) - set(among)):
        raise ImproperlyConfigured(f"{name} may hold {', '.join(among)}, not {unknown[0]!r}")
    return said


def env_address(name: str) -> tuple[str, int] | None:
    """Read 127.0.0.1:9101 as ("127.0.0.1", 9101); write IPv6 as [::1]:9101."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return None
    host, _colon, port = raw.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ImproperlyConfigured(f"{name} must be HOST:PORT, such as 127.0.0.1:9101, not {raw!r}")
    return host.strip("[]"), int(port)


def env_socket(name: str) -> str:
    """Read the path of a socket on this machine, or HOST:PORT; "" if there is none."""
    raw = os.environ.get(name, "").strip()
    if not raw.startswith("/"):
        env_address(name)
    return raw


# Together they are what "saved" promises and what our statements are measured with; an address that
# says otherwise would break the promise unseen.
_POSTGRESQL: dict[str, Any] = {
    # Planning costs more than running: prepared at the second use, half of PostgreSQL's time
    # went (docs/decisions/0017-the-bell.md). A pooler must keep sessions.
    "server_side_binding": True,
    "prepare_threshold": 1,
}
# An acknowledged answer survives a power cut only with synchronous_commit=on. Our statements are
# short; compiling one takes longer than it runs.
_POSTGRESQL_SESSION = "-c synchronous_commit=on -c timezone=UTC -c jit=off"
_SQLITE: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;",
}


def sqlite_options(said: dict[str, Any]) -> dict[str, Any]:
    """Add ours to what DATABASE_URL says behind its question mark; ours win."""
    return {"timeout": 20} | said | _SQLITE


def postgresql_options(said: dict[str, Any]) -> dict[str, Any]:
    """Add ours to what DATABASE_URL says, such as sslmode and connect_timeout; ours win."""
    return with_session(said, _POSTGRESQL_SESSION) | _POSTGRESQL


def with_session(said: dict[str, Any], ours: str) -> dict[str, Any]:
    """Of two settings of a session the last one counts, so those of the address come first."""
    return said | {"options": f"{said.get('options', '')} {ours}".strip()}


def folder_of_postgresql(host: str, *, named: str) -> Path | None:
    """The folder whose disk is watched: the one named, else Debian's if the database is here."""
    if named:
        return Path(named)
    is_here = not host or host.startswith("/") or host in {"localhost", "127.0.0.1", "::1"}
    return Path("/var/lib/postgresql") if is_here else None


# What servers and frameworks call a site that lies below another one's address.
_PREFIXES = ("PATH_PREFIX", "FORCE_SCRIPT_NAME", "SCRIPT_NAME", "ROOT_PATH", "UVICORN_ROOT_PATH")


def refuse_path_prefix() -> None:
    """All addresses of the site, in pages, cookies and scripts, begin at the root of its host."""
    for name in _PREFIXES:
        if os.environ.get(name, "").strip("/ "):
            raise ImproperlyConfigured(
                f"{name}={os.environ[name]}: trang chỉ chạy ở gốc của một tên miền, không ở dưới "
                "một đường dẫn. Hãy bỏ biến này và dùng tên miền riêng, như thi.example.gov.vn."
            )


def service_manager() -> tuple[str, float]:
    """Read where systemd listens, and after how many silent seconds it starts a process anew."""
    silent_us = env_number("WATCHDOG_USEC", default=0)
    return os.environ.get("NOTIFY_SOCKET", ""), silent_us / 1_000_000


def env_json(name: str) -> list[dict[str, Any]]:
    try:
        value = json.loads(os.environ.get(name) or "[]")
    except json.JSONDecodeError as error:
        raise ImproperlyConfigured(f"{name} must be a JSON list of objects: {error}") from error
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ImproperlyConfigured(f"{name} must be a JSON list of objects")
    return value


def works_storage(folder: Path, bucket: list[dict[str, Any]]) -> dict[str, Any]:
    """Name Django's storage of works: a private folder, or what WORKS_S3 says of a bucket."""
    if not bucket:
        return {"BACKEND": "quizsite.files.storage.PrivateFolder", "OPTIONS": {"location": folder}}
    if len(bucket) > 1 or not bucket[0].get("bucket_name"):
        hint = 'WORKS_S3 must be one object: [{"bucket_name": "…", "endpoint_url": "https://…"}]'
        raise ImproperlyConfigured(hint)
    private = {"default_acl": None, "querystring_auth": True, "file_overwrite": False}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": private | bucket[0]}


_OIDC_KEYS = ("provider_id", "name", "client_id", "secret", "server_url")


def oidc_apps(providers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Turn OIDC_PROVIDERS into allauth's form, which gets further keys as settings."""
    apps = []
    for provider in providers:
        if missing := [key for key in _OIDC_KEYS if not provider.get(key)]:
            raise ImproperlyConfigured(f"OIDC_PROVIDERS: {', '.join(missing)} missing")
        settings = {key: value for key, value in provider.items() if key not in _OIDC_KEYS[:4]}
        apps.append({key: provider[key] for key in _OIDC_KEYS[:4]} | {"settings": settings})
    return apps


def oidc_origins(providers: list[dict[str, Any]]) -> list[str]:
    """Return scheme and host of each sign-in page: of `login_origin`, or else of `server_url`."""
    urls = [urlsplit(p.get("login_origin") or p["server_url"]) for p in providers]
    return sorted({f"{url.scheme}://{url.netloc}" for url in urls})


def redis_host(url: str) -> dict[str, Any]:
    """Return the channel layer's Redis with timeouts. Without them a hanging Redis, unlike one
    that refuses, would block every sender of a message."""
    # One try is enough: every receiver of messages looks at the database as well.
    once = Retry(NoBackoff(), 0)
    return {"address": url, "socket_timeout": 2, "socket_connect_timeout": 2, "retry": once}


def env_secret(name: str, *, fallback_file: Path) -> str:
    """Read the variable, else the file that NAME_FILE names, else the fallback file."""
    if value := os.environ.get(name):
        return value
    named = os.environ.get(f"{name}_FILE")
    if named and not Path(named).is_file():
        raise ImproperlyConfigured(f"{name}_FILE names {named!r}, where there is no file")
    path = Path(named or fallback_file)
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def key_of_32_bytes(name: str, said: str) -> str:
    """Let pass what `manage.py push_key` writes, or nothing."""
    if len(said) not in {0, 43} or not re.fullmatch(r"[A-Za-z0-9_-]*", said):
        raise ImproperlyConfigured(f"{name} must be a key that `manage.py push_key` has written")
    return said
