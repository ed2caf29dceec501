"""Compares saves through nginx with two live processes and with one, and which programs are busy.

All of them share the machine's cores; if no core is idle, they saturate the machine together."""

import argparse
import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection

from benchmarks import usage
from benchmarks.clients import in_processes
from benchmarks.places import ROOT
from benchmarks.reports import Figures, percentile
from benchmarks.save import SaveBenchmark, count_lost
from benchmarks.save import options as save_options
from benchmarks.servers import Server
from quizsite.serving import READY, Place, readiness
from quizsite.simulation.nginx import Front, in_front

VENDORS = ("postgresql",)


def options(parser: argparse.ArgumentParser) -> None:
    save_options(parser)


class ProcessesBenchmark(SaveBenchmark):
    def run(self) -> Figures:
        one = self._through_nginx(1)
        two = self._through_nginx(2)
        of_both = {
            f"{n}: {name}": value for n, run in ((1, one), (2, two)) for name, value in run.items()
        }
        return {"ratio": of_both["2: saves/s"] / of_both["1: saves/s"], **of_both}

    def _through_nginx(self, live: int) -> Figures:
        self.first_seq += 1_000_000
        with fleet(live) as (front, live_pids):
            busy = {
                "nginx": lambda: front.pids,
                "live": lambda: live_pids,
                "postgres": lambda: usage.named("postgres"),
            }
            return self._measured(front, busy)

    def _measured(self, front: Server, busy: dict[str, Callable[[], list[int]]]) -> Figures:
        connection.close()  # the clients are forked
        before = {name: usage.cpu_seconds(pids()) for name, pids in busy.items()}
        idle_before = _idle_seconds()
        clients_before, started = sum(os.times()[2:4]), time.perf_counter()
        found = in_processes(lambda n: self._client(front, n), self.chosen.clients)
        took_s = time.perf_counter() - started
        answers = [one for one, _ledger in found]
        ms = [one for answer in answers for one in answer.took_ms]
        cores = {
            f"{name} cores": (usage.cpu_seconds(pids()) - before[name]) / took_s
            for name, pids in busy.items()
        }
        return {
            "saves/s": sum(one.statuses[200] / one.seconds for one in answers),
            "p50 ms": percentile(ms, 0.5),
            "p99 ms": percentile(ms, 0.99),
            "errors": len(ms) - sum(one.statuses[200] for one in answers),
            "lost": sum(count_lost(ledger) for _one, ledger in found),
            **cores,
            "client cores": (sum(os.times()[2:4]) - clients_before) / took_s,
            "idle cores": (_idle_seconds() - idle_before) / took_s,
        }


def _idle_seconds() -> float:
    """Return the idle seconds of all cores together; waiting for the disk is idle too."""
    of_all = Path("/proc/stat").read_text().splitlines()[0].split()
    return (int(of_all[4]) + int(of_all[5])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def fleet(live: int) -> Iterator[tuple[Server, list[int]]]:
    """Start live processes with nginx in front; yield nginx as a server, and their ids."""
    # The folder's name is short: the path of a socket file has 107 letters at most.
    with tempfile.TemporaryDirectory(prefix="bench-") as place, contextlib.ExitStack() as stack:
        folder = Path(place)
        front = Front(is_encrypted=False, live=live, is_limited=False)
        port, pid = stack.enter_context(in_front(folder, front))
        pids = [stack.enter_context(_live(folder, n, port)) for n in range(1, live + 1)]
        yield Server(port, pid), pids


@contextlib.contextmanager
def _live(folder: Path, n: int, port: int) -> Iterator[int]:
    uds = str(folder / f"live-{n}.sock")
    env = os.environ | {"SITE_ORIGINS": f"http://127.0.0.1:{port}", "WEB_PROCESSES": "2"}
    command = [str(ROOT / "bin" / "serve"), "--role", "live", "--uds", uds]
    with (folder / f"live-{n}.log").open("w") as output:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            command, cwd=ROOT, env=env, stdout=output, stderr=output
        )
    try:
        if readiness(Place(uds=uds), within_s=60) != READY:
            raise SystemExit((folder / f"live-{n}.log").read_text()[-3000:])
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


benchmark = ProcessesBenchmark
