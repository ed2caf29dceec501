"""Bounds the cost of one connection; uvicorn's own protocols lack these bounds.

nginx has such bounds too; ours also hold without nginx, or behind one set up wrongly.
The decision docs/decisions/0013-sockets-and-bounds.md tells what grew without them."""

import asyncio
import json
import socket
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from quizsite.live.subscribers import WRITE_NOW

LARGEST_HEAD = 64 * 1024
MOST_PIPELINED = 16
CHECK_EVERY_S = 10.0
SLOWEST_BODY = 1024  # bytes a second
UNACKNOWLEDGED_MS = 60_000

MOST_PINGS = 50  # between two pings of ours; browsers never send any
MOST_PIECES = 64  # in one message
CLOSED_WITHIN_S = 2.0

POLICY_VIOLATION, TOO_BIG = 1008, 1009


def _give_up_on_silence(transport: asyncio.BaseTransport) -> None:
    """Drop a peer that takes nothing for a minute: it is gone, or holds our buffers on purpose."""
    wire = transport.get_extra_info("socket")
    if wire is not None and wire.family in {socket.AF_INET, socket.AF_INET6}:
        option = getattr(socket, "TCP_USER_TIMEOUT", None)  # Linux
        if option is not None:
            wire.setsockopt(socket.IPPROTO_TCP, option, UNACKNOWLEDGED_MS)


class GuardedHttp(HttpToolsProtocol):
    """Drops a peer whose head is large or slow, whose body stops, or that queues many requests."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own signature
        super().connection_made(transport)
        _give_up_on_silence(transport)
        self._head_bytes = self._body_bytes = self._seen_bytes = self._requests = 0
        self._owed: tuple[str, int] | None = None
        self._checking = self.loop.call_later(CHECK_EVERY_S, self._check)

    def connection_lost(self, exc: Exception | None) -> None:
        self._checking.cancel()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        self._checking.cancel()
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes > LARGEST_HEAD:
            self._refuse(431, "head_too_large", "Phần đầu của yêu cầu quá lớn.")

    def on_headers_complete(self) -> None:
        self._head_bytes = 0
        self._requests += 1
        if len(self.pipeline) >= MOST_PIPELINED:
            raise ValueError("too many requests in line")  # uvicorn answers 400 and closes
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._head_bytes = 0
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._head_bytes = 0
        super().on_message_complete()

    def _check(self) -> None:
        self._checking = self.loop.call_later(CHECK_EVERY_S, self._check)
        owed, moved = self._what_is_owed(), self._body_bytes - self._seen_bytes
        is_stuck = owed is not None and owed == self._owed
        if is_stuck and owed[0] == "body":  # type: ignore[index]  # not None if it is stuck
            is_stuck = moved < SLOWEST_BODY * CHECK_EVERY_S
        self._owed, self._seen_bytes = owed, self._body_bytes
        if is_stuck:
            self._refuse(408, "too_slow", "Yêu cầu đến quá chậm nên đã bị ngắt.")

    def _what_is_owed(self) -> tuple[str, int] | None:
        """Name the part that the peer has begun and not ended, and count its requests so far."""
        if self.cycle is not None and self.cycle.more_body:
            if self.cycle.response_complete:
                return "rest", self._requests  # we have answered, and the peer still sends
            return None if self.flow.read_paused else ("body", self._requests)
        if self._head_bytes or not self._requests:
            return "head", self._requests
        return None

    def _refuse(self, status: int, code: str, message: str) -> None:
        if self.transport.is_closing():
            return
        if self._may_still_answer():
            body = json.dumps({"code": code, "message": message}, ensure_ascii=False).encode()
            head = (
                f"HTTP/1.1 {status} {code}\r\ncontent-type: application/json; charset=utf-8\r\n"
                f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        self.transport.close()

    def _may_still_answer(self) -> bool:
        """Forbid an answer in the middle of another, and one after it without a new request."""
        cycle = self.cycle
        if cycle is None or not cycle.response_started:
            return True
        return cycle.response_complete and not cycle.more_body


class GuardedSocket(WebSocketsSansIOProtocol):
    """Stops reading from a peer that does not read, and drops one that sends without end."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        _give_up_on_silence(transport)
        self.close_timeout = CLOSED_WITHIN_S
        self._pings = 0

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["extensions"][WRITE_NOW] = {"write": self._write_now}

    def _write_now(self, wire: bytes) -> bool:
        """Write a frame that was encoded once for all sockets; return False if it must wait."""
        if not self.handshake_complete or self.close_sent or not self.writable.is_set():
            return False
        if self.transport.is_closing():
            return False
        self.transport.write(wire)
        return True

    def pause_writing(self) -> None:
        super().pause_writing()
        if not self.transport.is_closing():
            self.transport.pause_reading()  # else our answers to its pings would pile up here

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    def send_keepalive_ping(self) -> None:
        self._pings = 0
        super().send_keepalive_ping()

    def handle_ping(self) -> None:
        self._pings += 1
        if self._pings > MOST_PINGS:
            self._end(POLICY_VIOLATION, "too many pings")
        else:
            super().handle_ping()

    def handle_cont(self, event: Frame) -> None:
        """Bound the number of a message's pieces; uvicorn bounds its size, but not empty pieces."""
        if len(self.frames) >= MOST_PIECES:
            self._end(TOO_BIG, "too many pieces")
        else:
            super().handle_cont(event)

    def _end(self, code: int, reason: str) -> None:
        if self.close_sent:
            return
        self.conn.fail(code, reason)
        told: dict[str, Any] = {"type": "websocket.disconnect", "code": code, "reason": reason}
        self.queue.put_nowait(told)  # type: ignore[arg-type]  # uvicorn's typed dictionary
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
