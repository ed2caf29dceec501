"""The proxy disturbs requests as told, and the HTTP client understands the answers."""

import asyncio
import random

import pytest

from quizsite.simulation.faults.http_client import Connection, ConnectionPool, Reply, read_reply
from quizsite.simulation.faults.network import CUTS, Fate, NetworkConditions
from quizsite.simulation.faults.proxy import Proxy, end_of_request, is_save

SAVE = b"POST /luu-bai/ HTTP/1.1\r\nContent-Length: 4\r\n\r\n%04d"
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


def play(script):
    """Play `script(proxy, seen)` against a server that notes each request body and says ok."""
    return asyncio.run(_with_server(script))


async def _with_server(script):
    seen = []

    async def serve(reader, writer):
        while head := await reader.readuntil(b"\r\n\r\n"):
            assert head
            seen.append(int(await reader.readexactly(4)))
            writer.write(ANSWER)

    async def answer(reader, writer):
        try:
            await serve(reader, writer)
        except asyncio.IncompleteReadError as cut:
            if cut.partial:
                seen.append("half")
        except ConnectionResetError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    proxy = Proxy([server.sockets[0].getsockname()[1]], rng=random.Random(1))
    proxy.network.longest_s = 0.05
    await proxy.start()
    try:
        return await script(proxy, seen)
    finally:
        await proxy.stop()
        server.close()


class Always(random.Random):
    """In an outage one of four connections hangs; here all hang, or none."""

    def __init__(self, *, hangs):
        super().__init__(1)
        self._drawn = 0.0 if hangs else 0.99

    def random(self):
        return self._drawn


def set_fate(proxy, fate):
    proxy.network.shares = {fate: 1.0}


async def eventually(condition):
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


def test_an_undisturbed_network_passes_everything_on():
    async def script(proxy, seen):
        connection = Connection(proxy.port)
        replies = [await connection.ask(SAVE % n) for n in range(3)]
        connection.close()
        assert replies == [Reply(200, b"ok")] * 3
        assert seen == [0, 1, 2]

    play(script)


@pytest.mark.parametrize(
    ("fate", "arrived"),
    [(Fate.CUT_REQUEST, ["half"]), (Fate.CUT_BEFORE_ANSWER, [7]), (Fate.CUT_IN_ANSWER, [7])],
)
def test_a_cut_gives_no_answer_whatever_the_server_did(fate, arrived):
    async def script(proxy, seen):
        set_fate(proxy, fate)
        connections = ConnectionPool(proxy.port, count=1)
        assert await connections.ask(SAVE % 7, timeout_s=5) is None
        await eventually(lambda: seen == arrived)
        connections.close()

    play(script)


def test_the_client_reopens_a_connection_that_was_cut():
    async def script(proxy, seen):
        set_fate(proxy, Fate.CUT_BEFORE_ANSWER)
        connections = ConnectionPool(proxy.port, count=1)
        await connections.ask(SAVE % 1, timeout_s=5)
        proxy.network.shares = {}
        assert await connections.ask(SAVE % 2, timeout_s=5) == Reply(200, b"ok")
        connections.close()

    play(script)


def test_a_duplicate_arrives_twice_and_is_answered_once():
    async def script(proxy, seen):
        set_fate(proxy, Fate.DUPLICATE)
        connections = ConnectionPool(proxy.port, count=1)
        assert await connections.ask(SAVE % 7, timeout_s=5) == Reply(200, b"ok")
        await eventually(lambda: seen == [7, 7])
        connections.close()

    play(script)


def test_an_overtaken_save_arrives_after_its_successor():
    async def script(proxy, seen):
        set_fate(proxy, Fate.OVERTAKEN)
        proxy.network.longest_s = 1.0
        connections = ConnectionPool(proxy.port, count=1)
        assert await connections.ask(SAVE % 1, timeout_s=5) is None
        proxy.network.shares = {}
        assert await connections.ask(SAVE % 2, timeout_s=5) == Reply(200, b"ok")
        await eventually(lambda: seen == [2, 1])
        connections.close()

    play(script)


def test_no_request_gets_through_during_an_outage():
    async def script(proxy, seen):
        connections = ConnectionPool(proxy.port, count=8)
        proxy.rng = Always(hangs=False)
        proxy.begin_outage()
        asked = [connections.ask(SAVE % n, timeout_s=60) for n in range(8)]
        assert await asyncio.gather(*asked) == [None] * 8
        assert seen == []
        proxy.end_outage()
        assert await connections.ask(SAVE % 9, timeout_s=5) == Reply(200, b"ok")
        assert seen == [9]
        connections.close()

    play(script)


def test_a_request_that_hung_arrives_after_its_sender_has_given_up():
    async def script(proxy, seen):
        connections = ConnectionPool(proxy.port, count=1)
        proxy.rng = Always(hangs=True)
        proxy.begin_outage()
        asked = asyncio.create_task(connections.ask(SAVE % 1, timeout_s=60))
        await eventually(lambda: proxy.held == 1)
        asked.cancel()  # as its time-out would, had it not been longer than a slow machine needs
        assert await asyncio.gather(asked, return_exceptions=True) != [Reply(200, b"ok")]
        proxy.end_outage()
        await eventually(lambda: seen == [1])
        connections.close()

    play(script)


def test_a_dead_process_is_passed_over():
    async def script(proxy, seen):
        proxy.ports.insert(0, 1)  # no process listens there
        connections = ConnectionPool(proxy.port, count=4)
        asked = [connections.ask(SAVE % n, timeout_s=5) for n in range(4)]
        assert await asyncio.gather(*asked) == [Reply(200, b"ok")] * 4
        connections.close()

    play(script)


def test_fates_come_as_often_as_they_should():
    network = NetworkConditions(random.Random(1), dict.fromkeys(CUTS, 0.1))
    drawn = [network.fate() for _ in range(10_000)]
    assert 0.68 < drawn.count(Fate.PASS) / len(drawn) < 0.72
    assert sum(network.counts.values()) == len(drawn) - drawn.count(Fate.PASS)


def test_an_answer_is_whole_only_with_its_body():
    assert read_reply(ANSWER[:20]) is None
    assert read_reply(ANSWER[:-1]) is None
    assert read_reply(ANSWER.replace(b"content-length", b"Content-Length")) == Reply(200, b"ok")


def test_a_request_ends_with_its_body():
    save = SAVE % 7
    assert end_of_request(save[:-1]) is None
    assert end_of_request(save + save) == len(save)
    assert is_save(save)
    assert not is_save(b"POST /luu-bai-khac/ HTTP/1.1\r\n\r\n")
