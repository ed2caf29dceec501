"""Runs a web process, and restarts it as systemd would."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from quizsite.serving import READY, READY_AT, Place, ask, command_line, readiness, remove_stale_file
from quizsite.simulation.faults.programs import free_port
from quizsite.simulation.faults.watchdog import Watchdog

APPLICATION = "quizsite.asgi:application"
BEFORE = "FAULTS_VERSION_BEFORE"  # a folder with the version that is replaced
RESTART_AFTER_S = 0.5
READY_WITHIN_S = 90  # as long as systemd waits


class NotServing(Exception):
    """A web process does not answer; `args[0]` is the end of its log."""


class WebProcess:
    """One server process; with `role` "all" it serves pages, answers and sockets."""

    def __init__(
        self,
        place: Path,
        *,
        name: str,
        application: str,
        env: Mapping[str, str],
        role: str = "all",
        logs: Path | None = None,
    ) -> None:
        self.application, self.env, self.role = application, dict(env), role
        self.port = free_port()
        # Behind nginx it stands on the socket file that nginx knows, and systemd watches it.
        uds = "" if role == "all" else str(place / f"{name}.sock")
        self.place = Place(port=self.port, uds=uds)
        self.log, self.name = (logs or place) / f"{name}.log", name
        self.restarts = -1
        self.watchdog: Watchdog | None = None
        self._watched_at = place / f"{name}.notify"
        # A rolling restart from another version: the first process of it, all others of this one.
        self._before = env.get(BEFORE)
        self._process: Process | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    async def start(self) -> None:
        if self.role != "all":
            self.watchdog = Watchdog(self._watched_at)
            self.env |= self.watchdog.env | {"SERVE_ROLE": self.role, "SERVE_UDS": self.place.uds}
        self._keeper = asyncio.create_task(self._keep())
        await self.ready()

    async def stop(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self.watchdog is not None:
            await self.watchdog.stop()
        if self._process is not None and self._process.returncode is None:
            self.signal(signal.SIGCONT)
            self._process.terminate()
            try:
                async with asyncio.timeout(10):
                    await self._process.wait()
            except TimeoutError:
                self.signal(signal.SIGKILL)
                await self._process.wait()

    async def _keep(self) -> None:
        """Restart the process however it ended, as systemd's Restart=always does."""
        while True:
            remove_stale_file(self.place)
            folder, command = self._version()
            with self.log.open("ab") as output:
                self._process = await asyncio.create_subprocess_exec(
                    *command,
                    cwd=folder,
                    env=self.env,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
            if self.watchdog is not None:
                self.watchdog.watch(self._process.pid)
            self.restarts += 1
            await self._process.wait()
            self.signal(signal.SIGKILL)  # workers that outlived it, as systemd's KillMode does
            await asyncio.sleep(RESTART_AFTER_S)

    def _version(self) -> tuple[str | Path, list[str]]:
        """Return where the next process runs, and its command."""
        if self._before and self.restarts < 0:  # it knows its own command line
            serve = ["-m", "quizsite.serving", "--role", "all", "--port", str(self.port)]
            return self._before, [sys.executable, *serve]
        words = command_line(self.role, place=self.place)
        return settings.BASE_DIR, [self.application if w == APPLICATION else w for w in words]

    async def ready(self) -> None:
        """Wait until the process says that it can do its work."""
        said = await asyncio.to_thread(readiness, self.place, within_s=READY_WITHIN_S)
        if said != READY:
            raise NotServing("\n".join(self.log.read_text().splitlines()[-15:]))

    async def says(self) -> str:
        """Ask whether it can do its work; it says what is missing."""
        return await asyncio.to_thread(ask, self.place, READY_AT)

    def signal(self, how: signal.Signals) -> None:
        """Signal the process and its workers, as `systemctl kill` does."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, how)

    async def gone(self) -> None:
        """Wait until the process that runs now has ended."""
        if self._process is not None:
            await self._process.wait()

    def memory_kb(self) -> int:
        """Return how much of the machine's memory the process holds now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1024
