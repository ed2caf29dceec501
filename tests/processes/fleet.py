"""Runs on this machine what production runs: nginx, two live processes and one of pages."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from quizsite.serving import READY, Place, readiness
from quizsite.simulation.nginx import in_front
from tests.journeys.serving import ROOT, database_url
from tests.with_us import WITH_US

# Longer than the tests' own key: production refuses a short one.
SECRET_KEY = "several-processes-" + "x" * 50


class Fleet:
    """Holds the processes `pages-1`, `live-1` and `live-2`, each on the socket file nginx knows."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"https://localhost:{port}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.keys = [SECRET_KEY]  # that of today, then the older ones

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "PRODUCTION": "1",
            "SECRET_KEY": self.keys[0],
            "SECRET_KEY_FALLBACKS": ",".join(self.keys[1:]),
            "ALLOWED_HOSTS": "localhost",
            "SITE_ORIGINS": self.url,
            "TRUSTED_PROXY_COUNT": "1",
            "WEB_PROCESSES": "3",
            "DATABASE_URL": database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "STATIC_ROOT": str(self.folder / "static"),
            "LOG_LEVEL": "WARNING",
            "EMAIL_HOST": "localhost",
            "SMS_SENDER": "thi.gateway.Sender",
        }

    def manage(self, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, ROOT / "manage.py", *arguments],
            env=self.environment(),
            cwd=ROOT,
            check=True,
        )

    def socket_of(self, name: str) -> str:
        return str(self.folder / f"{name}.sock")

    def start(self, name: str) -> None:
        role = name.partition("-")[0]
        command = [*WITH_US, ROOT / "bin" / "serve", "--role", role, "--uds", self.socket_of(name)]
        with self.log(name).open("a") as output:
            self.processes[name] = subprocess.Popen(  # noqa: S603 -- our own command
                command, cwd=ROOT, env=self.environment(), stdout=output, stderr=output
            )

    def wait_for(self, name: str) -> None:
        assert readiness(Place(uds=self.socket_of(name)), within_s=60) == READY, self.log(
            name
        ).read_text()

    def stop(self, name: str) -> int:
        """Terminate a process, and kill it if it does not end, like systemd; return its status."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait(timeout=5)

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.kill()
        process.wait(timeout=5)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def pid(self, name: str) -> int:
        return self.processes[name].pid


@contextlib.contextmanager
def running(*names: str) -> Iterator[Fleet]:
    # The folder's name is short: the path of a socket file has 107 letters at most.
    with tempfile.TemporaryDirectory(prefix="thi-cchc-") as place:
        folder = Path(place)
        with in_front(folder) as (port, _pid):
            fleet = Fleet(folder, port)
            try:
                fleet.manage("migrate", "--verbosity=0")  # with the table several processes share
                fleet.manage("collectstatic", "--noinput", "--verbosity=0")
                for name in names:
                    fleet.start(name)
                for name in names:
                    fleet.wait_for(name)
                yield fleet
            finally:
                for name in list(fleet.processes):
                    fleet.stop(name)
