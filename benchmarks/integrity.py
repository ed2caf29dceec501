"""Measures whom the signs of cheating name among made-up papers, and what a look at a round costs.

Precision: of the papers named, how many are guilty. Recall: of the guilty, how many are named."""

import argparse
import json
import os
import random
import time
import uuid
from collections.abc import Hashable, Iterable, Iterator, Mapping, Set
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import filling
from benchmarks.reports import Figures
from benchmarks.usage import memory_mb, peak_memory_mb
from contests.integrity.looking import look_at_round
from contests.integrity.pairs import compare
from contests.integrity.signs import all_signs
from contests.models import Answer, Attempt, CaseEntry, Contest, Entry, EntryMark, SignKind
from contests.models import Round as ContestRound
from questionbank.models import AnswerKey
from quizsite.accounts.models import Unit, UnitKind, User
from quizsite.simulation.colluders import RIGHT, Round, RoundMaker

BANKS = (24, 60, 160, 400)
WAYS = {"table": "alike", "stand-in": "device", "robots": "fast"}
ROWS = ("entries",)
_USER = (
    *("id", "password", "is_superuser", "full_name", "email"),
    *("is_phone_verified", "is_staff", "is_active", "date_joined"),
)
_ENTRY = (
    *("id", "contest_id", "user_id", "division_id", "unit_id"),
    *("display_name", "registered_at", "void_reason"),
)
_ATTEMPT = (
    *("id", "code", "entry_id", "round_id", "number", "state", "seed", "paper", "started_at"),
    *("deadline_at", "writer", "finished_at", "correct_count", "question_count"),
)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=300_000)
    parser.add_argument("--simulated", type=int, default=5_000, help="people in a made-up round")
    parser.add_argument("--rounds", type=int, default=4, help="made-up rounds, for each bank")


def made_round(seed: int, *, people: int, questions: int) -> Round:
    """Honest offices, and one in fifty who cheats, in each of four ways."""
    maker = RoundMaker(seed, questions=questions)
    maker.offices(people)
    for _ in range(max(1, people // 1000)):
        maker.table()
        maker.stand_in()
        maker.robots()
        maker.passed_on()
    return maker.finish()


class IntegrityBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        self.contest = Contest.objects.get()
        self.round = ContestRound.objects.get(contest=self.contest, number=1)
        revisions = single_keys(self.round)
        made = made_round(1, people=chosen.entries, questions=len(revisions))
        self.first_entry = Filling(self.contest, self.round, made, revisions).fill()
        self.guilty = {self.first_entry + paper: way for paper, way in made.guilty.items()}
        filling.analyze()

    def run(self) -> Figures:
        return {**self._look(), **self._simulated()}

    def _look(self) -> Figures:
        self.round.integrity_cases.all().delete()
        before, start = memory_mb([os.getpid()]), time.perf_counter()
        look = look_at_round(self.round, at=datetime.now(UTC))
        took = time.perf_counter() - start
        named: dict[str, set[int]] = {kind: set() for kind in SignKind.values}
        rows = CaseEntry.objects.filter(case__round=self.round)
        for kind, entry_id in rows.values_list("case__kind", "entry"):
            named[kind].add(entry_id)
        return {
            "look s": took,
            "papers": look.papers,
            "pairs": look.pairs,
            "cases beyond the limit": look.left_out,
            "memory before MB": before,
            "peak memory MB": peak_memory_mb([os.getpid()]),
            **_judged("stored", named, self.guilty),
        }

    def _simulated(self) -> Figures:
        found: Figures = {}
        for questions in BANKS:
            guilty: dict[Hashable, str] = {}
            named: dict[str, set[Hashable]] = {kind: set() for kind in SignKind.values}
            for seed in range(1, self.chosen.rounds + 1):
                made = made_round(seed, people=self.chosen.simulated, questions=questions)
                guilty |= {(seed, paper): way for paper, way in made.guilty.items()}
                compared = compare(made.papers, made.marks, seed=seed)
                for one in all_signs(made.papers, made.marks, made.registered, compared):
                    named[one.kind].update((seed, paper) for paper in one.papers)
            found |= _judged(f"{questions} questions", named, guilty)
        return found


def _judged(name: str, named: Mapping[str, Set[Hashable]], guilty: Mapping[Any, str]) -> Figures:
    found: Figures = {}
    for kind, whom in named.items():
        if whom:
            found[f"{name}: {kind} precision"] = len(whom & guilty.keys()) / len(whom)
            found[f"{name}: {kind} honest named"] = len(whom - guilty.keys())
    everybody = set().union(*named.values())
    for way in sorted(set(guilty.values())):
        of_way = {one for one, how in guilty.items() if how == way}
        found[f"{name}: {way} recall"] = len(of_way & everybody) / len(of_way)
        if way in WAYS:
            own = named[WAYS[way]]
            found[f"{name}: {way} recall by {WAYS[way]}"] = len(of_way & own) / len(of_way)
    return found


def single_keys(round: ContestRound) -> list[tuple[int, list[int]]]:
    """Questions of the round with one right option; the right one first, then the others."""
    pools = {pk for pool in round.sections.values_list("pool", flat=True) for pk in pool}
    keys = AnswerKey.objects.filter(revision__in=pools).select_related("revision")
    return [
        (
            key.revision_id,
            [*right, *(n for n in range(len(key.revision.options)) if n not in right)],
        )
        for key in keys.order_by("revision")
        if len(right := key.right_options) == 1 and len(key.revision.options) >= 4
    ]


class Filling:
    """Copies a made round into the database, by the columns of its tables."""

    def __init__(
        self,
        contest: Contest,
        round: ContestRound,
        made: Round,
        revisions: list[tuple[int, list[int]]],
    ) -> None:
        self.contest, self.round, self.made = contest, round, made
        self.revisions = revisions
        self.user, self.entry = filling.next_id(User), filling.next_id(Entry)
        self.attempt = filling.next_id(Attempt)
        self.rng = random.Random(3)

    def fill(self) -> int:
        units = self._units()
        division = self.contest.divisions.first()
        assert division is not None
        with filling.unchecked():
            filling.copy_rows(User, _USER, self._users())
            filling.copy_rows(Entry, _ENTRY, self._entries(division.pk, units))
            filling.copy_rows(Attempt, _ATTEMPT, self._attempts())
            columns = "attempt_id position choice seq saved_at"
            filling.copy_rows(Answer, columns.split(), self._answers())
            columns = "contest_id entry_id kind digest"
            filling.copy_rows(EntryMark, columns.split(), self._marks())
        return self.entry

    def _units(self) -> dict[int, int]:
        kind = UnitKind.objects.first()
        numbers = sorted(set(self.made.papers.unit))
        new = [Unit(code=f"bench-{n}", name=f"Đơn vị {n}", kind=kind) for n in numbers]
        made = Unit.objects.bulk_create(new, batch_size=2000)
        return {n: unit.pk for n, unit in zip(numbers, made, strict=True)}

    def _users(self) -> Iterator[tuple[Any, ...]]:
        at = self.round.opens_at
        for n, one in enumerate(self.made.registered):
            email = f"{one.name}{n}@{one.domain}"
            yield (self.user + n, "!", False, "Người Thử", email, False, False, True, at)

    def _entries(self, division: int, units: dict[int, int]) -> Iterator[tuple[Any, ...]]:
        for n, one in enumerate(self.made.registered):
            at = self.round.opens_at + timedelta(seconds=one.at_s)
            unit = units[self.made.papers.unit[n]]
            row = (self.entry + n, self.contest.pk, self.user + n, division, unit, "N.", at, "")
            yield row

    def _attempts(self) -> Iterator[tuple[Any, ...]]:
        papers, base = self.made.papers, self.round.opens_at
        for n in range(len(papers)):
            # Options in the bank's order: how they are shuffled makes no difference here.
            drawn = [self.revisions[papers.revision[one]] for one in papers.answers(n)]
            paper = json.dumps([[pk, sorted(options)] for pk, options in drawn])
            start = base + timedelta(seconds=papers.started[n])
            end = base + timedelta(seconds=papers.ended[n] + 5)
            yield (
                *(self.attempt + n, uuid.uuid4(), self.entry + n, self.round.pk, 1, "submitted"),
                *(n, paper, start, end, 1, end, papers.correct[n], len(drawn)),
            )

    def _answers(self) -> Iterator[tuple[Any, ...]]:
        papers, base = self.made.papers, self.round.opens_at
        for n in range(len(papers)):
            for position, one in enumerate(papers.answers(n), start=1):
                _pk, options = self.revisions[papers.revision[one]]
                option = options[papers.choice[one].bit_length() - 1 - RIGHT]
                saved_at = base + timedelta(seconds=papers.saved[one])
                yield (self.attempt + n, position, 1 << option, position, saved_at)

    def _marks(self) -> Iterator[tuple[Any, ...]]:
        """Everybody has a device and a network; those that are shared come from the round."""
        shared = (("device", self.made.marks.device), ("network", self.made.marks.network))
        for kind, groups in shared:
            alone = set(range(len(self.made.papers)))
            for digest, group in groups.items():
                alone.difference_update(group)
                yield from self._of(kind, digest, group)
            for paper in alone:
                yield from self._of(kind, self.rng.getrandbits(62), [paper])
        # Whoever was registered by another came with an own device too.
        for group in self.made.marks.device.values():
            for paper in group:
                if paper not in self.made.marks.one_device:
                    yield from self._of("device", self.rng.getrandbits(62), [paper])

    def _of(self, kind: str, digest: int, group: Iterable[int]) -> Iterator[tuple[Any, ...]]:
        for paper in group:
            yield (self.contest.pk, self.entry + paper, kind, digest)


benchmark = IntegrityBenchmark
