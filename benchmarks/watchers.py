"""Opens thousands of watching sockets, as light as Python allows, with one epoll loop a process."""

import json
import re
import select
import socket
import struct
import time
from collections import defaultdict
from collections.abc import Callable

_MARK = re.compile(rb'"mark":"([\d.]+)"')
TEXT, PING, PONG = 1, 9, 10
SILENCE_S = 20.0
UNDER_WAY = 64  # handshakes at a time


def frame_of(size: int, *, version: int = 0) -> str:
    """Make a frame that says when it was made, by the clock that all processes share."""
    made = {"version": version, "mark": str(time.monotonic()), "rows": [], "pad": ""}
    made["pad"] = "x" * max(0, size - len(json.dumps(made)))
    return json.dumps(made, separators=(",", ":"))


class Watchers:
    """Holds the sockets of one process; `receipts` says for each mark when each socket got it."""

    def __init__(self, port: int, path: str, count: int) -> None:
        origin = f"http://127.0.0.1:{port}"
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {origin}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        ).encode()
        self._port, self._count = port, count
        self._poll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        self._buffers: dict[int, bytes] = {}
        self.receipts: defaultdict[float, list[float]] = defaultdict(list)
        self._noted = 0

    def connect(self) -> None:
        shaken: set[int] = set()

        def shake(fd: int) -> None:
            if fd in shaken:
                self._take(fd)
                return
            head, end, rest = self._buffers[fd].partition(b"\r\n\r\n")
            if end:
                if b" 101 " not in head:
                    raise ConnectionError(head.decode())
                shaken.add(fd)
                self._buffers[fd] = rest

        while len(shaken) < self._count:
            while len(self._sockets) < min(self._count, len(shaken) + UNDER_WAY):
                self._open()
            self._turn(shake)

    def watch(self, marks: int) -> None:
        """Watch until every socket has got that many different frames, or no new one comes. The
        repeated frames of a quiet board do not count."""
        for fd in self._buffers:
            self._take(fd)
        heard_at = time.monotonic()
        while time.monotonic() - heard_at < SILENCE_S:
            before = self._noted
            self._turn(self._take)
            if self._noted > before:
                heard_at = time.monotonic()
            whole = sum(len(times) == self._count for times in self.receipts.values())
            if whole >= marks:
                return

    def close(self) -> None:
        for one in self._sockets.values():
            one.close()

    def _open(self) -> None:
        one = socket.create_connection(("127.0.0.1", self._port))
        one.sendall(self._request)
        one.setblocking(False)  # noqa: FBT003 -- its only way
        self._sockets[one.fileno()] = one
        self._buffers[one.fileno()] = b""
        self._poll.register(one.fileno(), select.EPOLLIN)

    def _turn(self, on_data: Callable[[int], None]) -> None:
        for fd, _event in self._poll.poll(1.0):
            received = self._sockets[fd].recv(65536)
            if not received:
                raise ConnectionError("the server hung up")
            self._buffers[fd] += received
            on_data(fd)

    def _take(self, fd: int) -> None:
        """Note the whole frames that are here; the server's are never masked."""
        buffer, at = self._buffers[fd], 0
        while len(buffer) - at >= 2:
            length, head = buffer[at + 1], 2
            if length == 126:
                head = 4
                length = struct.unpack_from("!H", buffer.ljust(at + 4), at + 2)[0]
            elif length == 127:
                head = 10
                length = struct.unpack_from("!Q", buffer.ljust(at + 10), at + 2)[0]
            if len(buffer) < at + head + length:
                break
            payload = buffer[at + head : at + head + length]
            if buffer[at] & 15 == TEXT:
                self._note(payload)
            elif buffer[at] & 15 == PING:
                self._sockets[fd].send(bytes([128 | PONG, 128 | length, 0, 0, 0, 0]) + payload)
            at += head + length
        self._buffers[fd] = buffer[at:]

    def _note(self, frame: bytes) -> None:
        found = _MARK.search(frame)
        if found is not None:
            self.receipts[float(found.group(1))].append(time.monotonic())
            self._noted += 1
