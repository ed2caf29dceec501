"""Hears from a server what systemd would hear, and kills one that stops telling that it works."""

import asyncio
import os
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path

SILENT_S = 20.0  # WatchdogSec of deploy/systemd
_LOOKS_EVERY_S = 0.5


class Watchdog:
    """Watches one process after the other; whoever starts them says which one runs now."""

    def __init__(self, path: Path) -> None:
        self.kills = 0
        self._pid, self._fed_at = 0, 0.0
        self._ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._ear.bind(str(path))
        self.env = {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": str(int(SILENT_S * 1_000_000))}
        self._watching = asyncio.create_task(self._watch())

    def watch(self, pid: int) -> None:
        """From its first word on this process must say again and again that it works."""
        self._pid, self._fed_at = pid, 0.0

    async def stop(self) -> None:
        self._watching.cancel()
        await asyncio.gather(self._watching, return_exceptions=True)
        self._ear.close()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOKS_EVERY_S)
            with suppress(BlockingIOError):
                while said := self._ear.recv(1000):
                    if b"READY=1" in said or b"WATCHDOG=1" in said:
                        self._fed_at = time.monotonic()
            if self._pid and self._fed_at and time.monotonic() - self._fed_at > SILENT_S:
                self.kills += 1
                with suppress(ProcessLookupError):
                    os.killpg(self._pid, signal.SIGKILL)
                self._fed_at = 0.0
