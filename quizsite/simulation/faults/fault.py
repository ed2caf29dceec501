"""A fault: what it does to a run, how large the run is, and where it can be played."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from quizsite.simulation.faults.run import Act, Run, Size

STEADY_S = 2.0
MARGIN_S = 5.0  # before the deadline, so that the run sees every recovery
BOTH = ("postgresql", "sqlite")
POSTGRES = ("postgresql",)

PLAIN = Size(seconds=26)
LONG = Size(seconds=140, fault_s=120, watchers=20)
SHORT = Size(seconds=9, people=120, connections=120, hurry=0.2)


def nothing_lacks() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Fault:
    """CI runs it in the size `quick`, on the databases of `quick_on`.

    `lacks` says in words why this machine cannot play it; such a run is skipped."""

    name: str
    words: str
    act: Act
    full: Size
    quick: Size
    databases: tuple[str, ...] = BOTH
    quick_on: tuple[str, ...] = ()
    lacks: Callable[[], str] = nothing_lacks


async def repeat(run: Run, act: Act) -> None:
    """Repeat a fault while there is time to recover."""
    is_first = True
    while is_first or run.time_left() > MARGIN_S + STEADY_S:
        is_first = False
        await asyncio.sleep(STEADY_S)
        await act(run)
        await run.recovered()
