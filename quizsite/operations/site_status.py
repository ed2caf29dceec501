"""The state of the whole site at one moment, added up from the reports of its processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quizsite.models import ProcessReport
from quizsite.operations.metric_windows import bounds_of, within
from quizsite.operations.process_reports import SILENT_AFTER, ProcessFigures


@dataclass(frozen=True)
class Process:
    name: str
    role: str
    started_at: datetime
    reported_at: datetime
    figures: ProcessFigures

    def is_silent(self, at: datetime) -> bool:
        return self.reported_at < at - SILENT_AFTER


@dataclass(frozen=True)
class Site:
    """All sums are over `speaking`, the processes that still report."""

    at: datetime
    speaking: tuple[Process, ...]
    silent: tuple[Process, ...]

    @classmethod
    def of(cls, processes: Sequence[Process], *, at: datetime) -> Site:
        speaking = tuple(one for one in processes if not one.is_silent(at))
        return cls(at, speaking, tuple(one for one in processes if one.is_silent(at)))

    @property
    def versions(self) -> list[str]:
        """Versions before 0.4.0 do not say which they are."""
        return sorted({one.figures.version or "< 0.4.0" for one in self.speaking})

    def in_a_minute(self, name: str) -> int:
        return round(sum(one.figures.minute.get(name, 0) for one in self.speaking))

    def total(self, name: str) -> int:
        total: float = sum(getattr(one.figures, name) for one in self.speaking)
        return round(total)

    def worst(self, name: str) -> float:
        worst: float = max((abs(getattr(one.figures, name)) for one in self.speaking), default=0)
        return worst

    @property
    def newest(self) -> ProcessFigures:
        """The newest report; each process counts the whole site's open papers by itself."""
        newest = max(self.speaking, key=lambda one: one.reported_at, default=None)
        return newest.figures if newest else ProcessFigures()

    def within(self, name: str, share: float = 0.99) -> float | None:
        """Return the time that this share of the last minute's events, in all processes, kept."""
        bounds = bounds_of(name)
        told = [one.figures.buckets.get(name, []) for one in self.speaking]
        # A process of another version may have other buckets; the sum leaves it out.
        alike = [buckets for buckets in told if len(buckets) == len(bounds)]
        return within(bounds, [sum(column) for column in zip(*alike, strict=True)], share)


def site_now(*, at: datetime) -> Site:
    """Add up the stored reports; `at` comes from the database's clock, as theirs does."""
    rows = ProcessReport.objects.order_by("role", "name")
    return Site.of([_process(row) for row in rows], at=at)


def _process(row: ProcessReport) -> Process:
    figures = ProcessFigures.read(row.figures)
    return Process(row.name, row.role, row.started_at, row.reported_at, figures)
