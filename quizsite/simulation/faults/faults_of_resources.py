"""Faults of what servers need: disks, descriptors, connections, rights, memory of Redis."""

import asyncio
import os
import resource
import signal
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from django.db.migrations.recorder import MigrationRecorder

from quizsite.simulation.faults.audit import in_database
from quizsite.simulation.faults.fault import PLAIN, POSTGRES, SHORT, STEADY_S, Fault
from quizsite.simulation.faults.own_disk import disk_of
from quizsite.simulation.faults.run import Act, Run, Size
from quizsite.simulation.faults.stores import Postgres, Redis

ENDED_LOOKS_EVERY_S = 3.0  # RestartSec of the drop-in for PostgreSQL


def _postgres(run: Run) -> Postgres:
    assert run.stores.postgres  # noqa: S101 -- these faults ask for it
    return run.stores.postgres


def _redis(run: Run) -> Redis:
    assert run.stores.redis  # noqa: S101 -- every PostgreSQL run has one
    return run.stores.redis


async def exhaust_files(run: Run) -> None:
    """Let the server open no file and no socket more."""
    await asyncio.sleep(STEADY_S)
    pid = run.webs[0].pid
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    used = sum(1 for _one in Path(f"/proc/{pid}/fd").iterdir())
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (used, before[1]))
    run.proxy.cut_all()  # people come back on new connections
    await asyncio.sleep(run.size.fault_s)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
    run.fault_ended()
    await run.recovered()


async def exhaust_connections(run: Run) -> None:
    """Take every connection that PostgreSQL gives, and end those of the server."""
    await asyncio.sleep(STEADY_S)
    postgres = _postgres(run)
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        taken: list[psycopg.Connection[Any]] = []
        until = time.time() + run.size.fault_s
        while time.time() < until:
            with suppress(psycopg.OperationalError):
                while True:
                    taken.append(psycopg.connect(postgres.admin_url, connect_timeout=2))
            if len(taken) < 180:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'thi'"
                )
            await asyncio.sleep(0.1)
        for one in taken:
            one.close()
    run.outcome.notes.append(f"{len(taken)} connections taken by somebody else")
    run.fault_ended()
    await run.recovered()


def setting(name: str, value: str, back: str) -> Act:
    """Change one setting of PostgreSQL for a while."""

    async def act(run: Run) -> None:
        await asyncio.sleep(STEADY_S)
        await asyncio.to_thread(_postgres(run).set, name, value)
        await asyncio.sleep(run.size.fault_s)
        await asyncio.to_thread(_postgres(run).set, name, back)
        run.fault_ended()
        await run.recovered()

    return act


async def hang_postgres(run: Run) -> None:
    await asyncio.sleep(STEADY_S)
    _postgres(run).signal_all(signal.SIGSTOP)
    await asyncio.sleep(run.size.fault_s)
    _postgres(run).signal_all(signal.SIGCONT)
    run.fault_ended()
    await run.recovered()


async def fill_redis(run: Run) -> None:
    await asyncio.sleep(STEADY_S)
    await asyncio.to_thread(_redis(run).set, "maxmemory", "1")
    await asyncio.sleep(run.size.fault_s)
    await asyncio.to_thread(_redis(run).set, "maxmemory", "0")
    run.fault_ended()
    await run.recovered()


async def lock_redis(run: Run) -> None:
    """Change the password of Redis, which the site does not know."""
    await asyncio.sleep(STEADY_S)
    await asyncio.to_thread(_redis(run).set, "requirepass", "another")
    await asyncio.sleep(run.size.fault_s)
    await asyncio.to_thread(_redis(run).set, "requirepass", "", password="another")  # noqa: S106 -- of this run
    run.fault_ended()
    await run.recovered()


async def fill_disk(run: Run) -> None:
    """Fill the database's disk; PostgreSQL that ends is started as its drop-in says."""
    await asyncio.sleep(STEADY_S)
    filler = disk_of(run.place) / "filler"
    until = time.time() + run.size.fault_s
    while time.time() < until:
        await asyncio.to_thread(write_until_full, filler)
        await asyncio.sleep(0.5)
    postgres = run.stores.postgres
    has_ended = postgres is not None and postgres.has_ended
    filler.unlink()
    run.fault_ended()
    if postgres is not None and has_ended:
        run.outcome.notes.append("PostgreSQL had ended by itself")
        await asyncio.sleep(ENDED_LOOKS_EVERY_S)
        await asyncio.to_thread(postgres.start)
    await run.recovered()


def write_until_full(filler: Path) -> None:
    with suppress(OSError), filler.open("ab", buffering=0) as file:
        while True:
            file.write(b"\0" * 65536)


async def go_back_a_migration(run: Run) -> None:
    """Start one of two processes on a database that is not migrated: it may not say ready."""
    await asyncio.sleep(STEADY_S)
    row = await in_database(_forget_a_migration)
    run.webs[0].signal(signal.SIGTERM)
    await run.webs[0].gone()
    await asyncio.sleep(run.size.fault_s)
    said = await run.webs[0].says()
    run.outcome.notes.append(f"the new process says: {said}")
    if said != "migrate":
        run.ledger.wrongs["process ready without its tables"] += 1
    await in_database(lambda: _remember(row))
    run.fault_ended()
    await run.webs[0].ready()
    await run.recovered()


def _forget_a_migration() -> tuple[str, str]:
    last = MigrationRecorder.Migration.objects.filter(app="contests").latest("pk")
    found = (last.app, last.name)
    last.delete()
    return found


def _remember(row: tuple[str, str]) -> None:
    MigrationRecorder.Migration.objects.create(app=row[0], name=row[1])


def lacks_mounts() -> str:
    return "" if os.geteuid() == 0 else "cần quyền root để gắn một đĩa nhỏ"


def faults_of_resources() -> list[Fault]:
    held, short = replace(PLAIN, seconds=40, fault_s=15), replace(SHORT, seconds=28, fault_s=15)
    paced = replace(held, pace_s=0.5)
    two = replace(paced, webs=2)
    # Whoever could not write for 20 s says so.
    longer = replace(paced, seconds=50, fault_s=30)
    read_only = setting("default_transaction_read_only", "on", "off")
    slow = setting("commit_delay", "100000", "0")

    def of_postgres(name: str, words: str, act: Act, size: Size = paced) -> Fault:
        quick = replace(short, webs=size.webs)
        if size.fault_s > short.fault_s:  # so long because less would show nothing
            quick = replace(size, hurry=short.hurry)
        return Fault(name, words, act, size, quick, databases=POSTGRES)

    full = replace(paced, seconds=60, fault_s=40, disk_mb=1300)
    return [
        Fault("files", "file descriptors exhausted for 15 s", exhaust_files, paced, short),
        of_postgres("connections", "connections of PostgreSQL exhausted", exhaust_connections),
        of_postgres("read-only", "PostgreSQL read-only for 30 s", read_only, longer),
        of_postgres("slow-disk", "each commit takes 0.1 s longer", slow),
        of_postgres("postgres-hang", "PostgreSQL stopped (SIGSTOP) for 15 s", hang_postgres),
        of_postgres("redis-full", "Redis at maxmemory", fill_redis),
        of_postgres("redis-password", "password of Redis changed", lock_redis),
        of_postgres(
            "migration", "a process started before its migration", go_back_a_migration, two
        ),
        Fault(
            "disk-full",
            "disk of the database full for 40 s",
            fill_disk,
            full,
            full,
            lacks=lacks_mounts,
        ),
    ]
