"""The real server in a process of its own, on the test database."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
from django.db import connection

from tests.with_us import WITH_US

ROOT = Path(__file__).resolve().parents[2]


def database_url() -> str:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    user = (
        f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    )
    return f"postgres://{user}@{settings['HOST']}:{settings['PORT'] or 5432}/{settings['NAME']}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(
    log: Path, *, database: str, port: int | None = None, **environment: str
) -> Iterator[str]:
    """The address of a server that answers; its log is shown when it never does."""
    port = port or free_port()
    command = [*WITH_US, str(ROOT / "bin" / "serve"), "--role", "all", "--port", str(port)]
    env = os.environ | {
        "DATABASE_URL": database,
        "DEBUG": "1",  # static files straight from their sources
        "REQUIRE_SECOND_FACTOR": "0",
        "LOG_LEVEL": "WARNING",
        # It would write into the rows that other tests of this database count.
        "PROCESS_REPORTS": "0",
        # Tests empty their database; a server that runs on would take it for a restore.
        "NOTE_HEADS": "0",
    }
    with log.open("w") as output:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            command,
            cwd=ROOT,
            env=env | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(url, process, log)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=15)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    with httpx.Client() as client:  # each one reads all certificates of the machine
        for _ in range(300):
            with suppress(httpx.TransportError):
                if client.get(f"{url}/san-sang").status_code == 200:
                    return
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(log.read_text())
