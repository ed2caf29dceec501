"""nginx, two live processes and one of pages, on PostgreSQL and Redis, as deploy/ sets them up."""

import asyncio
import random
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from django.conf import settings as configured
from django.db import connection, connections

from benchmarks.filled_results import fill_results
from benchmarks.filling import fill_people
from leaderboard.finals.digest import result_digest
from leaderboard.finals.final_ranking import rounds_to_rank, share_ranked
from leaderboard.finals.finalise import finalise_round
from leaderboard.standings.store import compare_standings
from quizsite.management.commands.simulate import plan_for
from quizsite.simulation.ledger import Ledger, compare
from quizsite.simulation.nginx import is_installed
from quizsite.simulation.people import make_people
from quizsite.simulation.visitor import Simulation, Visitor
from tests.factories import UnitFactory
from tests.processes.fleet import SECRET_KEY, Fleet, running
from tests.processes.visitors import Saver, Watchers, first_wait_s, open_client
from tests.stage import open_round

pytestmark = [
    pytest.mark.fleet,
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(
        connection.vendor != "postgresql" or not configured.REDIS_URL,
        reason="several processes need PostgreSQL and Redis (DATABASE_URL, REDIS_URL)",
    ),
    pytest.mark.skipif(not is_installed(), reason="needs nginx and openssl on this machine"),
]

NAMES = ("pages-1", "live-1", "live-2")
MANY = 20_000  # ranked in some seconds: time enough to kill


@pytest.fixture(scope="module")
def fleet(django_db_setup, django_db_blocker) -> Iterator[Fleet]:
    with django_db_blocker.unblock(), running(*NAMES) as fleet:
        yield fleet


@pytest.fixture(autouse=True)
def _as_the_servers(settings):
    """Sessions made here are good there."""
    settings.SECRET_KEY = SECRET_KEY
    settings.SESSION_COOKIE_NAME = "__Host-sessionid"


@pytest.fixture
def round():
    at = datetime.now(UTC)
    round = open_round(
        questions=8,
        count=6,
        opens_at=at - timedelta(hours=1),
        closes_at=at + timedelta(hours=1),
    )
    round.contest.is_sample = True
    round.contest.save()
    UnitFactory()
    return round


@pytest.fixture
def plan(fleet, round):
    return plan_for(round, base_url=fleet.url, seconds=10)


def people_of(round, count):
    rng = random.Random(1)
    return make_people(round.contest, count=count, skill=0.7, at=datetime.now(UTC), rng=rng)


def at_process(fleet, name):
    """A client of one process, past nginx."""
    return aiohttp.ClientSession(
        connector=aiohttp.UnixConnector(fleet.socket_of(name)),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=20),
    )


async def frame_with(socket, what):
    async with asyncio.timeout(20):
        while True:
            frame = await socket.receive_json()
            if what(frame):
                return frame


def test_what_one_process_saves_another_shows(fleet, round, plan):
    """Started and submitted at the pages, saved at the first live process, told by the second."""
    (person,) = people_of(round, 1)
    ledger = Ledger()

    async def run():
        async with (
            open_client() as client,
            at_process(fleet, "live-1") as first,
            at_process(fleet, "live-2") as second,
            second.ws_connect("http://localhost" + plan.board_path, origin=fleet.url) as board,
        ):
            visitor = Visitor(person, Simulation(plan, client, ledger), random.Random(2))
            _page, config = await visitor._start()
            async with first.post(
                "http://localhost" + configured.SAVE_PATH,
                json={"ticket": config["ticket"], "changes": [[1, 1, config["first_seq"]]]},
                headers={"Origin": fleet.url},
            ) as saved:
                ledger.acknowledge(config["attempt"], 1, choice=1, seq=config["first_seq"])
                statuses = [saved.status]
            await visitor._submit(config)
            frame = await frame_with(board, lambda one: one.get("totals", {}).get("people"))
            return statuses, frame["totals"]["attempts"]

    assert asyncio.run(run()) == ([200], 1)
    assert compare(ledger).lost == 0


def test_taking_up_a_paper_tells_a_tab_at_another_process(fleet, round, plan):
    (person,) = people_of(round, 1)

    async def run():
        async with open_client() as client, at_process(fleet, "live-2") as second:
            visitor = Visitor(person, Simulation(plan, client, Ledger()), random.Random(2))
            _page, config = await visitor._start()
            async with second.ws_connect(
                "http://localhost" + config["socket_path"], origin=fleet.url
            ) as window:
                before = await window.receive_json()
                await visitor._post(config["take_url"])
                after = await frame_with(window, lambda one: one != before)
                return after["writer"] - before["writer"]

    assert asyncio.run(run()) == 1


def test_restarting_the_live_processes_one_by_one_loses_nothing(fleet, round, plan):
    ledger = Ledger()
    saver = Saver(fleet.url, ledger)
    watchers = Watchers(fleet.url, plan.board_path)
    people = people_of(round, 16)
    connections.close_all()

    async def run():
        stop = asyncio.Event()
        async with open_client() as client:
            simulation = Simulation(plan, client, ledger)
            visitors = [Visitor(one, simulation, random.Random(n)) for n, one in enumerate(people)]
            papers = [(await one._start())[1] for one in visitors[:8]]
            saving = [asyncio.create_task(saver.save_until(stop, client, one)) for one in papers]
            watching = [asyncio.create_task(watchers.watch(client)) for _ in range(60)]
            taking = [asyncio.create_task(one.take_the_paper(pace_s=1)) for one in visitors[8:]]
            statuses = [await restart(name) for name in ("live-1", "live-2")]
            await asyncio.gather(*taking)
            async with asyncio.timeout(60):
                while len(watchers.back_after_s) < watchers.closed.total():
                    await asyncio.sleep(0.2)
            stop.set()
            await asyncio.gather(*saving)
            for one in watching:
                one.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
            return statuses

    async def restart(name):
        await asyncio.sleep(2)
        status = await asyncio.to_thread(fleet.stop, name)
        fleet.start(name)
        await asyncio.to_thread(fleet.wait_for, name)
        return status

    assert asyncio.run(run()) == [-signal.SIGTERM, -signal.SIGTERM]  # neither had to be killed
    assert (saver.failed, dict(ledger.errors)) == (0, {})
    comparison = compare(ledger)
    assert (comparison.lost, comparison.wrong) == (0, 0)
    assert comparison.attempts == len(people)
    # Every socket was told "service restart" and came back to a board, each at its own time.
    assert set(watchers.closed) == {1012}
    early = sum(after < first_wait_s() / 4 for after in watchers.back_after_s)
    assert early < len(watchers.back_after_s) / 2


def test_changing_the_key_in_three_steps_stops_no_paper(fleet, round, plan):
    """Each step restarts the processes one by one, so that old and new serve side by side."""
    ledger = Ledger()
    saver = Saver(fleet.url, ledger)
    people = people_of(round, 8)
    connections.close_all()
    new = "a-new-key-" + "x" * 50

    async def run():
        stop = asyncio.Event()
        async with open_client() as client:
            simulation = Simulation(plan, client, ledger)
            visitors = [Visitor(one, simulation, random.Random(n)) for n, one in enumerate(people)]
            papers = [(await one._start())[1] for one in visitors[:4]]
            saving = [asyncio.create_task(saver.save_until(stop, client, one)) for one in papers]
            for step, keys in enumerate(([SECRET_KEY, new], [new, SECRET_KEY])):
                fleet.keys = keys
                later = visitors[4 + 2 * step : 6 + 2 * step]
                taking = [asyncio.create_task(one.take_the_paper(pace_s=1)) for one in later]
                for name in NAMES:
                    await asyncio.to_thread(fleet.stop, name)
                    fleet.start(name)
                    await asyncio.to_thread(fleet.wait_for, name)
                await asyncio.gather(*taking)
            stop.set()
            await asyncio.gather(*saving)

    try:
        asyncio.run(run())
    finally:
        fleet.keys = [SECRET_KEY]
        for name in NAMES:
            fleet.stop(name)
            fleet.start(name)
            fleet.wait_for(name)
    assert (saver.failed, saver.statuses["403"], dict(ledger.errors)) == (0, 0, {})
    comparison = compare(ledger)
    assert (comparison.lost, comparison.wrong) == (0, 0)


def test_a_last_ranking_whose_processes_are_killed_is_completed(fleet, round):
    """Both live processes die in the middle of it; those started again go on from there."""
    at = datetime.now(UTC)
    type(round).objects.update(
        prediction_target="entrants",
        tie_chain=["correct", "prediction", "time_used"],
        closes_at=at - timedelta(minutes=1),
    )
    round.refresh_from_db()
    people = fill_people(round.contest, MANY, at=at, rng=random.Random(1))
    fill_results(round, people, rng=random.Random(2))
    finalise_round(round, by=None, at=at, within_s=0)
    connections.close_all()

    while share_ranked(round) < 0.2:
        time.sleep(0.02)
    for name in ("live-1", "live-2"):
        fleet.kill(name)
    share_left = share_ranked(round)
    for name in ("live-1", "live-2"):
        fleet.start(name)
        fleet.wait_for(name)
    waiting_since = time.monotonic()
    while rounds_to_rank() and time.monotonic() - waiting_since < 60:
        time.sleep(0.1)

    assert 0.2 <= share_left < 1
    round.refresh_from_db()
    assert round.result_digest == result_digest(round)
    assert compare_standings(round) == []
