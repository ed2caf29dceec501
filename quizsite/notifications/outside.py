"""Requests to servers that strangers named: https, hosts on a list, public addresses only."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT_S = 10


class NotAllowed(ValueError):
    """The address is none that this site sends anything to."""


class NotPublic(OSError):
    """The name leads inside just now; nothing is connected to."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: a host of the list, always port 443."""

    host: str
    path: str

    @property
    def origin(self) -> str:
        return f"https://{self.host}"


def allowed_place(address: str) -> Place:
    """Read an address; refuse other schemes, ports, users and hosts that are not on the list."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise NotAllowed("no address") from error
    host = (parts.hostname or "").lower()
    is_plain = parts.scheme == "https" and port in {None, 443} and "@" not in parts.netloc
    is_listed = any(host == one or host.endswith(f".{one}") for one in settings.PUSH_HOSTS)
    if not (is_plain and is_listed and address.isascii() and address.isprintable()):
        raise NotAllowed("not on the list")
    return Place(host, f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")


def public_address(host: str) -> str:
    """Look the host up once and connect to just that: a name may answer otherwise next time."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(ipaddress.ip_address(one).is_global for one in addresses):
        raise NotPublic("not public")
    return addresses[0]


class _Pinned(http.client.HTTPSConnection):
    """Connects to an address that was looked up, and checks the certificate of the name."""

    def connect(self) -> None:
        self.sock = socket.create_connection((public_address(self.host), 443), TIMEOUT_S)
        secure = ssl.create_default_context()
        self.sock = secure.wrap_socket(self.sock, server_hostname=self.host)


def connect(place: Place) -> http.client.HTTPConnection:
    return _Pinned(place.host, timeout=TIMEOUT_S)


def post(place: Place, body: bytes, headers: dict[str, str]) -> int:
    """Post and return the status; redirects are not followed. OSError if it is out of reach."""
    connection = connect(place)
    try:
        connection.request("POST", place.path, body, headers)
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise OSError(type(error).__name__) from error
    finally:
        connection.close()
