"""Carries out waiting requests together: those that come while a batch runs form the next batch.
An idle process adds no delay, and the queue is bounded."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

import structlog
from django.db import DatabaseError, connection

from quizsite.operations import running_work

Asked = TypeVar("Asked")
Done = TypeVar("Done")
# Gets a batch's results, the seconds it took, and the seconds since its first request came.
Watch = Callable[[Sequence[Done], float, float], None]
log = structlog.get_logger("contests.batches")


class Full(Exception):
    """The batch may not have carried out this request; its sender asks again."""


class RequestBatches(Generic[Asked, Done]):
    """Each event loop has one; its worker starts with the first request.

    `carry_out` gets the requests in order and returns as many results. It runs in a thread with
    its own database connection. Running it twice on the same requests must change nothing."""

    def __init__(
        self,
        carry_out: Callable[[Sequence[Asked]], Sequence[Done]],
        *,
        name: str,
        size: int,
        waiting: int,
        watch: Watch[Done],
    ) -> None:
        self._carry_out, self._watch = carry_out, watch
        self._name, self._size, self._most_waiting = name, size, waiting
        self._queue: deque[tuple[Asked, asyncio.Future[Done], float]] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._came = asyncio.Event()
        # One thread owns one database connection, so commits never queue behind each other.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def __len__(self) -> int:
        return len(self._queue)

    async def ask(self, asked: Asked) -> Done:
        if len(self._queue) >= self._most_waiting:
            raise Full
        loop = asyncio.get_running_loop()
        if self._worker is None:
            self._worker = loop.create_task(self._work())
        future: asyncio.Future[Done] = loop.create_future()
        self._queue.append((asked, future, loop.time()))
        self._came.set()
        return await future

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._came.wait()
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), self._size))]
            if not batch:  # `stop` woke this worker
                return
            if not self._queue:
                self._came.clear()
            began_at = loop.time()
            try:
                results = await loop.run_in_executor(
                    self._thread, self._in_thread, [asked for asked, _future, _came_at in batch]
                )
                for (_asked, future, _came_at), result in zip(batch, results, strict=True):
                    if not future.done():  # its sender may have gone away
                        future.set_result(result)
                now, first_at = loop.time(), batch[0][2]
                self._watch(results, now - began_at, now - first_at)
            except Exception:
                # The worker survives any error: if it died, all later requests would hang. This
                # batch may or may not be carried out. Its senders never get a false "done", but
                # try again.
                log.exception("batch_failed", batches=self._name, size=len(batch))
                for _asked, future, _came_at in batch:
                    if not future.done():
                        future.set_exception(Full())

    def _in_thread(self, asked: Sequence[Asked]) -> Sequence[Done]:
        with running_work.running(self._name):
            return self._try_twice(asked)

    def _try_twice(self, asked: Sequence[Asked]) -> Sequence[Done]:
        """Try again on a new connection if the old one has died, so no request is refused."""
        connection.close_if_unusable_or_obsolete()
        try:
            return self._carry_out(asked)
        except DatabaseError:
            was_alive = connection.is_usable()
            # Even a live connection may lead to a server that is no longer the primary.
            connection.close()
            if was_alive:
                raise
        return self._carry_out(asked)

    async def stop(self) -> None:
        """Finish the running batch and answer it; refuse waiting and later requests."""
        self._most_waiting = 0
        for _asked, future, _came_at in self._queue:
            if not future.done():
                future.set_exception(Full())
        self._queue.clear()
        if self._worker is not None:
            self._came.set()
            await self._worker
        self._thread.submit(_close_connection)
        self._thread.shutdown(wait=True)


def _close_connection() -> None:
    connection.close()  # this closes the worker thread's connection: each thread has its own
