"""nginx with the deployed configuration, in front of the processes of one run."""

import asyncio
import os
import signal
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from quizsite.simulation.faults.certificates import Authority, TlsBridge
from quizsite.simulation.faults.programs import free_port
from quizsite.simulation.nginx import Front, command_line, write_configuration

RESTART_AFTER_S = 1.0
GOOD_FOR = timedelta(days=40)


class NginxFront:
    """Restarted when it ends, as the shipped drop-in for nginx.service says.

    Everybody of a run comes from one address, so it counts nobody's requests."""

    def __init__(self, place: Path, *, is_encrypted: bool = False) -> None:
        self.place, self.port = place, free_port()
        self._own_port = free_port() if is_encrypted else self.port
        self.authority = Authority(place) if is_encrypted else None
        self.bridge = (
            TlsBridge(self.port, to=self._own_port, authority=self.authority.path)
            if self.authority
            else None
        )
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        front = Front(is_encrypted=self.authority is not None, is_limited=False)
        path = await asyncio.to_thread(write_configuration, self.place, self._own_port, front)
        if self.authority is not None and self.bridge is not None:
            self.authority.issue(ends_in=GOOD_FOR)
            await self.bridge.start()
        self._keeper = asyncio.create_task(self._keep(command_line(self.place, path)))
        for _ in range(100):
            with suppress(OSError):
                _reader, writer = await asyncio.open_connection("127.0.0.1", self._own_port)
                writer.close()
                return
            await asyncio.sleep(0.1)
        raise RuntimeError("nginx did not start")

    async def _keep(self, command: list[str]) -> None:
        while True:
            self._process = await asyncio.create_subprocess_exec(*command, start_new_session=True)
            await self._process.wait()
            self.signal(signal.SIGKILL)  # its workers, who hold the port
            await asyncio.sleep(RESTART_AFTER_S)

    def signal(self, how: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, how)

    async def stop(self) -> None:
        if self.bridge is not None:
            await self.bridge.stop()
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        self.signal(signal.SIGTERM)
        if self._process is not None:
            await self._process.wait()
