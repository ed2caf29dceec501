"""The board lives: writer, hub and socket together, on whichever channel layer is set."""

import asyncio
import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.layers import channel_layers
from channels.routing import URLRouter
from django.db import OperationalError, connections, transaction

from contests.signals import attempts_closed
from leaderboard import upkeep
from leaderboard.boards import writer as broadcasts
from leaderboard.boards.board import BoardKey
from leaderboard.boards.hub import Hub
from leaderboard.boards.routing import websocket_urlpatterns
from leaderboard.boards.writer import BoardWriter, mark_dirty
from leaderboard.finals import final_ranking as settling
from leaderboard.finals.finalise import finalise_round
from leaderboard.models import Board
from leaderboard.standings.store import record_results
from quizsite.live import messages as live
from quizsite.live.messages import in_thread
from quizsite.live.rooms import Room
from quizsite.live.subscribers import WAITING_FRAMES, Subscriber
from tests.factories import NOON, DivisionFactory, EntryFactory, RoundFactory
from tests.leaderboard.cast import closed_attempt

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NOW = datetime.now(UTC)
sockets = URLRouter(websocket_urlpatterns)


@pytest.fixture(autouse=True)
def _live(settings, monkeypatch):
    """Short waits, and no connection kept in a thread when the test ends."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    monkeypatch.setattr(Hub, "look_every_s", 0.3)
    monkeypatch.setattr(broadcasts, "EVERY_S", 0.2)
    monkeypatch.setattr(broadcasts, "writer", BoardWriter())
    settings.BOARD_WRITER = True
    channel_layers.backends = {}
    yield
    channel_layers.backends = {}


@pytest.fixture
def week():
    """Open now, by the clock of whoever catches up."""
    return RoundFactory(
        number=1, opens_at=NOW - timedelta(days=1), closes_at=NOW + timedelta(days=1)
    )


@pytest.fixture
def division(week):
    return DivisionFactory(contest=week.contest, code="cbccvc")


@pytest.fixture(autouse=True)
def unmarked(monkeypatch):
    """Boards are written when a test marks them; what nobody marked, when a test says so."""
    waiting = []
    monkeypatch.setattr(upkeep, "boards_with_changes", lambda: list(waiting))
    return waiting


@pytest.fixture
def key(week, division):
    return BoardKey(week.contest_id, week.pk, division.pk)


@pytest.fixture
def path(week, division):
    return f"/ws/bang-xep-hang/{week.contest.slug}/?ky=1&bang=cbccvc"


@pytest.fixture
def take(week, division):
    def take(seconds=10):
        # At once, or a look between the attempt and its result makes a board of its own.
        with transaction.atomic():
            entry = EntryFactory(contest=week.contest, division=division)
            closed_attempt(entry, week, correct=5, seconds=seconds)
            record_results(week, [entry.pk])
        connections.close_all()
        return entry

    return take


class Watcher(ApplicationCommunicator):
    """A browser's socket (channels.testing wants Daphne, which we do not use)."""

    def __init__(self, path):
        path, _, query = path.partition("?")
        scope = {"type": "websocket", "path": path, "query_string": query.encode(), "headers": []}
        super().__init__(sockets, scope)

    async def connect(self):
        await self.send_input({"type": "websocket.connect"})
        return await self.receive_output(timeout=5)

    async def frame(self):
        return json.loads((await self.receive_output(timeout=5))["text"])

    async def disconnect(self):
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(timeout=5)


async def watch(path):
    watcher = Watcher(path)
    assert await watcher.connect() == {"type": "websocket.accept"}
    return watcher


async def next_board(socket):
    """The next frame that is a board, not a sign of life."""
    while True:
        frame = await socket.frame()
        if "rows" in frame:
            return frame


async def close_hub():
    await Hub.here().stop()
    await upkeep.stop()


def test_a_watcher_sees_the_board_and_then_its_change(path, key, take, monkeypatch):
    monkeypatch.setattr(Hub, "look_every_s", 60)  # by message alone
    take()

    async def play():
        await upkeep.start()
        socket = await watch(path)
        first = await next_board(socket)
        await in_thread(take, 5)
        await in_thread(mark_dirty, [key])
        second = await next_board(socket)
        await socket.disconnect()
        await close_hub()
        return first, second

    first, second = asyncio.run(play())

    assert [len(first["rows"]), len(second["rows"])] == [1, 2]
    assert [first["version"], second["version"]] == [1, 2]


def test_a_change_that_its_process_did_not_live_to_mark_is_found(
    path, key, take, unmarked, monkeypatch
):
    monkeypatch.setattr(Hub, "look_every_s", 60)
    monkeypatch.setattr(upkeep, "COUNT_EVERY_S", 0.1)

    async def play():
        await upkeep.start()
        socket = await watch(path)
        await next_board(socket)
        await in_thread(take, 5)
        unmarked.append(key)
        found = await next_board(socket)
        await socket.disconnect()
        await close_hub()
        return found

    assert len(asyncio.run(play())["rows"]) == 1


def test_a_change_is_marked_when_it_is_committed(
    path, key, week, division, django_capture_on_commit_callbacks
):
    marked = []
    entry = EntryFactory(contest=week.contest, division=division)
    attempt = closed_attempt(entry, week)
    broadcasts.writer.mark = marked.extend

    attempts_closed.send(None, round=attempt.round, entry_ids=[entry.pk])

    assert marked == [key, key._replace(round=None)]


def test_many_changes_in_one_moment_make_few_versions(path, key, take, monkeypatch):
    monkeypatch.setattr(broadcasts, "EVERY_S", 1.5)  # a moment, on a busy machine too

    async def play():
        await upkeep.start()
        socket = await watch(path)
        await next_board(socket)
        for seconds in range(6):
            await in_thread(take, seconds)
            mark_dirty([key])
        while len((last := await next_board(socket))["rows"]) < 6:
            pass
        await socket.disconnect()
        await close_hub()
        return last

    last = asyncio.run(play())

    assert last["version"] <= 5


async def until(holds):
    """Wait for what comes in its own time, however busy the machine is."""
    async with asyncio.timeout(20):
        while not await in_thread(holds):
            await asyncio.sleep(0.01)


def rows_written():
    return sum(len(board.snapshot.get("rows", [])) for board in Board.objects.all())


def test_two_writers_make_versions_without_gaps_each_once(key, take):
    """Two processes' writers on one board: every version has one author."""
    told = []

    async def note(_key, board):
        told.append(board.version)

    async def play(writers):
        for writer in writers:
            writer.start()
        for seconds in range(5):
            await in_thread(take, seconds)
            for writer in writers:
                writer.mark([key])
            await until(lambda rows=seconds + 1: rows_written() == rows)
        for writer in writers:
            await until(lambda writer=writer: not writer._dirty)
            await writer.stop()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(broadcasts, "_tell", note)
        asyncio.run(play([BoardWriter(), BoardWriter()]))

    assert told == list(range(1, len(told) + 1))
    assert rows_written() == 5


def test_a_process_of_pages_writes_boards_on_a_thread_of_its_own(key, take, monkeypatch):
    take()
    told = threading.Event()

    async def note(_key, _board):
        told.set()

    monkeypatch.setattr(broadcasts, "_tell", note)

    mark_dirty([key])

    assert told.wait(timeout=5)
    asyncio.run_coroutine_threadsafe(broadcasts.writer.stop(), broadcasts.writer._loop).result(
        timeout=5
    )
    assert Board.objects.get().version == 1


def test_a_board_that_changed_unheard_is_seen_within_a_look(path, key, take):
    """No message arrived (Redis away, another process without it): the hub looks itself."""

    async def play():
        socket = await watch(path)
        await next_board(socket)
        await in_thread(take)
        await in_thread(broadcasts.advance_board, key, at=NOON)
        changed = await next_board(socket)
        await socket.disconnect()
        await close_hub()
        return changed

    assert asyncio.run(play())["version"] == 2


def test_a_quiet_board_gives_a_sign_of_life(path, key):
    async def play():
        socket = await watch(path)
        await next_board(socket)
        sign = await socket.frame()
        await socket.disconnect()
        await close_hub()
        return sign

    assert asyncio.run(play()) == {"version": 1}


def test_results_missed_by_a_killed_process_are_caught_up(key, take, monkeypatch):
    monkeypatch.setattr(upkeep, "CATCH_UP_EVERY_S", 0.3)
    broadcasts.publish_now([key], at=NOW)

    async def play():
        await upkeep.start()
        await asyncio.sleep(0.5)
        await in_thread(take)
        await asyncio.sleep(0.8)
        await upkeep.stop()

    asyncio.run(play())

    assert Board.objects.get().version == 2


def test_board_of_a_deleted_contest_is_forgotten(key, week):
    week.contest.divisions.all().delete()
    week.contest.delete()

    async def play():
        writer = BoardWriter()
        writer.start()
        writer.mark([key])
        await asyncio.sleep(0.5)
        left = set(writer._dirty)
        await writer.stop()
        return left

    assert asyncio.run(play()) == set()


def test_one_subscription_serves_all_sockets_of_a_board(path, key):
    async def play():
        watchers = await asyncio.gather(*(watch(path) for _ in range(20)))
        await asyncio.gather(*(next_board(watcher) for watcher in watchers))
        rooms = Hub.here()._rooms
        subscribers = [len(room.subscribers) for room in rooms.values()]
        for watcher in watchers:
            await watcher.disconnect()
        await until(lambda: not rooms)
        await close_hub()
        return subscribers

    assert asyncio.run(play()) == [20]


def test_unknown_board_is_closed_before_it_opens(week):
    async def play():
        return await Watcher("/ws/bang-xep-hang/khong-co/").connect()

    assert asyncio.run(play()) == {"type": "websocket.close", "code": 4404}


def test_board_goes_on_without_its_messages(path, key, take, monkeypatch):
    """Redis is away: subscribing and telling fail, looking goes on."""

    class Away:
        async def new_channel(self):
            raise ConnectionRefusedError

        async def group_send(self, group, message):
            raise ConnectionRefusedError

    monkeypatch.setattr(live, "get_channel_layer", Away)

    async def play():
        await upkeep.start()
        socket = await watch(path)
        await next_board(socket)
        await in_thread(take)
        mark_dirty([key])
        changed = await next_board(socket)
        await socket.disconnect()
        await close_hub()
        return changed

    assert len(asyncio.run(play())["rows"]) == 1


def test_a_ranking_left_half_way_is_completed_and_shown(week, path, take, monkeypatch):
    monkeypatch.setattr(Hub, "look_every_s", 60)
    monkeypatch.setattr(upkeep, "RANK_EVERY_S", 0.1)
    monkeypatch.setattr(upkeep, "RANK_FOR_S", 0)
    monkeypatch.setattr(settling, "BATCH", 1)
    type(week).objects.update(prediction_target="entrants", closes_at=NOW - timedelta(hours=1))
    for seconds in (1, 2, 3):
        take(seconds)
    finalise_round(week, by=None, at=NOW, within_s=0)
    connections.close_all()

    async def play():
        await upkeep.start()
        socket = await watch(path)
        while not (found := await next_board(socket))["rows"]:
            assert found["is_hidden"]
        await socket.disconnect()
        await close_hub()
        return found

    assert len(asyncio.run(play())["rows"]) == 3
    assert settling.rounds_to_rank() == []


def test_trouble_with_one_ranking_does_not_stop_the_others(monkeypatch, week):
    other = RoundFactory()
    looks, settled = [], []

    def unsettled():
        looks.append(1)
        if len(looks) == 1:
            raise OperationalError("the database is away")
        return [week, other]

    def settle(round, **_):
        if round == week:
            raise RuntimeError("a bug")
        settled.append(round)
        return True

    monkeypatch.setattr(upkeep, "RANK_EVERY_S", 0.01)
    monkeypatch.setattr(upkeep, "rounds_to_rank", unsettled)
    monkeypatch.setattr(upkeep, "continue_final_ranking", settle)

    async def play():
        await upkeep.start()
        while len(settled) < 2:
            await asyncio.sleep(0.01)
        await close_hub()

    asyncio.run(asyncio.wait_for(play(), 10))

    assert set(settled) == {other}


def test_slow_reader_keeps_the_newest_frame_and_is_then_sent_away():
    async def play():
        subscriber, sent = Subscriber(), []
        for number in range(WAITING_FRAMES + 1):
            subscriber.hand(str(number))
        waiting = list(subscriber._frames)
        for number in range(WAITING_FRAMES):
            subscriber.hand(str(number))

        async def send(message):
            sent.append(message)

        await asyncio.wait_for(subscriber.forward(send), 1)
        return waiting, sent

    waiting, sent = asyncio.run(play())

    assert waiting == [str(WAITING_FRAMES)]
    assert sent == [{"type": "websocket.close", "code": 1013}]


def test_old_frames_are_not_shown_again():
    async def play():
        room = Room()
        return [room.show(version, "{}") for version in (2, 2, 1, 3)]

    assert asyncio.run(play()) == [True, False, False, True]


@pytest.mark.parametrize(
    "trouble",
    [OperationalError("the database is away"), OSError(24, "Too many open files")],
    ids=["database", "files"],
)
def test_a_writer_that_could_not_write_writes_a_moment_later(monkeypatch, key, trouble):
    tries = []

    async def in_thread(*_args, **_more):
        tries.append(1)
        if len(tries) == 1:
            raise trouble
        return None, None

    monkeypatch.setattr(broadcasts, "in_thread", in_thread)
    monkeypatch.setattr(broadcasts, "EVERY_S", 0.01)

    async def play():
        writer = BoardWriter()
        writer.start()
        writer.mark([key])
        for _ in range(200):
            await asyncio.sleep(0.01)
            if len(tries) > 1:
                break
        await writer.stop()

    asyncio.run(play())
    assert len(tries) >= 2
