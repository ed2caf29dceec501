"""People who open a page again and again, each noting how long the answer took."""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import suppress

import aiohttp

from quizsite.simulation.faults.browser import Browser
from quizsite.simulation.faults.quantiles import Took

PATIENCE_S = 70.0  # longer than nginx has
PAUSE_S = 1.0


class PageReaders:
    def __init__(self) -> None:
        self.took: list[Took] = []
        self.statuses: dict[int, int] = {}

        self._reading: list[asyncio.Task[None]] = []

    def start(self, browsers: Sequence[Browser], path: str, rng: random.Random) -> None:
        self._reading = [
            asyncio.create_task(self._read(browser, path, rng)) for browser in browsers
        ]

    async def stop(self) -> None:
        for one in self._reading:
            one.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)

    async def _read(self, browser: Browser, path: str, rng: random.Random) -> None:
        await asyncio.sleep(rng.uniform(0, PAUSE_S))
        while True:
            began_at = time.time()
            status = 0
            with suppress(aiohttp.ClientError, TimeoutError, OSError):
                status = await browser.open_page(path, within_s=PATIENCE_S)
            self.took.append(Took(began_at, time.time() - began_at))
            self.statuses[status] = self.statuses.get(status, 0) + 1
            await asyncio.sleep(PAUSE_S * rng.uniform(0.5, 1.5))
