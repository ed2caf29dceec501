"""Sends requests to the ASGI endpoints beside Django, as a server hands them over."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

Headers = Sequence[tuple[bytes, bytes]]
HOST = (b"host", b"testserver")
ORIGIN = (b"origin", b"http://testserver")


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


async def ask(
    endpoint: Any, body: bytes, *, headers: Headers = (HOST, ORIGIN), method: str = "POST"
) -> Reply:
    """Send one request, its body in pieces."""
    sent: list[dict[str, Any]] = []
    chunks = [body[start : start + 4096] for start in range(0, len(body), 4096)] or [b""]

    async def receive() -> dict[str, Any]:
        chunk = chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await endpoint({"type": "http", "method": method, "headers": list(headers)}, receive, send)
    start, rest = sent
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return Reply(start["status"], told, rest["body"].decode())


def ask_all(
    make_endpoint: Callable[[], Any],
    *bodies: bytes,
    after: Callable[[], Awaitable[None]] | None = None,
    **options: Any,
) -> list[Reply]:
    """Send all bodies at the same moment, to an endpoint of their own; it stops after `after`."""

    async def all_of_them() -> list[Reply]:
        endpoint = make_endpoint()
        try:
            replies = await asyncio.gather(*(ask(endpoint, body, **options) for body in bodies))
            if after is not None:
                await after()
            return replies
        finally:
            await endpoint.stop()

    return asyncio.run(all_of_them())
