"""Measures pages of the gallery with very many works and ideas: first, far back, searched."""

import argparse
import random
import time
from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks import filling
from benchmarks.reports import Figures, percentile
from benchmarks.similar_ideas import _DEEDS, _PLACES, _THINGS
from contests.gallery.shelf import Asked, Place, place_of, shelf
from contests.initiatives.history import new_tracking_code
from contests.models import (
    Contest,
    Entry,
    Initiative,
    InitiativeSource,
    InitiativeState,
    Round,
    RoundKind,
    RoundState,
    Work,
    WorkAuthor,
    WorkHeading,
    WorkState,
    WorkVersion,
    WrittenTerms,
)
from quizsite.accounts.models import Unit, User
from quizsite.language.vietnamese import search_key

ROWS = ["items"]


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--items", type=int, default=20_000, help="half works, half ideas")


class GalleryBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.rng, self.at = random.Random(1), timezone.now()
        self.contest = Contest.objects.order_by("pk")[0]
        self.units = list(Unit.objects.order_by("pk"))
        for first in range(0, chosen.items // 2, 1000):
            count = min(1000, chosen.items // 2 - first)
            self._fill_works(first, count)
            self._fill_ideas(first, count)
        filling.analyze()

    def _round(self) -> Round:
        """A finished one for each thousand works: one entry hands in one work of it."""
        at = self.at
        round = Round.objects.create(
            contest=self.contest,
            number=(self.contest.rounds.order_by("-number")[0].number or 0) + 1,
            title="Bài viết",
            kind=RoundKind.WRITTEN,
            state=RoundState.FINALISED,
            created_at=at,
            opens_at=at - timedelta(days=9),
            closes_at=at - timedelta(days=2),
            time_limit_s=7 * 86400,
        )
        terms = WrittenTerms.objects.create(round=round)
        self.heading = WorkHeading.objects.create(terms=terms, title="Giải pháp")
        return round

    def _fill_works(self, first: int, count: int) -> None:
        round, division = self._round(), self.contest.divisions.order_by("pk")[0]
        people = User.objects.bulk_create(
            User(full_name=f"Nguyễn Văn {n}", email=f"trung-bay-{n}@example.vn")
            for n in range(first, first + count)
        )
        entries = Entry.objects.bulk_create(
            Entry(
                contest=self.contest,
                user=user,
                division=division,
                unit=self.rng.choice(self.units),
                display_name=user.short_name,
                registered_at=self.at,
            )
            for user in people
        )
        texts = [self._text() for _ in entries]
        works = Work.objects.bulk_create(
            Work(
                round=round,
                entry=entry,
                number=n,
                title=text.split(".")[0],
                state=WorkState.ACCEPTED,
                begun_at=self.at,
                handed_in_at=self.at - timedelta(seconds=self.rng.randrange(10**6)),
                may_be_shown=True,
                search_key=search_key(text),
            )
            for n, (entry, text) in enumerate(zip(entries, texts, strict=True), start=1)
        )
        self._complete(works, texts)

    def _complete(self, works: list[Work], texts: list[str]) -> None:
        WorkAuthor.objects.bulk_create(
            WorkAuthor(work=work, entry=work.entry, full_name="Nguyễn Văn An", may_be_named=True)
            for work in works
        )
        WorkVersion.objects.bulk_create(
            WorkVersion(
                work=work,
                number=1,
                title=work.title,
                texts={str(self.heading.pk): text},
                handed_in_at=self.at,
            )
            for work, text in zip(works, texts, strict=True)
        )

    def _fill_ideas(self, first: int, count: int) -> None:
        texts = [self._text() for _ in range(count)]
        Initiative.objects.bulk_create(
            Initiative(
                title=text.split(".")[0],
                problem=text,
                solution=text,
                source=InitiativeSource.RESIDENT,
                state=InitiativeState.CONSIDERED,
                tracking_code=new_tracking_code(),
                search_key=search_key(text),
                sent_at=self.at,
                changed_at=self.at,
                published_at=self.at - timedelta(seconds=self.rng.randrange(10**6)),
                may_be_shown=True,
            )
            for text in texts
        )

    def _text(self) -> str:
        return ". ".join(self._title() for _ in range(25))

    def _title(self) -> str:
        rng = self.rng
        return f"{rng.choice(_DEEDS)} {rng.choice(_THINGS)} {rng.choice(_PLACES)}"

    def run(self) -> Figures:
        far = self._far_back()
        unit = self.units[-1]
        asked: dict[str, Callable[[], object]] = {
            "first page": lambda: self._shelf(Asked()),
            "far back": lambda: self._shelf(Asked(), after=far),
            "a title": lambda: self._shelf(Asked(words=search_key(self._title()))),
            "a word in most": lambda: self._shelf(Asked(words="cua")),
            "a unit": lambda: self._shelf(Asked(unit=unit)),
            "a whole page": self._page,
        }
        figures: Figures = {"works": float(Work.objects.count())}
        figures["ideas"] = float(Initiative.objects.count())
        for name, ask in asked.items():
            took = sorted(_timed(ask) for _ in range(60))
            figures |= {
                f"{name} p50 ms": percentile([one for one, _cpu in took], 0.5),
                f"{name} p95 ms": percentile([one for one, _cpu in took], 0.95),
                f"{name} CPU p95 ms": percentile([cpu for _one, cpu in took], 0.95),
            }
        return figures

    def _shelf(self, asked: Asked, after: Place | None = None) -> None:
        shelf(asked, after=after, at=self.at)

    def _far_back(self) -> Place | None:
        """After nine tenths of all, as a reader who goes on and on would come there."""
        count = Work.objects.count() * 9 // 10
        at = Work.objects.order_by("-handed_in_at").values_list("handed_in_at", flat=True)[count]
        assert at is not None
        return place_of(str(Place(at, "bai", 0)))

    def _page(self) -> None:
        answer = Client().get(reverse("contests:gallery"), headers={"host": "localhost"})
        assert answer.status_code == 200


def _timed(ask: Callable[[], object]) -> tuple[float, float]:
    start, cpu = time.perf_counter(), time.thread_time()
    ask()
    return (time.perf_counter() - start) * 1000, (time.thread_time() - cpu) * 1000


benchmark = GalleryBenchmark
