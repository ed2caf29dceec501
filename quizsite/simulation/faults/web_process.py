"""Runs a web process, and restarts it as systemd would."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path

import aiohttp
from django.conf import settings

from quizsite.serving import Place, command_line
from quizsite.simulation.faults.programs import free_port

APPLICATION = "quizsite.asgi:application"
BEFORE = "FAULTS_VERSION_BEFORE"  # a folder with the version that is replaced
RESTART_AFTER_S = 0.5
READY_WITHIN_S = 30


class NotServing(Exception):
    """A web process does not answer; `args[0]` is the end of its log."""


class WebProcess:
    """One process that serves pages, answers and sockets."""

    def __init__(self, place: Path, *, name: str, application: str, env: Mapping[str, str]) -> None:
        self.port, self.application, self.env = free_port(), application, env
        self.log = place / f"{name}.log"
        self.restarts = -1
        # A rolling restart from another version: the first process of it, all others of this one.
        self._before = env.get(BEFORE)
        self._process: Process | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    async def start(self) -> None:
        self._keeper = asyncio.create_task(self._keep())
        await self.ready()

    async def stop(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            try:
                async with asyncio.timeout(10):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    async def _keep(self) -> None:
        """Restart the process however it ended, as systemd's Restart=always does."""
        while True:
            folder, command = self._version()
            with self.log.open("ab") as output:
                self._process = await asyncio.create_subprocess_exec(
                    *command,
                    cwd=folder,
                    env=dict(self.env),
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
            self.restarts += 1
            await self._process.wait()
            await asyncio.sleep(RESTART_AFTER_S)

    def _version(self) -> tuple[str | Path, list[str]]:
        """Return where the next process runs, and its command."""
        if self._before and self.restarts < 0:  # it knows its own command line
            serve = ["-m", "quizsite.serving", "--role", "all", "--port", str(self.port)]
            return self._before, [sys.executable, *serve]
        words = command_line("all", place=Place(port=self.port))
        return settings.BASE_DIR, [self.application if w == APPLICATION else w for w in words]

    async def ready(self) -> None:
        """Wait until the process says that it and its database answer."""
        async with aiohttp.ClientSession() as client:
            for _ in range(READY_WITHIN_S * 10):
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    async with client.get(f"http://127.0.0.1:{self.port}/san-sang") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.1)
        raise NotServing("\n".join(self.log.read_text().splitlines()[-15:]))

    def signal(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)

    async def gone(self) -> None:
        """Wait until the process that runs now has ended."""
        if self._process is not None:
            await self._process.wait()

    def memory_kb(self) -> int:
        """Return how much of the machine's memory the process holds now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1024
