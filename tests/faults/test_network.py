"""The harness's own network: what it does to requests, and what its clients make of answers."""

import asyncio
import random

import pytest

from quizsite.simulation.faults.http_client import Line, Lines, Reply, read_reply
from quizsite.simulation.faults.network import CUTS, Fate, Weather
from quizsite.simulation.faults.proxy import Proxy, end_of_request, is_save

SAVE = b"POST /luu-bai/ HTTP/1.1\r\nContent-Length: 4\r\n\r\n%04d"
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


def run(scene):
    """Play `scene(proxy, seen)` against a server that notes each request body and says ok."""
    return asyncio.run(_with_server(scene))


async def _with_server(scene):
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
    proxy.weather.longest_s = 0.05
    await proxy.start()
    try:
        return await scene(proxy, seen)
    finally:
        await proxy.stop()
        server.close()


class Always(random.Random):
    """Of four lines one hangs in the dark; here each does, or none."""

    def __init__(self, *, hangs):
        super().__init__(1)
        self._drawn = 0.0 if hangs else 0.99

    def random(self):
        return self._drawn


def under(proxy, fate):
    proxy.weather.shares = {fate: 1.0}


async def eventually(condition):
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


def test_a_clear_day_passes_everything_on():
    async def scene(proxy, seen):
        line = Line(proxy.port)
        replies = [await line.ask(SAVE % n) for n in range(3)]
        line.close()
        assert replies == [Reply(200, b"ok")] * 3
        assert seen == [0, 1, 2]

    run(scene)


@pytest.mark.parametrize(
    ("fate", "arrived"),
    [(Fate.CUT_REQUEST, ["half"]), (Fate.CUT_BEFORE_ANSWER, [7]), (Fate.CUT_IN_ANSWER, [7])],
)
def test_a_cut_gives_no_answer_whatever_the_server_did(fate, arrived):
    async def scene(proxy, seen):
        under(proxy, fate)
        lines = Lines(proxy.port, count=1)
        assert await lines.ask(SAVE % 7, timeout_s=5) is None
        await eventually(lambda: seen == arrived)
        lines.close()

    run(scene)


def test_a_line_that_was_cut_is_opened_again():
    async def scene(proxy, seen):
        under(proxy, Fate.CUT_BEFORE_ANSWER)
        lines = Lines(proxy.port, count=1)
        await lines.ask(SAVE % 1, timeout_s=5)
        proxy.weather.shares = {}
        assert await lines.ask(SAVE % 2, timeout_s=5) == Reply(200, b"ok")
        lines.close()

    run(scene)


def test_a_duplicate_arrives_twice_and_is_answered_once():
    async def scene(proxy, seen):
        under(proxy, Fate.DUPLICATE)
        lines = Lines(proxy.port, count=1)
        assert await lines.ask(SAVE % 7, timeout_s=5) == Reply(200, b"ok")
        await eventually(lambda: seen == [7, 7])
        lines.close()

    run(scene)


def test_an_overtaken_save_arrives_after_its_successor():
    async def scene(proxy, seen):
        under(proxy, Fate.OVERTAKEN)
        proxy.weather.longest_s = 1.0
        lines = Lines(proxy.port, count=1)
        assert await lines.ask(SAVE % 1, timeout_s=5) is None
        proxy.weather.shares = {}
        assert await lines.ask(SAVE % 2, timeout_s=5) == Reply(200, b"ok")
        await eventually(lambda: seen == [2, 1])
        lines.close()

    run(scene)


def test_nobody_gets_through_in_the_dark():
    async def scene(proxy, seen):
        lines = Lines(proxy.port, count=8)
        proxy.rng = Always(hangs=False)
        proxy.go_dark()
        asked = [lines.ask(SAVE % n, timeout_s=60) for n in range(8)]
        assert await asyncio.gather(*asked) == [None] * 8
        assert seen == []
        proxy.go_light()
        assert await lines.ask(SAVE % 9, timeout_s=5) == Reply(200, b"ok")
        assert seen == [9]
        lines.close()

    run(scene)


def test_what_hung_in_the_dark_arrives_when_its_sender_has_given_up():
    async def scene(proxy, seen):
        lines = Lines(proxy.port, count=1)
        proxy.rng = Always(hangs=True)
        proxy.go_dark()
        asked = asyncio.create_task(lines.ask(SAVE % 1, timeout_s=60))
        await eventually(lambda: proxy.held == 1)
        asked.cancel()  # as its time-out would, had it not been longer than a slow machine needs
        assert await asyncio.gather(asked, return_exceptions=True) != [Reply(200, b"ok")]
        proxy.go_light()
        await eventually(lambda: seen == [1])
        lines.close()

    run(scene)


def test_a_dead_process_is_passed_over():
    async def scene(proxy, seen):
        proxy.ports.insert(0, 1)  # nobody listens there
        lines = Lines(proxy.port, count=4)
        asked = [lines.ask(SAVE % n, timeout_s=5) for n in range(4)]
        assert await asyncio.gather(*asked) == [Reply(200, b"ok")] * 4
        lines.close()

    run(scene)


def test_fates_come_as_often_as_they_should():
    weather = Weather(random.Random(1), dict.fromkeys(CUTS, 0.1))
    drawn = [weather.fate() for _ in range(10_000)]
    assert 0.68 < drawn.count(Fate.PASS) / len(drawn) < 0.72
    assert sum(weather.counts.values()) == len(drawn) - drawn.count(Fate.PASS)


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
