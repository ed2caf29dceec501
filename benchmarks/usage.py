"""Reads from /proc which CPU seconds and memory processes use."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    for one in found:
        for children in (_PROC / str(one) / "task").glob("*/children"):
            found += [int(child) for child in _read(children).split()]
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Add up user and system time, that of ended children included."""
    total = 0
    for pid in pids:
        # The name may hold spaces and brackets, but the fields behind the last bracket do not.
        fields = _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()
        total += sum(map(int, fields[11:15])) if fields else 0
    return total / _TICKS


def peak_memory_mb(pids: Iterable[int]) -> float:
    return sum(_status_kb(pid, "VmHWM:") for pid in pids) / 1024


def memory_mb(pids: Iterable[int]) -> float:
    return sum(_status_kb(pid, "VmRSS:") for pid in pids) / 1024


def named(name: str) -> list[int]:
    """Find every process of that name, such as a database server's."""
    return [
        int(folder.name)
        for folder in _PROC.iterdir()
        if folder.name.isdigit() and _read(folder / "comm").strip() == name
    ]


@dataclass(frozen=True, slots=True)
class PostgresCpu:
    """What PostgreSQL has used so far, and of that its backends for other databases."""

    everything: float
    others: dict[int, float]

    def since(self, before: PostgresCpu) -> float:
        """For one database. A backend of another that ended meanwhile is counted with it."""
        others = sum(now - before.others.get(pid, 0) for pid, now in self.others.items())
        return self.everything - before.everything - others


def postgres_cpu(database: str) -> PostgresCpu:
    while True:
        pids = named("postgres")
        used = {pid: cpu_seconds([pid]) for pid in pids}
        others = {pid: used[pid] for pid in pids if _serves_another(pid, database)}
        # One that ended after its parent was read, and before itself, would be in neither.
        if named("postgres") == pids:
            return PostgresCpu(sum(used.values()), others)


def _serves_another(pid: int, database: str) -> bool:
    """A backend's title is "postgres: user database 127.0.0.1(port) what it does"."""
    title = _read(_PROC / str(pid) / "cmdline")
    is_backend = "(" in title or "[local]" in title
    return is_backend and f" {database} " not in title


def _status_kb(pid: int, label: str) -> int:
    for line in _read(_PROC / str(pid) / "status").splitlines():
        if line.startswith(label):
            return int(line.split()[1])
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # the process has ended
        return ""
