"""From where a request came: middleware notes it, and a line of the trail keeps it shortened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import IPv6Address, ip_address, ip_network

# A use case never sees a request; asked for only when a line is written, the address costs
# other pages nothing.
_asks_for_address: ContextVar[Callable[[], str | None] | None] = ContextVar(
    "asks_for_address", default=None
)


@contextmanager
def coming_from(ask: Callable[[], str | None]) -> Iterator[None]:
    """Lines written within come from the address that `ask` returns."""
    token = _asks_for_address.set(ask)
    try:
        yield
    finally:
        _asks_for_address.reset(token)


def source_now() -> str:
    ask = _asks_for_address.get()
    return shorten(ask() or "") if ask else ""


def shorten(address: str) -> str:
    """Keep the network, which tells an office, and drop the rest, which tells a person."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))
