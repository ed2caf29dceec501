"""The load generator and the figures it feeds, on a server of four lines."""

import os
import socketserver
import threading
from collections.abc import Iterator

import pytest

from benchmarks import clients, reports, usage


class Answering(socketserver.StreamRequestHandler):
    """Answers every request with its own body, the second half after the first."""

    def handle(self) -> None:
        while length := self._body_length():
            body = self.rfile.read(length)
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % length)
            self.wfile.flush()
            self.wfile.write(body)

    def _body_length(self) -> int:
        length = 0
        while (line := self.rfile.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return length


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answering) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address
        server.shutdown()


def ask(*bodies: bytes) -> Iterator[bytes]:
    for body in bodies:
        yield b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


def test_every_answer_is_counted_and_handed_over(address):
    heard = []
    connections = [
        clients.Connection(address, ask(b"one", b"two"), lambda _status, text: heard.append(text))
        for _ in range(3)
    ]
    answers = clients.drive(connections, seconds=60)
    assert answers.statuses == {200: 6}
    assert sorted(text[-3:] for text in heard) == [b"one"] * 3 + [b"two"] * 3
    assert len(answers.took_ms) == 6


def test_the_time_is_over_when_it_is_over(address):
    def forever():
        while True:
            yield from ask(b"more")

    connection = clients.Connection(address, forever(), lambda _status, _text: None)
    assert clients.drive([connection], seconds=0.05).statuses[200] > 0


def test_a_script_may_go_on_over_another_socket(address):
    heard = []

    def script():
        yield from ask(b"one")
        connection.socket.close()
        connection.socket = clients.connect(address)
        yield from ask(b"two")

    connection = clients.Connection(address, script(), lambda _status, text: heard.append(text))
    assert clients.drive([connection], seconds=60).statuses == {200: 2}
    assert [text[-3:] for text in heard] == [b"one", b"two"]


def test_a_client_that_dies_is_noticed():
    with pytest.raises(EOFError):
        clients.in_processes(lambda _n: 1 // 0, 1)


def test_work_comes_back_from_processes_in_order():
    assert clients.in_processes(lambda n: n * n, 3) == [0, 1, 4]


def test_medians_are_taken_figure_by_figure():
    runs = [{"a": 1.0, "b": 9.0}, {"a": 3.0, "b": 7.0}, {"a": 2.0, "b": 8.0}]
    assert reports.medians(runs) == {"a": 2.0, "b": 8.0}


def test_percentiles_of_nothing_and_of_many():
    assert reports.percentile([], 0.99) == 0
    assert reports.percentile(range(100), 0.99) == 99


def test_a_process_has_memory_and_a_family():
    own = os.getpid()
    assert own in usage.family(own)
    assert 5 < usage.memory_mb([own]) <= usage.peak_memory_mb([own])
    assert usage.cpu_seconds([own]) > 0
    assert usage.cpu_seconds([2**22]) == 0


def test_what_postgresql_does_for_others_is_left_out():
    before = usage.PostgresCpu(10.0, {1: 5.0, 2: 3.0})
    after = usage.PostgresCpu(20.0, {1: 6.0, 3: 1.5})  # 2 has ended, 3 is new
    assert after.since(before) == 7.5


def test_a_process_that_ends_while_all_are_read_makes_them_be_read_again(monkeypatch):
    found = iter([[1, 2, 3], [1, 3], [1, 3], [1, 3]])
    read = []
    monkeypatch.setattr(usage, "named", lambda _name: next(found))
    monkeypatch.setattr(usage, "cpu_seconds", lambda pids: read.extend(pids) or 2.0)
    monkeypatch.setattr(usage, "_serves_another", lambda pid, _database: pid == 3)
    assert usage.postgres_cpu("ours") == usage.PostgresCpu(4.0, {3: 2.0})
    assert read == [1, 2, 3, 1, 3]
