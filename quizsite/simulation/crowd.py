"""Lets many made-up people take a round at once while some watch the board."""

import asyncio
import random
from collections.abc import Sequence

import aiohttp
import structlog

from quizsite.simulation.ledger import Ledger
from quizsite.simulation.people import Person
from quizsite.simulation.visitor import Plan, Simulation, Visitor

log = structlog.get_logger("quizsite.simulation")

WATCHERS_PER_PERSON = 0.1


async def run_crowd(
    people: Sequence[Person], *, plan: Plan, ledger: Ledger, rng: random.Random
) -> None:
    """Let all people come within the first third, answer at their own pace and submit in time."""
    async with open_client() as client:
        simulation = Simulation(plan, client, ledger)
        watchers = [
            asyncio.create_task(watch_board(simulation))
            for _ in range(round(len(people) * WATCHERS_PER_PERSON))
        ]
        pace_s = plan.seconds * 0.5 / max(1, plan.question_count)
        await asyncio.gather(
            *(_come_and_take(person, simulation, pace_s=pace_s, rng=rng) for person in people)
        )
        for watcher in watchers:
            watcher.cancel()
        await asyncio.gather(*watchers, return_exceptions=True)


async def _come_and_take(
    person: Person, simulation: Simulation, *, pace_s: float, rng: random.Random
) -> None:
    own = random.Random(rng.random())  # noqa: S311 -- made-up people
    await asyncio.sleep(own.uniform(0, simulation.plan.seconds / 3))
    await Visitor(person, simulation, own).take_the_paper(pace_s=pace_s * own.uniform(0.7, 1.3))


def open_client() -> aiohttp.ClientSession:
    """Open a client for many connections; every person brings their own cookies."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=500),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=60),
    )


async def watch_board(simulation: Simulation) -> None:
    """Stay connected to the board's socket and count its frames; come back when cut."""
    url = simulation.plan.base_url + simulation.plan.board_path
    while True:
        try:
            async with simulation.client.ws_connect(url, origin=simulation.plan.base_url) as socket:
                async for _frame in socket:
                    simulation.ledger.frames += 1
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("board_lost", error=str(error))
        await asyncio.sleep(random.uniform(0, 3))  # noqa: S311 -- jitter
