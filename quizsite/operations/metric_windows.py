"""Snapshots of this process's metrics, and what happened between two of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prometheus_client import Counter, Histogram

from quizsite.operations import metrics

KEEP_S = 300


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`counts` only grow; each bucket includes those below it, as in Prometheus."""

    at: float
    counts: dict[str, float]
    buckets: dict[str, tuple[float, ...]]


NOTHING = Snapshot(0.0, {}, {})
_HISTOGRAMS: dict[str, Histogram] = {
    "save": metrics.SAVE_SECONDS,
    "commit": metrics.COMMIT_SECONDS,
    "board": metrics.BOARD_SECONDS,
    "frame": metrics.FRAME_SECONDS,
    "late": metrics.CLOSED_LATE_SECONDS,
    "page": metrics.PAGE_SECONDS,
}


def take_snapshot(*, at: float) -> Snapshot:
    """Read all metrics; `at` comes from any clock that only goes forward."""
    saves = _by_label(metrics.SAVES, "verdict")
    refused = _by_label(metrics.SAVES_REFUSED, "reason")
    pages = _by_label(metrics.PAGES, "status")
    closed = _by_label(metrics.CLOSED, "state")
    counts = {
        "saves": saves.get("saved", 0),
        "saves_late": saves.get("late", 0) + saves.get("closed", 0),
        "saves_busy": refused.get("busy", 0),
        "saves_refused": sum(refused.values()) - refused.get("busy", 0),
        "starts": _by_label(metrics.STARTS, "").get("", 0),
        "closed": sum(closed.values()),
        "frames": _by_label(metrics.FRAMES, "").get("", 0),
        "slow_readers": _by_label(metrics.SLOW_READERS, "").get("", 0),
        "pages": sum(pages.values()),
        "errors": _by_label(metrics.TROUBLE_BY_LEVEL, "level").get("error", 0),
    }
    return Snapshot(at, counts, {name: _buckets(one) for name, one in _HISTOGRAMS.items()})


def bounds_of(name: str) -> list[float]:
    """Return the upper bounds of a histogram's buckets; the last bound is infinite."""
    return list(_by_bound(_HISTOGRAMS[name]))


def _samples(metric: Counter | Histogram, ending: str) -> Iterator[tuple[dict[str, str], float]]:
    for family in metric.collect():
        for sample in family.samples:
            if sample.name.endswith(ending):
                yield sample.labels, sample.value


def _by_label(metric: Counter, label: str) -> dict[str, float]:
    sums: dict[str, float] = {}
    for labels, value in _samples(metric, "_total"):
        name = labels.get(label, "")
        sums[name] = sums.get(name, 0) + value
    return sums


def _by_bound(metric: Histogram) -> dict[float, float]:
    sums = dict.fromkeys(metric._upper_bounds, 0.0)  # noqa: SLF001 -- a labelled one has no samples yet
    for labels, value in _samples(metric, "_bucket"):
        sums[float(labels["le"])] += value
    return sums


def _buckets(metric: Histogram) -> tuple[float, ...]:
    return tuple(_by_bound(metric).values())


class MetricWindow:
    """Keeps the snapshots of five minutes; it takes all counts before the first one as zero."""

    def __init__(self) -> None:
        self._snapshots: deque[Snapshot] = deque()

    def add(self, snapshot: Snapshot) -> None:
        self._snapshots.append(snapshot)
        # One snapshot older than five minutes stays: the counts of five minutes start from it.
        while len(self._snapshots) > 1 and self._snapshots[1].at <= snapshot.at - KEEP_S:
            self._snapshots.popleft()

    def counts_within(self, seconds: float) -> dict[str, float]:
        newest, before = self._ends(seconds)
        return {name: value - before.counts.get(name, 0) for name, value in newest.counts.items()}

    def buckets_within(self, seconds: float) -> dict[str, list[float]]:
        newest, before = self._ends(seconds)
        return {
            name: [
                value - earlier
                for value, earlier in zip(
                    buckets, before.buckets.get(name, (0.0,) * len(buckets)), strict=True
                )
            ]
            for name, buckets in newest.buckets.items()
        }

    def _ends(self, seconds: float) -> tuple[Snapshot, Snapshot]:
        if not self._snapshots:
            return NOTHING, NOTHING
        newest = self._snapshots[-1]
        older = [one for one in self._snapshots if one.at <= newest.at - seconds]
        return newest, older[-1] if older else NOTHING


def within(bounds: Sequence[float], buckets: Sequence[float], share: float) -> float | None:
    """Return the bound under which that share of the events stayed; None without events.

    `buckets` are cumulative. The last bound is infinite: how long those events took is unknown."""
    total = buckets[-1] if buckets else 0
    if not total:
        return None
    return next(
        bound for bound, count in zip(bounds, buckets, strict=True) if count >= share * total
    )
