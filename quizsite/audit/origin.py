"""From where a deed came: a request's network, or a command on the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from getpass import getuser
from ipaddress import IPv6Address, ip_address, ip_network

# A use case never sees a request. The source is worked out only when a line is written, so that
# it costs other pages nothing.
_source: ContextVar[Callable[[], str] | None] = ContextVar("source", default=None)


@contextmanager
def coming_from(ask: Callable[[], str | None]) -> Iterator[None]:
    """Lines written within come from the address that `ask` returns."""
    with _source_is(lambda: shorten(ask() or "")):
        yield


@contextmanager
def run_by_command(name: str) -> Iterator[None]:
    """Lines written within come from a command, and from the server's user who ran it."""
    with _source_is(lambda: f"manage.py {name} ({_server_user()})"[:60]):
        yield


@contextmanager
def _source_is(source: Callable[[], str]) -> Iterator[None]:
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


def source_now() -> str:
    source = _source.get()
    return source() if source else ""


def _server_user() -> str:
    try:
        return getuser()
    except (KeyError, OSError):  # a container's number without a name
        return "?"


def shorten(address: str) -> str:
    """Keep the network, which tells an office, and drop the rest, which tells a person."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))
