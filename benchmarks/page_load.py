"""Asks for one page over and over, and measures rate, time and the CPU it costs each server."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from django.db import connection

from benchmarks import clients, usage, visitors
from benchmarks.clients import Answers, Connection
from benchmarks.reports import Figures, percentile
from benchmarks.servers import Server

NOBODY = ("",)


@dataclass(frozen=True, slots=True)
class Load:
    """How many connections ask, from how many processes, and for how long."""

    connections: int
    seconds: float
    processes: int = 1


def ask(server: Server, path: str, load: Load, *, people: Sequence[str] = NOBODY) -> Figures:
    """Ask for a page; `people` are the cookies of people who take turns (`visitors.sign_in`)."""
    database = str(connection.settings_dict["NAME"])  # others may work on the same server
    before = usage.cpu_seconds(server.pids), usage.postgres_cpu(database)
    found = _drive(server, path, load, people)
    server_s = usage.cpu_seconds(server.pids) - before[0]
    database_s = usage.postgres_cpu(database).since(before[1])
    took = [ms for one in found for ms in one.took_ms]
    good = sum(one.statuses[200] for one in found)
    return {
        "/s": sum(one.statuses[200] / one.seconds for one in found),
        " p50 ms": percentile(took, 0.5),
        " p95 ms": percentile(took, 0.95),
        " p99 ms": percentile(took, 0.99),
        " errors": len(took) - good,
        " server µs": server_s / max(good, 1) * 1e6,
        " database µs": database_s / max(good, 1) * 1e6,
    }


def ask_named(
    server: Server, name: str, path: str, load: Load, *, people: Sequence[str] = NOBODY
) -> Figures:
    asked = ask(server, path, load, people=people)
    return {f"{name}{what}": value for what, value in asked.items()}


def _drive(server: Server, path: str, load: Load, people: Sequence[str]) -> list[Answers]:
    requests = [visitors.get(path, port=server.port, person=one) for one in people]

    def client(n: int) -> Answers:
        # The connections share one iterator, so that every person gets a turn.
        turns = cycle(requests[n :: load.processes] or requests)
        own = [
            Connection(server.address, turns, lambda *_: None)
            for _ in range(max(1, load.connections // load.processes))
        ]
        return clients.drive(own, seconds=load.seconds)

    connection.close()  # the clients are forked
    return clients.in_processes(client, load.processes)
