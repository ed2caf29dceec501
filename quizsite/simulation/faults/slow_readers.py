"""Opens sockets that ask for a board and then never read."""

import asyncio
import socket
from contextlib import suppress

BUFFER = 4096
MAY_COST_KB = 40  # for each socket, as the fan-out benchmark measured
SLACK_KB = 32 * 1024  # the process itself may grow by this much while it works


class SlowReaders:
    def __init__(self, port: int, *, path: str) -> None:
        self.port, self.path = port, path
        self._sockets: list[socket.socket] = []

    async def open(self, count: int) -> None:
        loop = asyncio.get_running_loop()
        request = (
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2xvd3NvY2tldHNyZWFkIQ==\r\n\r\n"
        ).encode()
        for _ in range(count):
            reader = socket.socket()
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
            reader.settimeout(0)
            await loop.sock_connect(reader, ("127.0.0.1", self.port))
            await loop.sock_sendall(reader, request)
            self._sockets.append(reader)
        for reader in self._sockets:
            await loop.sock_recv(reader, 12)  # it reads the answer to the handshake, and no more

    def may_cost_kb(self) -> int:
        return SLACK_KB + MAY_COST_KB * len(self._sockets)

    def close(self) -> None:
        for reader in self._sockets:
            with suppress(OSError):
                reader.close()
