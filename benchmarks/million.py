"""Measures a contest with a million entries: filling it in, its pages, and the results file.

Signed-in people ask for the pages, so that the server makes each one and caches none. `page`
measures visitors without a session, and `board` more of the board. The baseline is a bare page of
the same server; that of the file only reads the same rows."""

import argparse
import contextlib
import os
import random
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPResponse
from pathlib import Path
from urllib.request import Request, urlopen

from django.db import connection
from django.urls import reverse

from benchmarks import filling, usage, visitors
from benchmarks.filled_results import fill_results
from benchmarks.page_load import Load, ask_named
from benchmarks.reports import Figures
from benchmarks.servers import Server, serving
from contests.models import Contest, ContestOrganiser, Entry, Round
from leaderboard.finals.jobs import results_job
from leaderboard.finals.results_file import result_rows
from quizsite.accounts.models import User
from quizsite.jobs.queue import is_over

BARE = "/suc-khoe"
ASKERS = 200
HEAD_LINES = 6  # four about the round, an empty one, and one of column names
_LINE = b"<row "
_PIECE = 1024 * 1024
ROWS = ("entries",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--connections", type=int, default=4)


class MillionBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        self.contest = Contest.objects.get()
        self.round = Round.objects.get(contest=self.contest, number=2)
        started = time.perf_counter()
        people = filling.fill_people(
            self.contest, chosen.entries, at=datetime.now(UTC), rng=random.Random(1)
        )
        fill_results(self.round, people, rng=random.Random(2))
        self.filled_s = time.perf_counter() - started
        self._sign_in(people)

    def _sign_in(self, people: range) -> None:
        """Sign in some participants, and an organiser, whose pages show all of them."""
        ids = random.Random(3).sample(people, min(len(people), ASKERS))
        found = Entry.objects.filter(pk__in=ids)
        self.people = list(visitors.sign_in(one.user_id for one in found).values())
        organiser = User.objects.create(email="organiser@bench.invalid", password="!")  # noqa: S106 -- unusable
        ContestOrganiser.objects.create(
            contest=self.contest, user=organiser, since=datetime.now(UTC)
        )
        (self.organiser,) = visitors.sign_in([organiser.pk]).values()

    def run(self) -> Figures:
        figures: Figures = {"entries": self.chosen.entries, "filled in s": self.filled_s}
        with serving("pages" if connection.vendor == "postgresql" else "all") as server:
            load = Load(self.chosen.connections, max(1.0, self.chosen.seconds / 5))
            figures |= ask_named(server, "bare page", BARE, load)
            for name, path, askers in self._pages():
                figures |= ask_named(server, name, path, load, people=askers)
            figures["server MB"] = usage.peak_memory_mb(server.pids)
        return {**figures, **self._export()}

    def _pages(self) -> Iterator[tuple[str, str, list[str]]]:
        slug, number = self.contest.slug, self.round.number
        board = f"{reverse('leaderboard:board', args=[slug])}?ky={number}"
        yield "home", reverse("contests:home"), self.people
        yield "contest", reverse("contests:contest", args=[slug]), self.people
        yield "board", board, self.people
        units = reverse("leaderboard:participation", args=[slug])
        yield "participation", f"{units}?ky={number}", self.people
        yield "enter", reverse("contests:enter", args=[slug, number]), self.people
        organiser = [self.organiser]
        yield "watch", reverse("contests:round_watch", args=[slug, number]), organiser
        yield "entries", reverse("contests:entries", args=[slug]), organiser
        yield "finalise", reverse("leaderboard:finalise", args=[slug, number]), organiser

    def _export(self) -> Figures:
        folder = Path(os.environ["BENCH_FOLDER"])
        file = folder / "results.xlsx"
        roles = ("pages", "jobs") if connection.vendor == "postgresql" else ("all",)
        with contextlib.ExitStack() as stack:
            made_in = {"FILES_DIR": str(folder / "files")}
            servers = [stack.enter_context(serving(role, **made_in)) for role in roles]
            pids = {pid for server in servers for pid in server.pids}
            urlopen(f"http://127.0.0.1:{servers[0].port}{BARE}").read()
            before = usage.memory_mb(pids)
            began = usage.cpu_seconds(pids)
            written_s = self._ask_for_file(servers[0])
            fetched_s = self._fetch(servers[0], file)
            spent = usage.cpu_seconds(pids) - began
            peak = usage.peak_memory_mb(pids)
        took_s = written_s + fetched_s
        plain_s = _read_plainly(self.round)
        return {
            "file: s until it is written": written_s,
            "file: s": took_s,
            "file: MB": file.stat().st_size / 1e6,
            "file: server CPU s": spent,
            "file: server MB before": before,
            "file: server MB": peak,
            "file: people missing": self.chosen.entries - _people_in(file),
            "file: s to read the rows alone": plain_s,
            "file: ratio": plain_s / took_s,
        }

    def _ask_for_file(self, server: Server) -> float:
        """By the page's form, until the job has written it."""
        started = time.perf_counter()
        body = f"csrfmiddlewaretoken={visitors.TOKEN}".encode()
        with self._open(server, "leaderboard:prepare_results", body) as answer:
            answer.read()
        while (job := results_job(self.round)) is None or not is_over(job):
            time.sleep(0.05)
        return time.perf_counter() - started

    def _fetch(self, server: Server, file: Path) -> float:
        started = time.perf_counter()
        with self._open(server, "leaderboard:prepared_results") as answer, file.open("wb") as into:
            while piece := answer.read(_PIECE):
                into.write(piece)
        return time.perf_counter() - started

    def _open(self, server: Server, page: str, body: bytes | None = None) -> HTTPResponse:
        base = f"http://127.0.0.1:{server.port}"
        name, _, cookie = self.organiser.partition("\r\n")[0].partition(": ")
        path = reverse(page, args=[self.contest.slug, self.round.number])
        request = Request(base + path, data=body, headers={name: cookie, "Origin": base})  # noqa: S310 -- our own
        answer: HTTPResponse = urlopen(request)  # noqa: S310 -- as above
        return answer


def _people_in(file: Path) -> int:
    """Count the rows of all sheets without their heads."""
    count = 0
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                count += _lines_of(archive, name) - HEAD_LINES
    return count


def _lines_of(archive: zipfile.ZipFile, name: str) -> int:
    count, rest = 0, b""
    with archive.open(name) as sheet:
        while piece := sheet.read(_PIECE):
            piece = rest + piece
            count += piece.count(_LINE)
            rest = piece[-len(_LINE) + 1 :]  # two pieces may cut a tag
    return count


def _read_plainly(round: Round) -> float:
    started = time.perf_counter()
    for _row in result_rows(round):
        pass
    return time.perf_counter() - started


benchmark = MillionBenchmark
