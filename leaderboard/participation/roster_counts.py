"""How far the people of a roster have come, counted without reading their lines one by one.

A person on several lines, of a unit and of the one above, counts once at a desk that has both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from contests.models import Attempt, Contest, Entry, RosterPerson, Round
from leaderboard.models import Standing

Lines = QuerySet[RosterPerson]
_PLACE = ("unit_id", "category", "is_compulsory")
_AT_ONCE = 2000


class PersonStatus(TextChoices):
    """How far somebody on a roster has come."""

    MISSING = "chua-dang-ky", _("chưa đăng ký")
    ENTERED = "da-dang-ky", _("đã đăng ký, chưa thi")
    STARTED = "dang-thi", _("đã bắt đầu, chưa nộp")
    TAKEN = "da-thi", _("đã thi")


class CountedLines(NamedTuple):
    unit_id: int
    category: str
    is_compulsory: bool
    status: str
    lines: int


@dataclass(frozen=True)
class Progress:
    """What decides how far people have come: a round, or all rounds that are chosen.

    A person voided after a round was finalised stays in that round's figures."""

    contest: Contest
    round: Round | None
    chosen: Sequence[Round]
    is_withheld: bool = False  # then nobody is said to have begun or taken part

    @property
    def _took(self) -> Exists:
        took = Standing.objects.filter(entry=OuterRef("entry_id"), round=self.round)
        return Exists(took)

    @property
    def _running(self) -> QuerySet[Attempt]:
        return Attempt.objects.running().filter(round__in=self.chosen)

    def only(self, lines: Lines, status: str) -> Lines:
        """Keep the lines whose people have come just so far."""
        valid = Q(entry__isnull=False, entry__voided_at=None)
        running = Q(entry__in=self._running.values("entry"))
        if self.is_withheld:
            kept = {PersonStatus.ENTERED: valid, PersonStatus.MISSING: ~valid}
            return lines.filter(kept[PersonStatus(status)]) if status in kept else lines.none()
        if status == PersonStatus.TAKEN:
            return lines.filter(self._took)
        rest = lines.exclude(self._took)
        if status == PersonStatus.MISSING:
            return rest.filter(Q(entry=None) | Q(entry__voided_at__isnull=False))
        rest = rest.filter(valid)
        started = status == PersonStatus.STARTED
        return rest.filter(running) if started else rest.exclude(running)

    def mark(self, lines: Iterable[RosterPerson]) -> list[Any]:
        """Read how far the people of these lines have come, and note it at each as `status`."""
        marked = list(lines)
        entries = [line.entry_id for line in marked if line.entry_id is not None]
        valid = set(Entry.objects.valid().filter(pk__among=entries).values_list("pk", flat=True))
        took, running = set[int](), set[int]()
        if not self.is_withheld and entries:
            took = set(
                Standing.objects.filter(entry__among=entries, round=self.round).values_list(
                    "entry_id", flat=True
                )
            )
            running = set(
                self._running.filter(entry__among=entries).values_list("entry_id", flat=True)
            )
        for line in marked:
            setattr(line, "status", _status(line.entry_id, valid, took, running))  # noqa: B010 -- no field
        return marked

    def stream(self, lines: Lines) -> Iterator[Any]:
        """Do so for very many lines, some at a time."""
        batch: list[RosterPerson] = []
        for line in lines.iterator(chunk_size=_AT_ONCE):
            batch.append(line)
            if len(batch) == _AT_ONCE:
                yield from self.mark(batch)
                batch = []
        yield from self.mark(batch)

    def count(self, lines: Lines) -> list[CountedLines]:
        """Count lines by unit, category and status in five queries, whatever their number."""
        sums: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
        grouped = lines.order_by().values_list(*_PLACE)
        counts = {"n": Count("pk"), "matched": Count("entry")}
        if not self.is_withheld:
            counts["took"] = Count("pk", filter=self._took)
        for row in grouped.annotate(**counts):
            of, n, matched, took = sums[row[:3]], row[3], row[4], sum(row[5:])
            of[PersonStatus.MISSING] = n - matched
            of[PersonStatus.TAKEN] = took
            of[PersonStatus.ENTERED] = matched - took
        for moved, status in self._not_only_entered(lines):
            for *place, n in moved.order_by().values_list(*_PLACE).annotate(n=Count("pk")):
                sums[tuple(place)][PersonStatus.ENTERED] -= n
                sums[tuple(place)][status] += n
        return [
            CountedLines._make((*place, status, n))
            for place, of in sums.items()
            for status, n in of.items()
            if n
        ]

    def _not_only_entered(self, lines: Lines) -> Iterator[tuple[Lines, PersonStatus]]:
        """Find who has an entry and has not taken part, but is voided or at work now.

        Mostly nobody is; asking that first spares a walk through all lines."""
        rest = lines if self.is_withheld else lines.exclude(self._took)
        voided = Entry.objects.filter(contest=self.contest, voided_at__isnull=False)
        if gone := list(voided.values_list("pk", flat=True)):
            yield rest.filter(entry__among=gone), PersonStatus.MISSING
        if not self.is_withheld and self._running.exists():
            running = rest.filter(entry__in=self._running.values("entry"), entry__voided_at=None)
            yield running, PersonStatus.STARTED


def _status(entry: int | None, valid: set[int], took: set[int], running: set[int]) -> str:
    if entry in took:
        return PersonStatus.TAKEN.value
    if entry not in valid:
        return PersonStatus.MISSING.value
    return PersonStatus.STARTED.value if entry in running else PersonStatus.ENTERED.value


def people_on_several(lines: Lines, progress: Progress) -> list[list[Any]]:
    """Group the lines of each person who stands on more than one of these, with `status`."""
    repeated = progress.mark(lines.filter(is_repeated=True).order_by("pk"))
    first: dict[tuple[str, object], int] = {}
    joined = list(range(len(repeated)))

    def home(n: int) -> int:
        while joined[n] != n:
            joined[n] = n = joined[joined[n]]
        return n

    for n, line in enumerate(repeated):
        signs = (("email", line.email), ("phone", line.phone), ("entry", line.entry_id))
        for sign in signs:
            if sign[1]:
                joined[home(n)] = home(first.setdefault(sign, n))
    groups: dict[int, list[Any]] = defaultdict(list)
    for n, line in enumerate(repeated):
        groups[home(n)].append(line)
    return [group for group in groups.values() if len(group) > 1]
