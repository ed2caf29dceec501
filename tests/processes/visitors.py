"""Clients that save without a pause and keep a ledger, and watchers that reconnect when cut."""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from django.conf import settings

from quizsite.simulation.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]
MOST_TRIES = 30
# All savers share one address, to which nginx allows 1,000 saves a second.
PAUSE_S = 0.02


def first_wait_s() -> float:
    """Read the pages' own figure (tests/journeys/test_reconnecting.py shows that they keep it)."""
    text = (ROOT / "quizsite/static/reconnect.js").read_text()
    return int(re.findall(r"FIRST_MS = ([\d_]+)", text)[0]) / 1000


def open_client() -> aiohttp.ClientSession:
    """Open a client that accepts the test's certificate, which no authority has signed."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, ssl=False),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=20),
    )


@dataclass(slots=True)
class Saver:
    """Saves papers over and over, and counts the answer to each try."""

    url: str
    ledger: Ledger
    statuses: Counter[str] = field(default_factory=Counter)
    failed: int = 0

    async def save_until(
        self, stop: asyncio.Event, client: aiohttp.ClientSession, paper: dict[str, Any]
    ) -> None:
        seq = paper["first_seq"]
        while not stop.is_set():
            seq += 1
            position, choice = seq % 3 + 1, 1 << seq % 4
            if await self._save(client, paper["ticket"], [position, choice, seq]):
                self.ledger.acknowledge(paper["attempt"], position, choice=choice, seq=seq)
            else:
                self.failed += 1
            await asyncio.sleep(PAUSE_S)

    async def _save(
        self, client: aiohttp.ClientSession, ticket: str, change: Sequence[int]
    ) -> bool:
        for tries in range(MOST_TRIES):
            status = await self._try(client, {"ticket": ticket, "changes": [change]})
            self.statuses[status] += 1
            if status == "200":
                return True
            await asyncio.sleep(min(4, 0.1 * 2**tries) * random.uniform(0.5, 1))
        return False

    async def _try(self, client: aiohttp.ClientSession, body: dict[str, object]) -> str:
        headers = {"Origin": self.url}
        try:
            async with client.post(
                self.url + settings.SAVE_PATH, json=body, headers=headers
            ) as answer:
                await answer.read()
                return str(answer.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            return type(error).__name__


@dataclass(slots=True)
class Watchers:
    """Holds sockets of one board, and notes how they ended and when each came back."""

    url: str
    path: str
    closed: Counter[object] = field(default_factory=Counter)
    back_after_s: list[float] = field(default_factory=list)
    refused: int = 0

    async def watch(self, client: aiohttp.ClientSession) -> None:
        cut_at = None
        while True:
            try:
                # Without autoclose, since a late reply would hide the close code we got.
                async with client.ws_connect(
                    self.url + self.path, origin=self.url, autoclose=False
                ) as socket:
                    await socket.receive_json()  # the current board
                    if cut_at is not None:
                        self.back_after_s.append(time.monotonic() - cut_at)
                    while (message := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                        pass
                    self.closed[message.data] += 1
                    cut_at = time.monotonic()
            except (aiohttp.ClientError, TypeError, TimeoutError):
                self.refused += 1
            await asyncio.sleep(random.uniform(0, first_wait_s()))
