"""Keep-alive HTTP clients as light as Python allows, with one epoll loop per process. Each
connection sends its next request when it has the answer to the last."""

import multiprocessing
import select
import socket
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from typing import TypeVar

R = TypeVar("R")
# Yields the bytes of a connection's next request.
Script = Iterator[bytes]


@dataclass(slots=True)
class Answers:
    """The answers that one client process got."""

    seconds: float = 0.0
    took_ms: array = field(default_factory=lambda: array("d"))
    statuses: Counter[int] = field(default_factory=Counter)


def connect(address: tuple[str, int]) -> socket.socket:
    connected = socket.create_connection(address)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected


class Connection:
    """One socket and its script. `on_answer` gets (status, body) before the next request; a script
    may put another socket in its place."""

    __slots__ = ("buffer", "on_answer", "script", "sent_at", "socket", "watched")

    def __init__(
        self, address: tuple[str, int], script: Script, on_answer: Callable[[int, bytes], None]
    ) -> None:
        self.socket = connect(address)
        self.watched: socket.socket | None = None
        self.script, self.on_answer = script, on_answer
        self.buffer = b""
        self.sent_at = 0.0

    def ask(self) -> bool:
        """Send the next request; False when the script has ended."""
        request = next(self.script, None)
        if request is None:
            return False
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)
        return True

    def hear(self) -> int | None:
        """Read, and return the status once the whole answer is here."""
        received = self.socket.recv(262144)
        if not received:
            raise ConnectionError("the server hung up")
        self.buffer = self.buffer + received if self.buffer else received
        head_end = self.buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return None
        if not _is_whole(self.buffer, head_end):
            return None
        answer, self.buffer = self.buffer, b""
        status = int(answer[9:12])
        self.on_answer(status, answer)
        return status


def _is_whole(answer: bytes, head_end: int) -> bool:
    head = answer[:head_end].lower()
    at = head.find(b"content-length:")
    if at >= 0:
        return len(answer) - head_end - 4 >= int(head[at + 15 : at + 30].split(b"\r")[0])
    return b"transfer-encoding: chunked" not in head or answer.endswith(b"0\r\n\r\n")


def drive(connections: Sequence[Connection], *, seconds: float) -> Answers:
    """Keep every connection busy for that long; requests under way at the end still count."""
    answers = Answers()
    took, statuses = answers.took_ms, answers.statuses
    by_fd: dict[int, Connection] = {}
    poll = select.epoll()
    started = time.perf_counter()
    busy = sum(_ask(one, poll, by_fd) for one in connections)
    ends = started + seconds
    while busy:
        for fd, _events in poll.poll(10.0):
            one = by_fd[fd]
            status = one.hear()
            if status is None:
                continue
            now = time.perf_counter()
            took.append((now - one.sent_at) * 1000)
            statuses[status] += 1
            if now >= ends or not _ask(one, poll, by_fd):
                busy -= 1
    answers.seconds = time.perf_counter() - started
    for one in connections:
        one.socket.close()
    return answers


def _ask(one: Connection, poll: select.epoll, by_fd: dict[int, Connection]) -> bool:
    is_asking = one.ask()
    if is_asking and one.watched is not one.socket:
        by_fd[one.socket.fileno()] = one
        poll.register(one.socket, select.EPOLLIN)  # one that was closed is forgotten by itself
        one.watched = one.socket
    return is_asking


def in_processes(work: Callable[[int], R], count: int) -> list[R]:
    """Run `work(n)` in `count` processes; they are forked, so `work` needs no pickling."""
    context = multiprocessing.get_context("fork")
    started = []
    for n in range(count):
        receiving, sending = context.Pipe(duplex=False)
        process = context.Process(target=_work_and_send, args=(work, n, sending))
        process.start()
        sending.close()  # so that `recv` fails if the client dies
        started.append((process, receiving))
    results = [receiving.recv() for _process, receiving in started]
    for process, _receiving in started:
        process.join()
    return results


def _work_and_send(work: Callable[[int], R], n: int, sending: Pipe) -> None:
    sending.send(work(n))
