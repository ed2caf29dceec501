"""Starts the real server as deployed, in processes of its own."""

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from benchmarks import usage
from benchmarks.places import ROOT


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)

    @property
    def pids(self) -> list[int]:
        return usage.family(self.pid)


def serving(role: str = "all", **environment: str) -> contextlib.AbstractContextManager[Server]:
    """Serve until the block ends; `environment` adds to this process's own."""

    def command(port: int) -> list[str]:
        return [str(ROOT / "bin" / "serve"), "--role", role, "--port", str(port)]

    return running(command, **environment)


@contextlib.contextmanager
def running(command: Callable[[int], list[str]], **environment: str) -> Iterator[Server]:
    """Run any server that answers /san-sang; `command` gets a free port."""
    port = free_port()
    log = Path(os.environ["BENCH_FOLDER"]) / f"server-{port}.log"
    with log.open("w") as output:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            command(port), cwd=ROOT, env=os.environ | environment, stdout=output, stderr=output
        )
        try:
            _wait_until_ready(port, process, log)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/san-sang"):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"the server does not answer:\n{log.read_text()[-3000:]}")
