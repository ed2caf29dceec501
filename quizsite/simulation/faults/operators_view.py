"""What operators see while a run is broken: their page, and whether processes are ready."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress

from django.db import DatabaseError, InterfaceError

from quizsite.operations.health import Level
from quizsite.operations.health_checks import health_checks_of
from quizsite.operations.process_reports import database_clock
from quizsite.operations.site_status import site_now
from quizsite.serving import READY
from quizsite.simulation.faults.audit import in_database
from quizsite.simulation.faults.web_process import WebProcess

EVERY_S = 2.0
ANSWERS_WITHIN_S = 3.0


class OperatorsView:
    """Notes when it first saw each thing that is not well, in seconds since it began to look."""

    def __init__(self) -> None:
        self.seen: dict[str, float] = {}
        self._began_at = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, webs: Sequence[WebProcess]) -> None:
        self._began_at = time.monotonic()
        looks = [self._look_at_page(), *(self._ask(web) for web in webs)]
        self._tasks = [asyncio.create_task(look) for look in looks]

    async def stop(self) -> list[str]:
        """Return a line for the verdict."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        said = "; ".join(f"{what} ({at:.0f} s)" for what, at in self.seen.items())
        return [f"operators saw: {said or 'nothing'}"]

    def _note(self, what: str) -> None:
        self.seen.setdefault(what, time.monotonic() - self._began_at)

    async def _look_at_page(self) -> None:
        while True:
            try:
                async with asyncio.timeout(ANSWERS_WITHIN_S):
                    for said in await in_database(_not_well):
                        self._note(said)
            except (DatabaseError, InterfaceError, TimeoutError):
                self._note("the page does not come")
            await asyncio.sleep(EVERY_S)

    async def _ask(self, web: WebProcess) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(ANSWERS_WITHIN_S):
                    said = await web.says()
                    if said != READY:
                        self._note(f"/san-sang: {said}")
            await asyncio.sleep(EVERY_S)


def _not_well() -> list[str]:
    checks = health_checks_of(site_now(at=database_clock()))
    return [f"{one.title} {one.level.word}" for one in checks if one.level is not Level.GOOD]
