"""The catalogue of faults says what each of them does to a run, and how large the run is."""

import asyncio
import signal
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from leaderboard.boards.board import current_board
from quizsite.simulation.faults.audit import in_database
from quizsite.simulation.faults.fault import (
    BOTH,
    LONG,
    MARGIN_S,
    PLAIN,
    POSTGRES,
    SHORT,
    STEADY_S,
    Fault,
    repeat,
)
from quizsite.simulation.faults.faults_around import faults_around
from quizsite.simulation.faults.faults_behind_nginx import faults_behind_nginx
from quizsite.simulation.faults.faults_of_resources import faults_of_resources
from quizsite.simulation.faults.network import CUTS, Fate
from quizsite.simulation.faults.open_papers import OpenPaper
from quizsite.simulation.faults.restores import recover_to_a_moment, restore
from quizsite.simulation.faults.run import Act, Run, Size
from quizsite.simulation.faults.run_ledger import SUPERSEDED
from quizsite.simulation.faults.slow_readers import SlowReaders

BACK_WITHIN_S = 30.0  # full jitter over 10 s, a silent page asks after 10 s more


async def kill_web(run: Run) -> None:
    async def kill(run: Run) -> None:
        run.webs[0].signal(signal.SIGKILL)
        run.fault_ended()

    await repeat(run, kill)


async def end_web(run: Run) -> None:
    async def end(run: Run) -> None:
        run.webs[0].signal(signal.SIGTERM)
        run.fault_ended()

    await repeat(run, end)


async def roll(run: Run) -> None:
    """Restart one process after the other, each only when the one before answers again."""
    for web in run.webs:
        await asyncio.sleep(STEADY_S)
        web.signal(signal.SIGTERM)
        run.fault_ended()
        await web.gone()
        await web.ready()
        await run.recovered()


async def pause_redis(run: Run) -> None:
    assert run.stores.redis  # noqa: S101 -- every PostgreSQL run has one
    await asyncio.sleep(STEADY_S)
    run.stores.redis.pause()
    await asyncio.sleep(run.size.fault_s)
    run.stores.redis.resume()
    run.fault_ended()
    await run.recovered()


async def kill_redis(run: Run) -> None:
    async def kill(run: Run) -> None:
        assert run.stores.redis  # noqa: S101 -- every PostgreSQL run has one
        run.stores.redis.end(signal.SIGKILL)
        await asyncio.sleep(run.size.fault_s)
        await asyncio.to_thread(run.stores.redis.start)
        run.fault_ended()

    await repeat(run, kill)


async def flush_redis(run: Run) -> None:
    async def flush(run: Run) -> None:
        assert run.stores.redis  # noqa: S101 -- every PostgreSQL run has one
        await asyncio.to_thread(run.stores.redis.flush)
        run.fault_ended()

    await repeat(run, flush)


def restart_postgres(how: signal.Signals) -> Act:
    async def restart(run: Run) -> None:
        assert run.stores.postgres  # noqa: S101 -- this fault asks for it
        await asyncio.to_thread(run.stores.postgres.end, how)
        run.fault_ended()
        await asyncio.to_thread(run.stores.postgres.start)

    async def act(run: Run) -> None:
        await repeat(run, restart)

    return act


async def kill_backend(run: Run) -> None:
    """Kill a backend; PostgreSQL itself then ends every session and recovers."""

    async def kill(run: Run) -> None:
        assert run.stores.postgres  # noqa: S101 -- this fault asks for it
        await asyncio.to_thread(run.stores.postgres.kill_a_backend)
        run.fault_ended()

    await repeat(run, kill)


def bad_network(shares: Mapping[Fate, float]) -> Act:
    async def act(run: Run) -> None:
        run.proxy.network.shares = shares
        await asyncio.sleep(max(0.0, run.time_left() - MARGIN_S))
        run.proxy.network.shares = {}
        run.fault_ended()
        await run.recovered()

    return act


async def two_tabs(run: Run) -> None:
    """Let every second person open another tab, while the proxy cuts some connections."""
    run.proxy.network.shares = dict.fromkeys(CUTS, 0.01)
    seconds = run.time_left() - MARGIN_S

    async def open_another(paper: OpenPaper) -> None:
        await asyncio.sleep(run.rng.uniform(0.1, 0.8) * seconds)
        older = run.tabs(paper)
        for outbox in older:
            outbox.claim.expected.add(SUPERSEDED)
        taken = await run.browser(paper).take_up(paper.code)
        if taken is None:
            return
        for outbox in older:
            outbox.claim.end(time.time(), "for a tab that another one has replaced")
        run.open_tab(paper, token=taken["ticket"], first_seq=taken["first_seq"])

    for paper in run.papers[::2]:
        run.begin(open_another(paper), name="a second tab")
    await asyncio.sleep(seconds)
    run.proxy.network.shares = {}
    run.fault_ended()
    await run.recovered()


async def black_out(run: Run) -> None:
    await asyncio.sleep(STEADY_S)
    await _outage(run, run.size.fault_s)
    await run.recovered()


async def black_out_across_the_deadline(run: Run) -> None:
    await asyncio.sleep(run.time_left() - run.size.fault_s / 2)
    await _outage(run, run.size.fault_s)
    await run.recovered()


async def _outage(run: Run, seconds: float) -> None:
    run.proxy.begin_outage()
    await asyncio.sleep(seconds)
    run.proxy.end_outage()
    run.fault_ended()


async def deadline(run: Run) -> None:
    """Break nothing, but let all papers reach their deadline at once."""
    await asyncio.sleep(max(0.0, run.time_left()))
    run.fault_ended()
    await run.recovered()


async def reconnect(run: Run) -> None:
    """Kill the process of all sockets; every watcher must get the newest board again."""
    await asyncio.sleep(STEADY_S)
    run.webs[0].signal(signal.SIGKILL)
    recovery = run.fault_ended()
    await run.recovered()
    back_at = time.monotonic()
    board = await in_database(lambda: current_board(run.board, at=datetime.now(UTC)))
    while time.monotonic() - back_at < BACK_WITHIN_S:
        silent = [one for one in run.board_watchers.watchers if one.heard_at < back_at]
        if not silent and not await run.board_watchers.all_at(board.version, within_s=0):
            recovery.board_s = time.time() - recovery.ended_at
            return
        await asyncio.sleep(0.1)
    run.ledger.wrongs["watchers who did not hear of the board again"] += 1


async def slow_readers(run: Run) -> None:
    """Open sockets that never read; frames and saves of others go on, and memory stays."""
    await asyncio.sleep(STEADY_S)
    run.fault_ended()
    readers = SlowReaders(run.webs[0].port, path=run.board_watchers.path)
    await readers.open(int(run.size.fault_s))
    before = run.webs[0].memory_kb()
    await asyncio.sleep(max(0.0, run.time_left() - MARGIN_S))
    run.outcome.memory_growth_kb = run.webs[0].memory_kb() - before
    if run.outcome.memory_growth_kb > readers.may_cost_kb():
        run.ledger.wrongs["KB of memory for sockets that do not read"] += (
            run.outcome.memory_growth_kb
        )
    readers.close()
    await run.recovered()


def faults() -> list[Fault]:
    return [
        *_faults_of_processes(),
        *_faults_of_networks(),
        *_many_at_once(),
        *_faults_of_stores(),
        *faults_behind_nginx(),
        *faults_of_resources(),
        *faults_around(),
    ]


def _faults_of_processes() -> list[Fault]:
    return [
        Fault(
            "web-kill", "kill -9 of the web process mid-save", kill_web, PLAIN, SHORT, quick_on=BOTH
        ),
        Fault("web-term", "SIGTERM to the web process", end_web, PLAIN, SHORT),
        Fault(
            "rolling",
            "rolling restart of two processes",
            roll,
            replace(PLAIN, webs=2),
            replace(SHORT, webs=2, seconds=16),
            databases=POSTGRES,
            quick_on=POSTGRES,
        ),
    ]


def _faults_of_networks() -> list[Fault]:
    twice, late = {Fate.DUPLICATE: 0.3}, {Fate.DELAY: 0.1}
    mixed = {Fate.OVERTAKEN: 0.1, Fate.DUPLICATE: 0.1}
    cuts = bad_network(dict.fromkeys(CUTS, 0.02))
    dark = "two minutes without network"
    return [
        Fault("cut", "connections cut before, within and after requests", cuts, PLAIN, SHORT),
        Fault("duplicate", "saves duplicated", bad_network(twice), PLAIN, SHORT),
        Fault("delay", "saves delayed", bad_network(late), PLAIN, SHORT),
        Fault(
            "reorder",
            "older saves overtaken by newer ones",
            bad_network(mixed),
            PLAIN,
            SHORT,
            quick_on=BOTH,
        ),
        Fault(
            "two-tabs",
            "two tabs with one paper",
            two_tabs,
            PLAIN,
            replace(SHORT, seconds=12),
            quick_on=POSTGRES,
        ),
        Fault("blackout", dark, black_out, LONG, replace(SHORT, seconds=16, fault_s=6)),
        Fault(
            "blackout-deadline",
            f"{dark} across the deadline",
            black_out_across_the_deadline,
            replace(LONG, seconds=75),
            replace(SHORT, seconds=8, fault_s=6),
            quick_on=POSTGRES,
        ),
    ]


def _many_at_once() -> list[Fault]:
    return [
        Fault(
            "deadline",
            "deadline with 5,000 open papers",
            deadline,
            Size(seconds=25, people=5000, connections=500, pace_s=2.0),
            Size(seconds=9, people=1000, connections=200, pace_s=1.0, hurry=0.2),
            quick_on=BOTH,
        ),
        Fault(
            "reconnect",
            "all sockets reconnect",
            reconnect,
            replace(PLAIN, seconds=45, watchers=400),
            replace(SHORT, seconds=16, watchers=100),
        ),
        Fault(
            "slow-readers",
            "sockets that never read",
            slow_readers,
            replace(PLAIN, fault_s=300),
            replace(SHORT, seconds=14, fault_s=100),
        ),
    ]


def _faults_of_stores() -> list[Fault]:
    fast, at_once, kill = (
        restart_postgres(how) for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)
    )
    longer = replace(SHORT, seconds=11)
    on: dict[str, Any] = {"databases": POSTGRES}
    in_ci = on | {"quick_on": POSTGRES}
    paused = replace(PLAIN, seconds=45, fault_s=30)
    away, shortly_away = replace(PLAIN, fault_s=2), replace(longer, fault_s=1)
    backend = "kill -9 of a PostgreSQL backend"
    older = "backup restored over a running round"
    lost = "PostgreSQL lost and recovered to an earlier moment"
    long, shortly = replace(PLAIN, seconds=45, fault_s=8), replace(SHORT, seconds=40, fault_s=4)
    return [
        Fault("restore", older, restore, long, shortly, quick_on=BOTH),
        Fault("recover-to", lost, recover_to_a_moment, long, shortly, **in_ci),
        Fault("postgres-fast", "PostgreSQL restarted (fast)", fast, PLAIN, longer, **on),
        Fault("postgres-stop", "PostgreSQL restarted (immediate)", at_once, PLAIN, longer, **on),
        Fault("postgres-kill", "kill -9 of PostgreSQL", kill, PLAIN, longer, **in_ci),
        Fault("postgres-backend", backend, kill_backend, PLAIN, longer, **on),
        Fault("redis-pause", "Redis stopped for 30 s", pause_redis, paused, shortly_away, **on),
        Fault("redis-kill", "Redis killed and back empty", kill_redis, away, shortly_away, **in_ci),
        Fault("redis-flush", "FLUSHALL", flush_redis, PLAIN, longer, **on),
    ]
