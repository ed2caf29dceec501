"""Reads settings from environment variables, and refuses a bad value with what to set."""

import json
import os
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


def env_address(name: str) -> tuple[str, int] | None:
    """Read 127.0.0.1:9101 as ("127.0.0.1", 9101); write IPv6 as [::1]:9101."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return None
    host, _colon, port = raw.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ImproperlyConfigured(f"{name} must be HOST:PORT, such as 127.0.0.1:9101, not {raw!r}")
    return host.strip("[]"), int(port)


def env_json(name: str) -> list[dict[str, Any]]:
    try:
        value = json.loads(os.environ.get(name) or "[]")
    except json.JSONDecodeError as error:
        raise ImproperlyConfigured(f"{name} must be a JSON list of objects: {error}") from error
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ImproperlyConfigured(f"{name} must be a JSON list of objects")
    return value


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
