"""Messages to sockets, sent from any thread and received by any process.

Messages only save time: every page also looks at the database every few seconds. So a dead or
hanging Redis costs seconds, never a request, a socket or an answer."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import weakref
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, ParamSpec, TypeVar

import structlog
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import close_old_connections
from redis.exceptions import RedisError

P = ParamSpec("P")
R = TypeVar("R")
log = structlog.get_logger("quizsite.live")

# A stopped Redis answers nothing and refuses nothing.
WITHIN_S = 1.5
# After a failure nothing is sent for this long: no queue, and one line in the log.
PAUSE_S = 1.0
AGAIN_S = 5.0

_loop: asyncio.AbstractEventLoop | None = None
_paused_until: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, float] = (
    weakref.WeakKeyDictionary()
)


def attach(loop: asyncio.AbstractEventLoop | None) -> None:
    """Name the loop this process serves sockets on; the in-memory layer lives only there."""
    global _loop  # noqa: PLW0603 -- one loop per process, set once at start
    _loop = loop


@cache
def loop_of_own_thread() -> asyncio.AbstractEventLoop:
    """Start a loop in a thread, for a process that serves only pages but sends messages."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="live", daemon=True).start()
    return loop


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run database work off the loop, on connections that survive a restart of the database."""

    def run() -> R:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    return await sync_to_async(run, thread_sensitive=False)()


async def end(*tasks: asyncio.Task[None]) -> None:
    """Cancel until the task has ended: a library may take a cancellation for a lost connection."""
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=0.2)


def tell(group: str, message: dict[str, Any]) -> None:
    """Send to a group from any thread, without waiting."""
    loop = _loop
    if loop is None and settings.SERVE_ROLE == "pages":
        loop = loop_of_own_thread()
    if loop is not None:
        asyncio.run_coroutine_threadsafe(send(group, message), loop)
    else:  # a command, which may end before a thread would get to it
        async_to_sync(send)(group, message)


async def send(group: str, message: dict[str, Any]) -> None:
    """A dead Redis loses only the message; a hanging one delays it for a moment."""
    loop = asyncio.get_running_loop()
    if loop.time() < _paused_until.get(loop, 0):
        return
    try:
        async with asyncio.timeout(WITHIN_S):
            await get_channel_layer().group_send(group, message)
        _paused_until.pop(loop, None)
    except (OSError, RedisError) as error:
        # Others were waiting beside this one; the first to fail says so for all.
        if loop.time() >= _paused_until.get(loop, 0):
            log.warning("not_told", group=group, error=repr(error))
        _paused_until[loop] = loop.time() + PAUSE_S


class Listener:
    """Listens to groups of the channel layer for one process.

    It joins again and again, because Redis may be away and memberships run out. It calls `joined`
    when a group is heard from now on: messages sent before were missed."""

    def __init__(
        self,
        heard: Callable[[dict[str, Any]], None],
        joined: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        self._heard, self._joined = heard, joined
        self._groups: dict[str, bool] = {}  # is it heard?
        self._channel = ""
        self._has_channel = asyncio.Event()
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def join(self, group: str) -> None:
        """Return at once; opening a socket never waits for Redis."""
        if group in self._groups:
            return
        self._groups[group] = False
        self._wake.set()
        if not self._tasks:
            create = asyncio.get_running_loop().create_task
            self._tasks = [create(self._join_forever()), create(self._hear_forever())]

    @property
    def groups(self) -> set[str]:
        return set(self._groups)

    async def leave(self, group: str) -> None:
        if self._groups.pop(group, False):
            await self._discard(group)

    async def stop(self) -> None:
        tasks, self._tasks = self._tasks, []
        await end(*tasks)
        for group in [group for group, is_heard in self._groups.items() if is_heard]:
            await self._discard(group)
        self._groups.clear()
        self._channel = ""
        self._has_channel.clear()

    async def _discard(self, group: str) -> None:
        try:
            async with asyncio.timeout(WITHIN_S):
                await get_channel_layer().group_discard(group, self._channel)
        except (OSError, RedisError) as error:
            log.warning("not_left", group=group, error=repr(error))

    async def _join_forever(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self._join_all()
            except (OSError, RedisError) as error:
                log.warning("not_listening", error=repr(error))
            except Exception:
                log.exception("not_listening")  # whatever it was, it must not end the listening
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_S):
                    await self._wake.wait()

    async def _join_all(self) -> None:
        layer = get_channel_layer()
        if not self._channel:
            async with asyncio.timeout(WITHIN_S):
                self._channel = await layer.new_channel()
            self._has_channel.set()
        for group, was_heard in list(self._groups.items()):
            async with asyncio.timeout(WITHIN_S):
                await layer.group_add(group, self._channel)
            if group in self._groups and not was_heard:
                self._groups[group] = True
                if self._joined is not None:
                    await self._joined(group)

    async def _hear_forever(self) -> None:
        await self._has_channel.wait()
        while True:
            try:
                self._heard(await get_channel_layer().receive(self._channel))
            except Exception:
                # Whatever a layer or a message of another release brings: going deaf is worse.
                log.exception("not_heard")
                await asyncio.sleep(PAUSE_S)
