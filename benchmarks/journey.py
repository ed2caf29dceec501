"""Measures a person's whole visit: sign in, contest page, start page, start, 20 saves, hand in,
result page, board, and the page of their unit.

It counts whole visits a second, of people who sign in and of people with a session: hashing a
password costs as much as several pages and hides the rest. Then some people go through part after
part together. The CPU that the servers use until all have ended a part is the part's cost. One
visit that fails ends the benchmark."""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.urls import reverse

from benchmarks import clients, filled_results, filling, usage, visitors
from benchmarks.page_load import Load, ask
from benchmarks.places import manage
from benchmarks.reports import Figures, percentile
from benchmarks.servers import Server, serving
from benchmarks.visits import PARTS, SIGNED_IN, WHOLE, Browser, Person, Site, Visit, Visited
from contests.models import Contest, Entry, Round
from quizsite.accounts.models import User

READY = "/san-sang"  # the smallest page that asks the database something
PASSWORD = "một mật khẩu dài"  # noqa: S105 -- of made-up people
_FIRST = 64  # a process just started has compiled no template
_HASHES = 20
_TROUBLES_TOLD = 5
ROWS = ("crowd",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--connections", type=int, default=16, help="people there at once")
    parser.add_argument("--people", type=int, default=1_000, help="at most so many per run and row")
    parser.add_argument("--by-part", type=int, default=300, help="go through each part together")
    parser.add_argument("--crowd", type=int, default=50_000, help="have taken the round before")


@dataclass(frozen=True, slots=True)
class Deployed:
    """The processes that serve the site: one for all, or pages apart from the rest."""

    pages: Server
    live: Server

    @property
    def pids(self) -> list[int]:
        return [pid for one in {self.pages, self.live} for pid in one.pids]


@contextlib.contextmanager
def deployed() -> Iterator[Deployed]:
    proxied = {"TRUSTED_PROXY_COUNT": "1"}  # people come from an address each, as through nginx
    if connection.vendor == "sqlite":
        with serving("all", **proxied) as server:
            yield Deployed(server, server)
        return
    both = proxied | {"WEB_PROCESSES": "2"}
    manage(os.environ | both, "migrate", "--verbosity=0")  # what processes share has a table
    with serving("pages", **both) as pages, serving("live", **both) as live:
        yield Deployed(pages, live)


class JourneyBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        at = datetime.now(UTC)
        contest = Contest.objects.get()
        self.round = Round.objects.select_related("contest").get(contest=contest, number=2)
        count = (_FIRST + 2 * chosen.people + chosen.by_part) * chosen.runs
        entries = filling.fill_people(contest, count, at=at, rng=random.Random(1))
        self.people = _with_passwords(entries, self.round)
        others = filling.fill_people(contest, chosen.crowd, at=at, rng=random.Random(2))
        filled_results.fill_results(self.round, others, rng=random.Random(3))
        filling.analyze()

    def run(self) -> Figures:
        with deployed() as servers:
            self._drive(servers, self._arrive(servers, _FIRST), WHOLE)
            bare = self._bare_page(servers)
            figures = self._whole(servers)
            signed_in = self._whole(servers, signed_in=True)
            figures |= {f"signed in before: {name}": value for name, value in signed_in.items()}
            figures |= self._by_part(servers)
            figures["server MB"] = usage.peak_memory_mb(servers.pids)
        # By the servers' own CPU: what else the machine does slows both down alike.
        bare_pages = signed_in["server ms"] * 1000 / bare[" server µs"]
        return {**figures, "baseline/s": bare["/s"], "bare pages/visit": bare_pages}

    def _arrive(self, servers: Deployed, count: int, *, signed_in: bool = False) -> list[Visit]:
        site = site_of(self.round, servers.pages.port)
        people = [self.people.pop() for _ in range(count)]
        return [Visit(one, site) for one in (_with_sessions(people) if signed_in else people)]

    def _bare_page(self, servers: Deployed) -> Figures:
        """Measure a bare page, in whose CPU we express the cost of a visit."""
        load = Load(self.chosen.connections, max(1.0, self.chosen.seconds / 3))
        asked = ask(servers.pages, READY, load)
        if asked[" errors"]:
            raise SystemExit(f"{READY}: {asked[' errors']:.0f} errors")
        return asked

    def _whole(self, servers: Deployed, *, signed_in: bool = False) -> Figures:
        visits = self._arrive(servers, self.chosen.people, signed_in=signed_in)
        parts = SIGNED_IN if signed_in else WHOLE
        before = cpu(servers)
        found = self._drive(servers, visits, parts, seconds=self.chosen.seconds)
        after = cpu(servers)
        took = [ms for one in found for ms in one.took_ms]
        return {
            "visits/s": sum(len(one.visits) / one.seconds for one in found),
            "visits": len(took),
            "p50 ms": percentile(took, 0.5),
            "p99 ms": percentile(took, 0.99),
            **after.per_visit(before, len(took)),
        }

    def _by_part(self, servers: Deployed) -> Figures:
        """Measure a visit's CPU by part; a part begins when all people have ended the last one."""
        figures: Figures = {}
        visits = self._arrive(servers, self.chosen.by_part)
        for part in PARTS:
            before = cpu(servers)
            found = self._drive(servers, visits, [part])
            used = cpu(servers).per_visit(before, len(visits))
            visits = [visit for one in found for visit in one.visits]
            del used["client ms"]
            figures |= {f"{part}: {who}": ms for who, ms in used.items()}
        of_parts = sum(figures.values())
        hash_ms = _hash_ms()
        return {
            **figures,
            "password hash ms": hash_ms,
            "sign in without hash: server ms": figures["sign in: server ms"] - hash_ms,
            "all parts ms": of_parts,
            "all parts without hash ms": of_parts - hash_ms,
        }

    def _drive(
        self,
        servers: Deployed,
        visits: list[Visit],
        parts: Sequence[str],
        *,
        seconds: float = math.inf,
    ) -> list[Visited]:
        """Begin no visit after so many seconds, and end each one that began."""
        connection.close()  # the clients are forked
        count = self.chosen.clients
        found = clients.in_processes(
            lambda n: self._client(servers, visits[n::count], parts, seconds), count
        )
        check_all_went_well([visit for one in found for visit in one.visits])
        return found

    def _client(
        self, servers: Deployed, visits: list[Visit], parts: Sequence[str], seconds: float
    ) -> Visited:
        visited = Visited()
        addresses = servers.pages.address, servers.live.address
        begun = _begun_within(seconds, visits)
        at_once = max(1, self.chosen.connections // self.chosen.clients)
        browsers = [Browser(addresses, begun, parts, visited) for _ in range(at_once)]
        visited.seconds = clients.drive(browsers, seconds=math.inf).seconds
        return visited


def site_of(round: Round, port: int) -> Site:
    slug = round.contest.slug
    return Site(
        port,
        sign_in=reverse("account_login"),
        sign_out=reverse("account_logout"),
        contest=reverse("contests:contest", args=[slug]),
        enter=reverse("contests:enter", args=[slug, round.number]),
        board=reverse("leaderboard:board", args=[slug]),
        password=PASSWORD,
    )


def check_all_went_well(visits: Sequence[Visit]) -> None:
    troubles = [visit.trouble for visit in visits if visit.trouble]
    if troubles:
        told = "\n".join(troubles[:_TROUBLES_TOLD])
        raise SystemExit(f"{len(troubles)} of {len(visits)} visits failed\n{told}")


def _begun_within(seconds: float, visits: list[Visit]) -> Iterator[Visit]:
    ends = time.perf_counter() + seconds
    for visit in visits:
        if time.perf_counter() >= ends:
            return
        yield visit


def _with_passwords(entries: range, round: Round) -> list[Person]:
    """Sign people up, with one password hash for all and a confirmed address each."""
    found = Entry.objects.filter(pk__among=entries).select_related("user", "unit").order_by("pk")
    users = [one.user for one in found]  # numbered as their entries are
    User.objects.filter(pk__range=(users[0].pk, users[-1].pk)).update(
        password=make_password(PASSWORD)
    )
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in users),
        batch_size=1_000,
    )
    return [
        Person(one.pk, str(one.user.email), _unit_page(one, round), one.unit.name) for one in found
    ]


def _unit_page(entry: Entry, round: Round) -> str:
    path = reverse("leaderboard:participation", args=[round.contest.slug, entry.unit.code])
    return f"{path}?ky={round.number}"


def _with_sessions(people: list[Person]) -> list[Person]:
    entries = Entry.objects.in_bulk([one.entry_id for one in people])
    cookies = visitors.sign_in(one.user_id for one in entries.values())
    return [replace(one, cookies=cookies[entries[one.entry_id].user_id]) for one in people]


def _hash_ms() -> float:
    """Measure the CPU of comparing one password, the largest part of signing in."""
    stored = make_password(PASSWORD)
    began = time.process_time()
    for _ in range(_HASHES):
        assert check_password(PASSWORD, stored)
    return (time.process_time() - began) / _HASHES * 1000


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds used so far."""

    servers: float
    database: usage.PostgresCpu
    clients: float

    def per_visit(self, before: Cpu, visits: int) -> Figures:
        used = {"server": self.servers - before.servers}
        if connection.vendor == "postgresql":
            used["database"] = self.database.since(before.database)
        used["client"] = self.clients - before.clients
        return {f"{who} ms": seconds / visits * 1000 for who, seconds in used.items()}


def cpu(servers: Deployed) -> Cpu:
    database = usage.postgres_cpu(str(connection.settings_dict["NAME"]))
    return Cpu(usage.cpu_seconds(servers.pids), database, sum(os.times()[2:4]))


benchmark = JourneyBenchmark
