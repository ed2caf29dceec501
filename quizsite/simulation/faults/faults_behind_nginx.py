"""Faults of single processes behind nginx as deployed: stopped, killed, of another time."""

import asyncio
import signal
import time
from collections.abc import Callable

from quizsite.simulation import nginx
from quizsite.simulation.faults.fault import POSTGRES, Fault
from quizsite.simulation.faults.programs import faketime_library
from quizsite.simulation.faults.quantiles import Took, of_stretch, p99
from quizsite.simulation.faults.run import Act, Run, Size
from quizsite.simulation.faults.watchdog import SILENT_S

FLEET = Size(seconds=50, pace_s=1.0, readers=10, roles=("pages", "pages", "live", "live"))
STEADY_S = 8.0
FIRST_S = 5.0
MOST_S = 3.0  # nobody may notice more of a stopped process
SETTLED_S = 6.0  # after this long it must be as before
AHEAD = "+10m"


def lacks_nginx() -> str:
    return "" if nginx.is_installed() else "thiếu nginx hoặc openssl"


def stop(name: str) -> Act:
    """Stop one of two processes, as a hanging disk or a bug does; the watchdog ends it."""

    async def act(run: Run) -> None:
        await asyncio.sleep(STEADY_S)
        [web] = [one for one in run.webs if one.name == name]
        began_at = time.time()
        web.signal(signal.SIGSTOP)
        await asyncio.sleep(SILENT_S)
        while web.watchdog and not web.watchdog.kills and time.time() < began_at + 2 * SILENT_S:
            await asyncio.sleep(0.2)
        ended_at = time.time()
        run.fault_ended()
        await run.recovered()
        await asyncio.sleep(FIRST_S)
        killed = "killed by the watchdog" if web.watchdog and web.watchdog.kills else "not killed"
        run.outcome.notes.append(f"{name} {killed} after {ended_at - began_at:.1f} s")
        _tell(run, "saves", run.ledger.took, began_at=began_at)
        _tell(run, "pages", run.readers.took, began_at=began_at)
        run.outcome.notes.append(f"pages by status: {dict(sorted(run.readers.statuses.items()))}")

    return act


def _tell(run: Run, what: str, took: list[Took], *, began_at: float) -> None:
    before = p99(of_stretch(took, began_at - STEADY_S + 2, began_at))
    first = of_stretch(took, began_at - 1, began_at + FIRST_S)
    later = of_stretch(took, began_at + SETTLED_S, began_at + SILENT_S)
    run.outcome.notes.append(
        f"{what}, p99: before {before:.2f} s; in the first {FIRST_S:.0f} s {p99(first):.2f} s"
        f" (slowest {max(first, default=0):.2f} s of {len(first)}); then {p99(later):.2f} s"
    )
    if before > MOST_S / 3:
        run.outcome.notes.append(f"{what} were slow before anything was stopped")
    elif p99(first) > MOST_S:
        run.ledger.wrongs[f"{what} slower than {MOST_S:.0f} s while a process was stopped"] += 1


async def kill_each(run: Run) -> None:
    """Kill each process in turn, nginx last; the next only when the one before is back."""
    for web in run.webs:
        await asyncio.sleep(FIRST_S)
        web.signal(signal.SIGKILL)
        run.fault_ended()
        await web.gone()
        await run.recovered()
        await web.ready()
    await asyncio.sleep(FIRST_S)
    assert run.front is not None  # noqa: S101 -- these runs have one
    run.front.signal(signal.SIGKILL)
    run.fault_ended()
    await run.recovered()
    await asyncio.sleep(FIRST_S)
    run.outcome.notes.append(f"pages by status: {dict(sorted(run.readers.statuses.items()))}")


async def clock_ahead(run: Run) -> None:
    """Start one live process anew whose clock is ten minutes ahead, then right again."""
    web = run.webs[-1]
    own = dict(web.env)
    web.env |= {"LD_PRELOAD": faketime_library(), "FAKETIME": AHEAD, "DONT_FAKE_MONOTONIC": "1"}
    await asyncio.sleep(FIRST_S)
    await _start_anew(run, -1)
    await asyncio.sleep(2 * FIRST_S)
    web.env = own
    await _start_anew(run, -1)
    run.fault_ended()
    await run.recovered()


async def _start_anew(run: Run, n: int) -> None:
    run.webs[n].signal(signal.SIGTERM)
    await run.webs[n].gone()
    await run.webs[n].ready()


def _lacks_faketime() -> str:
    return lacks_nginx() or ("" if faketime_library() else "thiếu libfaketime (gói faketime)")


def faults_behind_nginx() -> list[Fault]:
    def fault(
        name: str, words: str, act: Act, size: Size = FLEET, lacks: Callable[[], str] = lacks_nginx
    ) -> Fault:
        return Fault(name, words, act, size, size, databases=POSTGRES, lacks=lacks)

    clock = Size(seconds=45, pace_s=1.0, roles=FLEET.roles)
    return [
        fault("live-stopped", "one of two live processes stopped (SIGSTOP)", stop("live-1")),
        fault("pages-stopped", "one of two pages processes stopped (SIGSTOP)", stop("pages-1")),
        fault("kill-each", "kill -9 of each process and of nginx, in turn", kill_each),
        fault(
            "clock", "clock of one live process 10 min ahead", clock_ahead, clock, _lacks_faketime
        ),
    ]
