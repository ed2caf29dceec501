"""Plays one run: our own servers, people who save, one fault, and the state afterwards."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, InterfaceError

from contests.models import Attempt
from leaderboard.boards.board import current_board
from leaderboard.boards.selection import find_board
from leaderboard.models import Standing
from quizsite.simulation.faults.audit import audit_forever, in_database
from quizsite.simulation.faults.board_watchers import BoardWatchers
from quizsite.simulation.faults.browser import Browser, open_client
from quizsite.simulation.faults.http_client import ConnectionPool
from quizsite.simulation.faults.nginx_front import NginxFront
from quizsite.simulation.faults.open_papers import OpenPaper, open_papers
from quizsite.simulation.faults.operators_view import OperatorsView
from quizsite.simulation.faults.outbox import TIMEOUT_S, Outbox, OutboxContext
from quizsite.simulation.faults.own_disk import logs_of
from quizsite.simulation.faults.page_readers import PageReaders
from quizsite.simulation.faults.proxy import Proxy
from quizsite.simulation.faults.run_ledger import GONE, Claim, Recovery, RunLedger
from quizsite.simulation.faults.stores import Postgres, Redis
from quizsite.simulation.faults.template import ROUND_NUMBER, open_round
from quizsite.simulation.faults.web_process import WebProcess

Act = Callable[["Run"], Awaitable[None]]
Work = Coroutine[None, None, None]
RECOVER_WITHIN_S = 60.0
CLOSED_WITHIN_S = 30.0  # the invariant
BOARD_WITHIN_S = 20.0
SIGNED_IN_SAMPLE = 10
LEAVERS = 0.25  # this share of the people hands in before the deadline


@dataclass(frozen=True, slots=True)
class Size:
    """The size of one run: its length, people, connections, watchers and processes."""

    seconds: float  # from the first save to the deadline
    people: int = 240
    connections: int = 240
    watchers: int = 3
    webs: int = 1
    pace_s: float = 0.0
    fault_s: float = 0.0  # how long the fault lasts, for faults that last
    hurry: float = 1.0  # 1 = people and browsers wait as long as real ones
    roles: tuple[str, ...] = ()  # processes behind nginx, in place of `webs`
    readers: int = 0  # people who open pages all the time
    disk_mb: int = 0  # a disk of this size for the database alone
    logs_mb: int = 0  # and one for what the servers say
    is_encrypted: bool = False  # nginx speaks TLS, and clients look at its certificate


@dataclass(frozen=True, slots=True)
class Stores:
    postgres: Postgres | None
    redis: Redis | None


@dataclass(slots=True)
class Outcome:
    """Holds what the run itself saw; `verdict` adds what is stored."""

    closed_after_s: float = 0.0
    signed_out: int = 0
    restarts: int = 0
    memory_growth_kb: int = 0
    notes: list[str] = field(default_factory=list)  # figures of this one fault


class Run:
    """A fault gets the run and may break all that it finds here."""

    def __init__(
        self,
        size: Size,
        *,
        place: Path,
        stores: Stores,
        env: Mapping[str, str],
        application: str,
        seed: int,
    ) -> None:
        self.size, self.stores, self.place = size, stores, place
        self.logs = logs_of(place) if size.logs_mb else place
        self.rng = random.Random(seed)  # noqa: S311 -- made-up people
        self.front = NginxFront(place, is_encrypted=size.is_encrypted) if size.roles else None
        ports = [self.front.port] if self.front else []
        self.proxy = Proxy(ports, rng=self.rng)
        self.webs = self._servers(env, application)
        self.proxy.ports = ports or [web.port for web in self.webs]
        self.ledger, self.outcome = RunLedger(), Outcome()
        self.readers, self.operators = PageReaders(), OperatorsView()
        self.papers: list[OpenPaper] = []
        self.outboxes: list[Outbox] = []
        self.deadline = 0.0
        self._leaving: set[int] = set()
        self._jobs: set[asyncio.Task[None]] = set()

    def _servers(self, env: Mapping[str, str], application: str) -> list[WebProcess]:
        if self.size.is_encrypted:
            env = {**env, "TLS_CERTIFICATE": str(self.place / "fullchain.pem")}
        if self.size.logs_mb:  # and much to say
            env = {**env, "LOG_LEVEL": "INFO"}
        if not self.size.roles:
            return [
                WebProcess(
                    self.place, name=f"web-{n}", application=application, env=env, logs=self.logs
                )
                for n in range(self.size.webs)
            ]
        # nginx names the host without the port, so the site has to know its address.
        env = {**env, "SITE_ORIGINS": f"http://127.0.0.1:{self.proxy.port}"}
        named = [
            f"{role}-{self.size.roles[: n + 1].count(role)}"
            for n, role in enumerate(self.size.roles)
        ]
        return [
            WebProcess(
                self.place, name=name, application=application, env=env, role=role, logs=self.logs
            )
            for name, role in zip(named, self.size.roles, strict=True)
        ]

    async def play(self, people: Sequence[tuple[int, str]], act: Act) -> None:
        for web in self.webs:
            await web.start()
        if self.front is not None:
            await self.front.start()
        await self.proxy.start()
        self.origin = f"http://127.0.0.1:{self.proxy.port}"
        try:
            async with open_client(timeout_s=TIMEOUT_S) as client:
                self.client = client
                await self._deal(people)
                await self._take_papers(act)
                await self._see_the_end()
        finally:
            await self.proxy.stop()
            for web in self.webs:
                await web.stop()
            if self.front is not None:
                await self.front.stop()
        self.outcome.restarts = sum(web.restarts for web in self.webs)

    async def _deal(self, people: Sequence[tuple[int, str]]) -> None:
        at = datetime.now(UTC)
        round = await in_database(open_round)
        # Drawing the papers takes a while, which does not count as time of the run.
        slack = timedelta(seconds=self.size.seconds + self.size.people / 2000)
        self.papers = await in_database(
            lambda: open_papers(people, round=round, at=at, deadline_at=at + slack, rng=self.rng)
        )
        self.deadline = (at + slack).timestamp()
        slug = round.contest.slug
        self.enter_path = f"/cuoc-thi/{slug}/vao-thi/{ROUND_NUMBER}/"
        choice = await in_database(lambda: find_board(slug, number=str(ROUND_NUMBER), code=""))
        assert choice is not None  # noqa: S101 -- the sample contest has one
        self.board = choice.key
        self.board_watchers = BoardWatchers(
            self.ledger,
            origin=self.origin,
            path=f"/ws/bang-xep-hang/{slug}/?ky={ROUND_NUMBER}",
            snapshot=f"/cuoc-thi/{slug}/bang-xep-hang/du-lieu/?ky={ROUND_NUMBER}",
        )

    async def _take_papers(self, act: Act) -> None:
        timeout_s = TIMEOUT_S * (0.3 if self.size.hurry < 1 else 1)
        self.connections = ConnectionPool(self.proxy.port, count=self.size.connections)
        self.context = OutboxContext(
            self.connections,
            self.ledger,
            self.origin,
            pace_s=self.size.pace_s,
            timeout_s=timeout_s,
            is_timed=bool(self.size.roles),
        )
        self.board_watchers.open(
            self.client, count=self.size.watchers, hurry=self.size.hurry, rng=self.rng
        )
        for paper in self.papers:
            self.open_tab(paper, token=paper.token, first_seq=paper.first_seq)
        for paper in self.papers:
            if self.rng.random() < LEAVERS:
                self.begin(self._leave(paper), name="whoever handed in")
        sample = self.papers[: self.size.readers]
        self.readers.start([self.browser(one) for one in sample], self.enter_path, self.rng)
        attempts = [paper.attempt for paper in self.papers]
        auditor = asyncio.create_task(audit_forever(self.ledger, attempts, self.rng))
        # Wait from now on, since some faults last beyond the deadline.
        closing = asyncio.create_task(self._wait_until_closed())
        self.operators.start(self.webs)
        await act(self)
        await self.readers.stop()
        self.outcome.notes += await self.operators.stop()
        over = self.deadline + CLOSED_WITHIN_S + RECOVER_WITHIN_S - time.time()
        _done, pending = await asyncio.wait(self._jobs, timeout=max(1, over))
        for job in pending:
            self.ledger.wrongs[f"never told that it was over ({job.get_name()})"] += 1
            job.cancel()
        for job in _done:
            job.result()
        await closing
        auditor.cancel()
        await asyncio.gather(auditor, return_exceptions=True)
        self.connections.close()

    def open_tab(self, paper: OpenPaper, *, token: str, first_seq: int) -> Outbox:
        outbox = Outbox(
            self.context,
            Claim(paper.attempt, self.deadline),
            token=token,
            copy=paper.copy,
            seq=first_seq,
            questions=paper.questions,
            rng=random.Random(self.rng.random()),  # noqa: S311 -- made-up people
        )
        if paper.attempt in self._leaving:
            outbox.claim.expected.add(GONE)
        self.outboxes.append(outbox)
        self.begin(outbox.run(), name="a tab")
        return outbox

    def begin(self, work: Work, *, name: str) -> None:
        job = asyncio.get_running_loop().create_task(work, name=name)
        self._jobs.add(job)

    def browser(self, paper: OpenPaper) -> Browser:
        return Browser(self.client, self.origin, paper.session_key, self.rng)

    async def _leave(self, paper: OpenPaper) -> None:
        """Hand the paper in while the outbox still sends. Half of the people do it by token, like
        the page, the others by the form, like a second tab."""
        await asyncio.sleep(self.rng.uniform(0.2, 0.95) * (self.deadline - time.time()))
        self._leaving.add(paper.attempt)
        for one in self.tabs(paper):
            one.claim.expected.add(GONE)
        is_by_ticket = self.rng.random() < 0.5
        is_in = await (
            self.tabs(paper)[-1].hand_in()
            if is_by_ticket
            else self.browser(paper).submit(paper.code)
        )
        if is_in:
            for one in self.tabs(paper):
                one.claim.end(time.time(), "after it was handed in")

    def tabs(self, paper: OpenPaper) -> list[Outbox]:
        return [one for one in self.outboxes if one.claim.attempt == paper.attempt]

    def time_left(self) -> float:
        return self.deadline - time.time()

    def fault_ended(self) -> Recovery:
        return self.ledger.fault_ended()

    async def recovered(self, *, within_s: float = RECOVER_WITHIN_S) -> None:
        """Wait until the server answers a save sent after the fault, without any help."""
        recovery = self.ledger.recoveries[-1]
        until = time.time() + within_s
        while recovery.first_s is None:
            if time.time() > until:
                self.ledger.wrongs["did not recover"] += 1
                return
            await asyncio.sleep(0.02)

    async def _see_the_end(self) -> None:
        """Check that every board is at its newest version and every person still signed in."""
        version = await self._wait_for_the_board()
        behind = await self.board_watchers.all_at(version, within_s=BOARD_WITHIN_S)
        if behind:
            self.ledger.wrongs["boards left behind"] += len(behind)
        sample = self.rng.sample(self.papers, min(SIGNED_IN_SAMPLE, len(self.papers)))
        seen = [await self.browser(paper).is_signed_in(self.enter_path) for paper in sample]
        self.outcome.signed_out = seen.count(False)
        await self.board_watchers.close()

    async def _wait_for_the_board(self) -> int:
        """Wait until the stored board counts all people with a standing; return its version."""
        key, until = self.board, time.time() + BOARD_WITHIN_S
        standings = Standing.objects.filter(
            contest=key.contest, round=key.round, division=key.division
        )
        while True:
            people = await in_database(standings.count)
            board = await in_database(lambda: current_board(key, at=datetime.now(UTC)))
            if board.snapshot["totals"]["people"] == people:
                return board.version
            if time.time() > until:
                self.ledger.wrongs["board that does not count everybody"] += 1
                return board.version
            await asyncio.sleep(0.25)

    async def _wait_until_closed(self) -> None:
        while self.time_left() > 0:  # a fault may change the deadline
            await asyncio.sleep(min(1.0, self.time_left()))
        mine = [paper.attempt for paper in self.papers]
        while await self._has_open(mine):
            if self.time_left() < -2 * CLOSED_WITHIN_S:
                break
            await asyncio.sleep(0.25)
        self.outcome.closed_after_s = max(0.0, -self.time_left())
        if self.outcome.closed_after_s > CLOSED_WITHIN_S:
            self.ledger.wrongs["closed too late"] += 1

    async def _has_open(self, attempts: Sequence[int]) -> bool:
        """A database that this run's own fault has taken away may still have some."""
        running = Attempt.objects.running()
        try:
            return await in_database(lambda: running.filter(pk__in=attempts).exists())
        except (DatabaseError, InterfaceError):
            return True
