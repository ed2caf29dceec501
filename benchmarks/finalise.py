"""Measures finalising a large round while people of another round save and hand in.

The organiser posts the page's form; the ranking is final once it has its digest. Every standing
moves, since the true value of the prediction becomes known."""

import argparse
import random
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.request import Request, urlopen

from django.db import connection
from django.db.models import F, Max
from django.urls import reverse

from benchmarks import clients, filling, save, usage, visitors
from benchmarks.clients import Answers
from benchmarks.filled_results import fill_results
from benchmarks.reports import Figures, percentile
from benchmarks.servers import Server, serving
from contests.delivery.tokens import issue_save_token
from contests.models import Attempt, Contest, ContestOrganiser, Round, RoundState
from leaderboard.models import SealedName, SealedUnit, StandingChange
from leaderboard.standings.store import compare_standings
from quizsite.accounts.models import User

HAND_IN_EVERY_S = 0.02  # about fifty a second, however long one of them takes
LONGEST_S = 1200
ROWS = ("entries",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--savers", type=int, default=4, help="connections that save meanwhile")
    parser.add_argument("--papers", type=int, default=10_000, help="to be handed in, per run")


class FinaliseBenchmark:
    has_answers = False

    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        at = datetime.now(UTC)
        self.contest = Contest.objects.get()
        self.round = Round.objects.get(contest=self.contest, number=2)
        other = Round.objects.get(contest=self.contest, number=3)
        people = filling.fill_people(self.contest, chosen.entries, at=at, rng=random.Random(1))
        fill_results(self.round, people, rng=random.Random(2), with_answers=self.has_answers)
        # A round with prizes is final only once people have confirmed who won.
        self.round.listed_prizes.all().delete()
        Round.objects.filter(pk=self.round.pk).update(
            opens_at=at - timedelta(days=1), closes_at=at - timedelta(minutes=5)
        )
        # The people who hand in have also taken the finalised round.
        papers = min(chosen.papers * chosen.runs, chosen.entries)
        again = random.Random(3).sample(people, papers)
        savers = filling.fill_people(self.contest, chosen.savers * 50, at=at, rng=random.Random(4))
        self.open = filling.fill_open_attempts(other, [*again, *savers], at=at)
        self.saving, self.handing_in = self.open[papers:], list(self.open[:papers])
        far = at + timedelta(days=1)
        opened = Attempt.objects.filter(pk__range=(self.open[0], self.open[-1]))
        opened.update(deadline_at=far)
        self.tokens = {one.pk: issue_save_token(one) for one in opened}
        organiser = User.objects.create(email="organiser@bench.invalid", password="!")  # noqa: S106 -- unusable
        ContestOrganiser.objects.create(contest=self.contest, user=organiser, since=at)
        (self.organiser,) = visitors.sign_in([organiser.pk]).values()
        filling.analyze()

    def run(self) -> Figures:
        self._open_again()
        is_alone = connection.vendor == "sqlite"
        with serving("all" if is_alone else "live") as live:
            if is_alone:
                return self._measure(live, pages=live, jobs=live)
            with serving("pages") as pages, serving("jobs") as jobs:
                return self._measure(live, pages=pages, jobs=jobs)

    def _measure(self, live: Server, *, pages: Server, jobs: Server) -> Figures:
        alone = self._beside(live, seconds=3)
        pids = {*live.pids, *pages.pids, *jobs.pids}
        figures = self._finalise(live, pages=pages, pids=pids)
        return {
            **figures,
            "server MB": usage.peak_memory_mb(pids),
            "saves alone: p99 ms": percentile(alone[0].took_ms, 0.99),
            "hand-ins alone: p99 ms": percentile(alone[1].took_ms, 0.99),
            "wrong": self._wrong(),
        }

    def _open_again(self) -> None:
        """Undo the last run, and change every prediction, so that each standing moves again."""
        again = Round.objects.filter(pk=self.round.pk, state=RoundState.FINALISED).update(
            state=RoundState.PUBLISHED, finalised_at=None, result_digest="", true_predictions={}
        )
        if again:
            SealedName.objects.filter(round=self.round).delete()
            SealedUnit.objects.filter(round=self.round).delete()
            taken = Attempt.objects.filter(round=self.round)
            taken.update(prediction=F("prediction") + 1)
            filling.tidy([Attempt])

    def _finalise(self, live: Server, *, pages: Server, pids: set[int]) -> Figures:
        before = usage.cpu_seconds(pids), usage.cpu_seconds(usage.named("postgres"))
        done = threading.Event()
        found: list[list[Answers]] = []
        others = threading.Thread(target=lambda: found.extend(self._until(live, done)))
        started = time.perf_counter()
        others.start()
        self._post(pages)
        answered_s = time.perf_counter() - started
        while not self._is_final() and time.perf_counter() - started < LONGEST_S:
            time.sleep(0.05)
        final_s = time.perf_counter() - started
        noted = StandingChange.objects.aggregate(last=Max("pk"))["last"] or 0
        waiting = StandingChange.objects.filter(pk__lte=noted)
        while waiting.exists() and time.perf_counter() - started < LONGEST_S:
            time.sleep(0.2)
        counted_s = time.perf_counter() - started
        server_s = usage.cpu_seconds(pids) - before[0]
        database_s = usage.cpu_seconds(usage.named("postgres")) - before[1]
        done.set()
        others.join()
        figures: Figures = {
            "entries": self.chosen.entries,
            "answered after s": answered_s,
            "final after s": final_s,
            "boards counted after s": counted_s,
            "entries/s": self.chosen.entries / final_s,
        }
        for name, answers in zip(("saves", "hand-ins"), zip(*found, strict=True), strict=True):
            took = [ms for one in answers for ms in one.took_ms]
            good = sum(one.statuses[200] for one in answers)
            figures |= {
                f"{name}/s": good / counted_s,
                f"{name}: p99 ms": percentile(took, 0.99),
                f"{name}: longest ms": max(took, default=0.0),
                f"{name}: errors": len(took) - good,
            }
        return {
            **figures,
            "server µs/entry": server_s / self.chosen.entries * 1e6,
            "database µs/entry": database_s / self.chosen.entries * 1e6,
        }

    def _post(self, pages: Server) -> None:
        path = reverse("leaderboard:finalise", args=[self.contest.slug, self.round.number])
        base = f"http://127.0.0.1:{pages.port}"
        cookie = self.organiser.partition("\r\n")[0].partition(": ")[2]
        headers = {"Cookie": cookie, "Origin": base}
        body = f"csrfmiddlewaretoken={visitors.TOKEN}&dong-y=on".encode()
        with urlopen(Request(base + path, data=body, headers=headers)) as answer:  # noqa: S310 -- our own
            answer.read()

    def _is_final(self) -> bool:
        finalised = Round.objects.filter(pk=self.round.pk, state=RoundState.FINALISED)
        return finalised.exclude(result_digest="").exists()

    def _until(self, server: Server, done: threading.Event) -> Iterator[list[Answers]]:
        while not done.is_set():
            yield self._beside(server, seconds=1)

    def _beside(self, server: Server, *, seconds: float) -> list[Answers]:
        """Save and hand in, each in a process of its own."""
        most = int(seconds / HAND_IN_EVERY_S)
        papers = [self.handing_in.pop() for _ in range(min(most, len(self.handing_in)))]
        work = [
            lambda: self._save(server, seconds),
            lambda: clients.drive([_hand_in(server, papers, self.tokens)], seconds=seconds),
        ]
        return clients.in_processes(lambda n: work[n](), len(work))

    def _save(self, server: Server, seconds: float) -> Answers:
        count = self.chosen.savers
        own = [save.connect(server, self._places(self.saving[k::count]), {}) for k in range(count)]
        return clients.drive(own, seconds=seconds)

    def _places(self, ids: range) -> save.Places:
        while True:
            for position in range(1, save.QUESTIONS + 1):
                for pk in ids:
                    yield pk, position, time.time_ns() // 1000, self.tokens[pk]

    def _wrong(self) -> int:
        """Count standings that differ from the papers."""
        return len(compare_standings(Round.objects.get(pk=self.round.pk)))


def _hand_in(server: Server, papers: list[int], tokens: dict[int, str]) -> clients.Connection:
    def script() -> Iterator[bytes]:
        for pk in papers:
            time.sleep(HAND_IN_EVERY_S)  # this process drives no other connection
            body = f'{{"ticket":"{tokens[pk]}","changes":[],"submit":true}}'
            yield save.request(server, body)

    return clients.Connection(server.address, script(), lambda _status, _answer: None)


benchmark = FinaliseBenchmark
