"""People who watch a board: a socket each, back with full jitter when it is cut."""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from contextlib import suppress

import aiohttp

from quizsite.simulation.faults.run_ledger import Book

SILENCE_S = 10.0  # board.js: after about so long the snapshot is asked for over HTTP
FIRST_RETURN_S = 10.0  # board.js: full jitter over this long, then twice as long each time
LONGEST_RETURN_S = 60.0


class Watcher:
    """One open board. `version` is the newest it has seen."""

    def __init__(self, client: aiohttp.ClientSession, *, hurry: float) -> None:
        self.client, self.hurry = client, hurry
        self.version = 0
        self.returns = -1
        self.heard_at = time.monotonic()

    async def poll(self, gallery: "Gallery", rng: random.Random) -> None:
        """Whoever hears nothing for a while asks for the snapshot."""
        while True:
            await asyncio.sleep(SILENCE_S * self.hurry * rng.uniform(0.6, 1))
            if time.monotonic() - self.heard_at < SILENCE_S * self.hurry * 0.6:
                continue
            with suppress(aiohttp.ClientError, OSError, TimeoutError):
                async with self.client.get(gallery.snapshot) as answer:
                    if answer.status == 200:
                        self._hear((await answer.json())["version"], gallery)

    async def watch(self, gallery: "Gallery", rng: random.Random) -> None:
        tries = 0
        while True:
            try:
                async with self.client.ws_connect(gallery.url, origin=gallery.origin) as socket:
                    self.returns += 1
                    tries = 0
                    async for frame in socket:
                        self._read(frame, gallery)
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            ceiling = min(LONGEST_RETURN_S, FIRST_RETURN_S * 2**tries)
            tries += 1
            await asyncio.sleep(ceiling * self.hurry * rng.random())

    def _read(self, frame: aiohttp.WSMessage, gallery: "Gallery") -> None:
        if frame.type is aiohttp.WSMsgType.TEXT:
            self._hear(json.loads(frame.data)["version"], gallery)

    def _hear(self, version: int, gallery: "Gallery") -> None:
        self.heard_at = time.monotonic()
        if version > self.version:
            self.version = version
            gallery.note(version)


class Gallery:
    """All watchers of one run, and the newest version any of them has seen."""

    def __init__(self, book: Book, *, origin: str, path: str, snapshot: str) -> None:
        self.book, self.origin, self.path = book, origin, path
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
        """A newer version after the end of a fault: the board lives again."""
        if version <= self.newest:
            return
        self.newest = version
        if self.book.recoveries:
            recovery = self.book.recoveries[-1]
            if recovery.board_s is None:
                recovery.board_s = time.time() - recovery.ended_at

    async def all_at(self, version: int, *, within_s: float) -> Sequence[Watcher]:
        """Wait until everybody has seen this version; those who have not in time."""
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
