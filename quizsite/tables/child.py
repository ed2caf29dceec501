"""A process of its own reads what strangers send: bound in memory and time, without Django."""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quizsite.tables.limits import Trouble

ROOT = Path(__file__).parents[2]
MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 15
WALL_SECONDS = 18


class ChildFailed(Exception):
    """The child was killed by its own limits, or stumbled over a malformed file."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def ask_child(module: str, path: Path, *, said: bytes = b"") -> dict[str, Any]:
    """What the child's `main` answers about this file; `said` comes to its standard input."""
    try:
        # Its output is bounded by the readers' own limits on rows and text.
        done = subprocess.run(  # noqa: S603 -- our own module, and a path of our own making
            [sys.executable, "-m", module, str(path.resolve())],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT)},
            input=said,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ChildFailed("takes_too_long") from error
    if done.returncode:
        raise ChildFailed("takes_too_long" if done.returncode == -signal.SIGXCPU else "broken")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def answer_within_limits(read: Callable[[], dict[str, Any]]) -> None:
    """The child's side: one JSON object goes out, what was read or the trouble."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = read()
    except Trouble as trouble:
        answer = {"trouble": trouble.code, "detail": trouble.detail}
    except MemoryError:
        answer = {"trouble": "unpacks_too_large", "detail": {}}
    with contextlib.suppress(BrokenPipeError):
        json.dump(answer, sys.stdout, ensure_ascii=True)
