"""Runs a real server under attack, and a person who takes a paper during the attack."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from benchmarks import usage
from contests.attempts.start import start_attempt, take_up
from contests.delivery.tokens import issue_save_token
from contests.models import Answer, Attempt
from quizsite.serving import Place, command_line
from tests.hostile.wire import ask
from tests.journeys.serving import ROOT, _wait_until_ready, free_port
from tests.stage import entry_in, open_round
from tests.with_us import WITH_US


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    @property
    def memory_mb(self) -> float:
        return usage.memory_mb([self.pid])


@contextmanager
def besieged(folder: Path, *, database: str, is_guarded: bool = True) -> Iterator[Server]:
    """Start the server as deployed, or for comparison on uvicorn's own protocols."""
    port = free_port()
    command = command_line("all", place=Place(port=port))
    if not is_guarded:
        bare = {"GuardedHttp": "httptools", "GuardedSocket": "websockets-sansio"}
        command = [bare.get(word.rpartition(":")[2], word) for word in command]
    env = os.environ | {
        "DATABASE_URL": database,
        "DEBUG": "1",  # static files straight from their sources
        "REQUIRE_SECOND_FACTOR": "0",
        "LOG_LEVEL": "ERROR",
    }
    log = folder / f"server-{port}.log"
    with log.open("w") as output:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [*WITH_US, *command], cwd=ROOT, env=env, stdout=output, stderr=output
        )
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}", process, log)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=20)


def new_attempt() -> Attempt:
    at = datetime.now(UTC)
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    return take_up(start_attempt(entry_in(round), round=round, at=at))


def body_of(attempt: Attempt, *changes: list[object]) -> bytes:
    return json.dumps({"ticket": issue_save_token(attempt), "changes": changes}).encode()


@contextmanager
def somebody_saving(server: Server) -> Iterator[None]:
    """Save without pause while the block lasts; the server must acknowledge and keep all."""
    attempt = new_attempt()
    answers: list[tuple[int, int]] = []
    is_over = threading.Event()

    def save() -> None:
        for seq in count(1):
            status, _payload = ask(server.port, body_of(attempt, [1 + seq % 3, 1, seq]))
            answers.append((status, seq))
            if is_over.wait(0.02):
                return

    saver = threading.Thread(target=save)
    saver.start()
    try:
        yield
    finally:
        is_over.set()
        saver.join(timeout=30)
    assert {status for status, _seq in answers} == {200}
    stored = dict(Answer.objects.filter(attempt=attempt).values_list("position", "seq"))
    wanted = {1 + seq % 3: seq for _status, seq in answers}
    assert stored == wanted
