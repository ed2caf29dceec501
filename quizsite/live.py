"""Telling sockets, from whichever thread something happened in."""

import asyncio
import threading
from functools import cache
from typing import Any

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from redis.exceptions import RedisError

log = structlog.get_logger("quizsite.live")

_loop: asyncio.AbstractEventLoop | None = None


def attach(loop: asyncio.AbstractEventLoop | None) -> None:
    """Name the loop this process serves sockets on; the in-memory layer lives only there."""
    global _loop  # noqa: PLW0603 -- one loop per process, set once at start
    _loop = loop


@cache
def loop_of_own_thread() -> asyncio.AbstractEventLoop:
    """For a process that serves only pages: its requests end, its messages must still be told."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="live", daemon=True).start()
    return loop


def tell(group: str, message: dict[str, Any]) -> None:
    """Send to a group; nobody waits for it, and a dead Redis loses only the message."""
    layer = get_channel_layer()
    loop = _loop
    if loop is None and settings.SERVE_ROLE == "pages":
        loop = loop_of_own_thread()
    if loop is not None:
        asyncio.run_coroutine_threadsafe(_send(layer, group, message), loop)
    else:  # a command, which may end before a thread would get to it
        async_to_sync(_send)(layer, group, message)


async def _send(layer: Any, group: str, message: dict[str, Any]) -> None:
    try:
        await layer.group_send(group, message)
    except (OSError, RedisError) as error:
        log.warning("not_told", group=group, error=str(error))
