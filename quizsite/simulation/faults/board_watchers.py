"""People watch a board by a socket each, and reconnect with full jitter when it is cut."""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from contextlib import suppress

import aiohttp

from quizsite.simulation.faults.run_ledger import RunLedger

SILENCE_S = 10.0  # board.js asks for the snapshot over HTTP after about this long
FIRST_RETURN_S = 10.0  # board.js: full jitter over this long, then twice as long each time
LONGEST_RETURN_S = 60.0


class Watcher:
    """One open board; `version` is the newest one it has seen."""

    def __init__(self, client: aiohttp.ClientSession, *, hurry: float) -> None:
        self.client, self.hurry = client, hurry
        self.version = 0
        self.returns = -1
        self.heard_at = time.monotonic()

    async def poll(self, board_watchers: "BoardWatchers", rng: random.Random) -> None:
        """Ask for the snapshot whenever the socket has been silent for a while."""
        while True:
            await asyncio.sleep(SILENCE_S * self.hurry * rng.uniform(0.6, 1))
            if time.monotonic() - self.heard_at < SILENCE_S * self.hurry * 0.6:
                continue
            with suppress(aiohttp.ClientError, OSError, TimeoutError):
                async with self.client.get(board_watchers.snapshot) as answer:
                    if answer.status == 200:
                        self._hear((await answer.json())["version"], board_watchers)

    async def watch(self, board_watchers: "BoardWatchers", rng: random.Random) -> None:
        tries = 0
        while True:
            try:
                async with self.client.ws_connect(
                    board_watchers.url, origin=board_watchers.origin
                ) as socket:
                    self.returns += 1
                    tries = 0
                    async for frame in socket:
                        self._read(frame, board_watchers)
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            ceiling = min(LONGEST_RETURN_S, FIRST_RETURN_S * 2**tries)
            tries += 1
            await asyncio.sleep(ceiling * self.hurry * rng.random())

    def _read(self, frame: aiohttp.WSMessage, board_watchers: "BoardWatchers") -> None:
        if frame.type is aiohttp.WSMsgType.TEXT:
            self._hear(json.loads(frame.data)["version"], board_watchers)

    def _hear(self, version: int, board_watchers: "BoardWatchers") -> None:
        self.heard_at = time.monotonic()
        if version > self.version:
            self.version = version
            board_watchers.note(version)


class BoardWatchers:
    """All watchers of one run; `newest` is the newest version that any of them has seen."""

    def __init__(self, ledger: RunLedger, *, origin: str, path: str, snapshot: str) -> None:
        self.ledger, self.origin, self.path = ledger, origin, path
        self.url, self.snapshot = origin + path, origin + snapshot
        self.newest = 0
        self.watchers: list[Watcher] = []
        self._tasks: list[asyncio.Task[None]] = []

    def open(
        self, client: aiohttp.ClientSession, *, count: int, hurry: float, rng: random.Random
    ) -> None:
        for _ in range(count):
            watcher = Watcher(client, hurry=hurry)
            self.watchers.append(watcher)
            for work in (watcher.watch(self, rng), watcher.poll(self, rng)):
                self._tasks.append(asyncio.create_task(work))

    def note(self, version: int) -> None:
        """Note a newer version; the first one after a fault ends the board's recovery."""
        if version <= self.newest:
            return
        self.newest = version
        if self.ledger.recoveries:
            recovery = self.ledger.recoveries[-1]
            if recovery.board_s is None:
                recovery.board_s = time.time() - recovery.ended_at

    async def all_at(self, version: int, *, within_s: float) -> Sequence[Watcher]:
        """Wait until all have seen this version, and return the watchers still behind."""
        until = asyncio.get_running_loop().time() + within_s
        while True:
            behind = [watcher for watcher in self.watchers if watcher.version < version]
            if not behind or asyncio.get_running_loop().time() > until:
                return behind
            await asyncio.sleep(0.1)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
