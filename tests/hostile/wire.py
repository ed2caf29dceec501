"""Sends bytes as a hostile client does, without a library that would refuse to."""

import contextlib
import json
import socket
import struct
from collections.abc import Iterable
from typing import Any

TEXT, PING, CLOSE = 1, 9, 8


class Wire:
    """One connection to the server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._received = b""

    @property
    def own_origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_error: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def pour(self, pieces: Iterable[bytes], *, patience: float = 1) -> int:
        """Send until all is sent, or the server hangs up or stalls; return the bytes it took."""
        self.socket.settimeout(patience)
        taken = 0
        with contextlib.suppress(OSError):
            for piece in pieces:
                taken += self.socket.send(piece)
        self.socket.settimeout(10)
        return taken

    def _read(self, count: int) -> bytes:
        while len(self._received) < count:
            more = self.socket.recv(65536)
            if not more:
                raise ConnectionResetError
            self._received += more
        data, self._received = self._received[:count], self._received[count:]
        return data

    def is_ended(self) -> bool:
        """Read on until the server hangs up."""
        try:
            while self.socket.recv(65536):
                pass
        except TimeoutError:
            return False
        except OSError:
            return True
        return True

    def head(self) -> tuple[int, dict[str, str]]:
        while b"\r\n\r\n" not in self._received:
            more = self.socket.recv(65536)
            if not more:
                raise ConnectionResetError
            self._received += more
        head, self._received = self._received.split(b"\r\n\r\n", 1)
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = (line.split(": ", 1) for line in lines)
        return int(first.split()[1]), {name.lower(): value for name, value in headers}

    def answer(self) -> tuple[int, Any]:
        """(status, JSON or text)"""
        status, headers = self.head()
        body = self._read(int(headers.get("content-length", 0)))
        is_json = headers.get("content-type", "").startswith("application/json")
        return status, json.loads(body) if is_json else body.decode()

    def post(self, body: bytes, *, origin: str | None = "own", method: str = "POST") -> None:
        head = f"{method} /luu-bai/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
        if origin:
            head += f"Origin: {self.own_origin if origin == 'own' else origin}\r\n"
        self.send(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def upgrade(self, path: str, *, origin: str | None = "own") -> int:
        """Ask for a socket, and return the status of the answer."""
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
        if origin:
            head += f"Origin: {self.own_origin if origin == 'own' else origin}\r\n"
        self.send(
            f"{head}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        return self.head()[0]

    def closing_code(self) -> int:
        """Read frames until the server's close frame, and return its code."""
        while True:
            first, second = self._read(2)
            length = second & 127
            if length == 126:
                (length,) = struct.unpack("!H", self._read(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", self._read(8))
            payload = self._read(length)
            if first & 15 == CLOSE:
                return int(struct.unpack("!H", payload[:2])[0])


def ask(port: int, body: bytes, **options: Any) -> tuple[int, Any]:
    with Wire(port) as wire:
        wire.post(body, **options)
        return wire.answer()


def frame(payload: bytes, *, kind: int = TEXT, is_last: bool = True) -> bytes:
    """As browsers send it, masked; the mask is zero, so that nothing must be computed."""
    first = kind | (128 if is_last else 0)
    if len(payload) < 126:
        head = struct.pack("!BB", first, 128 | len(payload))
    elif len(payload) < 65536:
        head = struct.pack("!BBH", first, 128 | 126, len(payload))
    else:
        head = struct.pack("!BBQ", first, 128 | 127, len(payload))
    return head + bytes(4) + payload
