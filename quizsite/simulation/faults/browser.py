"""People take up a paper in a browser, submit it, and look whether they are signed in."""

import asyncio
import json
import random
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
from django.conf import settings

_CSRF = "r" * 32
PATIENCE_S = 90.0


@dataclass(frozen=True, slots=True)
class Browser:
    """A signed-in browser; its person presses the button again until the page answers."""

    client: aiohttp.ClientSession
    origin: str
    session_key: str
    rng: random.Random

    async def take_up(self, code: str) -> dict[str, Any] | None:
        """Return the tab's token and numbers; None if the paper is closed."""
        status, answer = await self._insist("POST", f"/bai-thi/{code}/nhan-bai/")
        taken: dict[str, Any] | None = json.loads(answer) if status == 200 else None
        return taken

    async def submit(self, code: str) -> bool:
        """Submit by the form, and return True if the server accepts the paper."""
        status, place = await self._insist("POST", f"/bai-thi/{code}/nop-bai/")
        return status == 302 and place.endswith("/ket-qua/")

    async def is_signed_in(self, path: str) -> bool:
        """Open a page from which the server sends strangers to the sign-in page."""
        status, _answer = await self._insist("GET", path)
        return status == 200

    async def open_page(self, path: str, *, within_s: float) -> int:
        """Ask once, and return the status."""
        session = settings.SESSION_COOKIE_NAME
        async with self.client.get(
            self.origin + path,
            headers={"Cookie": f"{session}={self.session_key}"},
            timeout=aiohttp.ClientTimeout(total=within_s),
        ) as response:
            await response.read()
            return response.status

    async def _insist(self, method: str, path: str) -> tuple[int, str]:
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                return await self._ask_until_answered(method, path)
        return 0, ""

    async def _ask_until_answered(self, method: str, path: str) -> tuple[int, str]:
        session, csrf = settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME
        headers = {
            "Cookie": f"{session}={self.session_key}; {csrf}={_CSRF}",
            "X-CSRFToken": _CSRF,
            "Origin": self.origin,
        }
        while True:
            try:
                async with self.client.request(
                    method, self.origin + path, headers=headers, allow_redirects=False
                ) as response:
                    answer = await response.text()
                if response.status < 500:
                    return response.status, response.headers.get("Location", answer)
            except (aiohttp.ClientError, TimeoutError, OSError):
                pass
            await asyncio.sleep(self.rng.uniform(0.3, 1.5))


def open_client(*, timeout_s: float) -> aiohttp.ClientSession:
    """Open a client without a cookie jar: each request brings its person's cookies."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=timeout_s),
    )
