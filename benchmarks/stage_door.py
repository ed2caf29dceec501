"""The site's own server with one more door: the host of a benchmark's show records events there.

The host's desk is a page behind a session; here only what its button does is wanted."""

from quizsite.asgi import application as site  # noqa: I001 -- first: it sets Django up

import json
import time
from typing import Any

from contests.models import Show
from contests.stage.record import Sent, record_event
from quizsite.live.messages import in_thread

PATH = "/benchmark/event/"


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http" or scope["path"] != PATH:
        await site(scope, receive, send)
        return
    body = (await receive())["body"]
    sequence = await in_thread(_record, json.loads(body))
    answer = str(sequence).encode()
    headers = [(b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


def _record(said: dict[str, Any]) -> int:
    show = Show.objects.get(pk=said["show"])
    sent = Sent(said["kind"], said["payload"])
    return record_event(show, sent, at_ms=time.time_ns() // 1_000_000).sequence
