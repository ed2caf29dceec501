"""Faults around the servers: nginx's certificate, the disk of the logs, a backup meanwhile."""

import asyncio
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from quizsite.simulation.faults.fault import PLAIN, POSTGRES, SHORT, STEADY_S, Fault
from quizsite.simulation.faults.faults_behind_nginx import FLEET, lacks_nginx
from quizsite.simulation.faults.faults_of_resources import lacks_mounts, write_until_full
from quizsite.simulation.faults.nginx_front import GOOD_FOR
from quizsite.simulation.faults.run import Run

_OVER = timedelta(seconds=-1)


async def certificate_ends(run: Run) -> None:
    """nginx loads a certificate that is over; later somebody puts a new one there."""
    await asyncio.sleep(STEADY_S)
    front = run.front
    assert front is not None  # noqa: S101 -- this run has one
    assert front.authority is not None  # noqa: S101 -- and it is encrypted
    assert front.bridge is not None  # noqa: S101 -- therefore
    front.authority.issue(ends_in=_OVER)
    front.signal(signal.SIGHUP)
    await asyncio.sleep(1)
    run.proxy.cut_all()  # browsers keep connections only so long
    await asyncio.sleep(run.size.fault_s)
    front.authority.issue(ends_in=GOOD_FOR)
    front.signal(signal.SIGHUP)
    run.fault_ended()
    await run.recovered()
    run.outcome.notes.append(f"{front.bridge.refused} connections refused for the certificate")
    if not front.bridge.refused:
        run.ledger.wrongs["a certificate that is over was trusted"] += 1


async def fill_logs(run: Run) -> None:
    """Fill the disk on which the servers' lines are written."""
    await asyncio.sleep(STEADY_S)
    filler = run.logs / "filler"
    until = time.time() + run.size.fault_s
    while time.time() < until:
        await asyncio.to_thread(write_until_full, filler)
        await asyncio.sleep(0.5)
    filler.unlink()
    run.fault_ended()
    await run.recovered()


async def back_up(run: Run) -> None:
    """Take copies as the timer does, again and again; each must be read back."""
    await asyncio.sleep(STEADY_S)
    until, taken = time.time() + run.size.fault_s, 0
    while time.time() < until:
        words = [sys.executable, "manage.py", "backup", str(run.place / "copies")]
        done = await asyncio.to_thread(_run, words)
        taken += not done.returncode
        if done.returncode:
            run.ledger.wrongs["a backup failed under load"] += 1
            run.outcome.notes.append(done.stderr.decode()[-300:])
    run.fault_ended()
    await run.recovered()
    run.outcome.notes.append(f"{taken} copies taken and read back")


def _run(words: list[str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(words, cwd=Path(settings.BASE_DIR), capture_output=True, check=False)  # noqa: S603 -- our own words


def faults_around() -> list[Fault]:
    held = replace(PLAIN, seconds=40, fault_s=15, pace_s=0.5)
    short = replace(SHORT, seconds=28, fault_s=15)
    encrypted = replace(FLEET, fault_s=12, is_encrypted=True)
    logs = replace(held, logs_mb=16)
    long = replace(held, seconds=75, fault_s=10)
    return [
        Fault(
            "certificate",
            "nginx's certificate is over for 12 s",
            certificate_ends,
            encrypted,
            encrypted,
            databases=POSTGRES,
            lacks=lacks_nginx,
        ),
        Fault(
            "logs-full",
            "disk of the logs full for 15 s",
            fill_logs,
            logs,
            replace(short, logs_mb=16),
            lacks=lacks_mounts,
        ),
        # Starting the command takes its time on a busy machine.
        Fault("backup", "backups while people save", back_up, long, replace(long, hurry=0.2)),
    ]
