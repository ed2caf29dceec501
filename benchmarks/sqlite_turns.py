"""Compares SQLite's busy handler with taking turns on a lock, for nine threads and one file.

python benchmarks/sqlite_turns.py prints the medians of three runs of both ways."""

import contextlib
import sqlite3
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

THREADS = 9  # eight page threads and one for answers
TRANSACTIONS = 150


def transact(path: Path, row: int, guard: contextlib.AbstractContextManager[object]) -> list[float]:
    """Read, then write durably, TRANSACTIONS times; return the seconds of each."""
    connection = sqlite3.connect(path, timeout=20, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    took = []
    for _ in range(TRANSACTIONS):
        started = time.perf_counter()
        with guard:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("SELECT n FROM counter WHERE id = ?", (row,)).fetchone()
            connection.execute("UPDATE counter SET n = n + 1 WHERE id = ?", (row,))
            connection.execute("COMMIT")
        took.append(time.perf_counter() - started)
    connection.close()
    return took


def run(guard: contextlib.AbstractContextManager[object]) -> tuple[float, float, float]:
    """Return the transactions a second, and p99 and the longest one in milliseconds."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "turns.sqlite3"
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER)")
        connection.executemany("INSERT INTO counter VALUES (?, 0)", [(n,) for n in range(THREADS)])
        connection.commit()
        connection.close()
        took: list[float] = []
        threads = [
            threading.Thread(target=lambda row=row: took.extend(transact(path, row, guard)))
            for row in range(THREADS)
        ]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - started
    took.sort()
    return len(took) / seconds, took[int(len(took) * 0.99)] * 1000, took[-1] * 1000


def main() -> None:
    ways = {"busy handler": contextlib.nullcontext(), "taking turns": threading.Lock()}
    results = {name: [run(guard) for _ in range(3)] for name, guard in ways.items()}
    for name, runs in results.items():
        rate, p99, longest = (median(column) for column in zip(*runs, strict=True))
        print(f"{name:13} {rate:6.0f}/s  p99 {p99:6.1f} ms  longest {longest:7.1f} ms")


if __name__ == "__main__":
    main()
