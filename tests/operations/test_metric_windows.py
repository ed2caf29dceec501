"""A metric window counts what happened within a minute, from counts that only grow."""

import pytest

from quizsite.operations import metrics
from quizsite.operations.metric_windows import (
    MetricWindow,
    Snapshot,
    bounds_of,
    take_snapshot,
    within,
)

BOUNDS = [0.1, 1.0, float("inf")]


def snapshot(at, saves):
    return Snapshot(at, {"saves": saves}, {"save": (0.0, saves, saves)})


@pytest.fixture
def window():
    window = MetricWindow()
    for at, saves in [(0, 10), (30, 40), (60, 100), (90, 180)]:
        window.add(snapshot(at, saves))
    return window


def test_a_minute_is_counted_from_the_snapshot_a_minute_ago(window):
    assert window.counts_within(60) == {"saves": 140}
    assert window.buckets_within(60) == {"save": [0.0, 140, 140]}


def test_a_young_process_counts_from_its_start(window):
    assert window.counts_within(300) == {"saves": 180}


def test_without_a_snapshot_nothing_happened():
    assert MetricWindow().counts_within(60) == {}


def test_a_metric_window_keeps_five_minutes_and_the_snapshot_before_them():
    window = MetricWindow()
    for at in range(0, 3600, 5):
        window.add(snapshot(at, at))
    assert len(window._snapshots) == 61
    assert window.counts_within(300) == {"saves": 300}


@pytest.mark.parametrize(
    ("buckets", "bound"),
    [([99, 100, 100], 0.1), ([98, 100, 100], 1.0), ([0, 0, 1], float("inf")), ([0, 0, 0], None)],
)
def test_the_bound_under_which_nearly_all_stayed(buckets, bound):
    assert within(BOUNDS, buckets, 0.99) == bound


def test_a_batch_is_read_back_by_verdict_and_time():
    before = take_snapshot(at=0)
    metrics.count_batch(["saved", "saved", "late"], commit_s=0.004, longest_s=0.008)
    metrics.SAVES_REFUSED.labels("busy").inc()
    metrics.count_page("contests:home", status=503, took_s=0.3)
    after = take_snapshot(at=1)
    grown = {
        name: value - before.counts[name]
        for name, value in after.counts.items()
        if value != before.counts[name]
    }
    assert grown == {"saves": 2, "saves_late": 1, "saves_busy": 1, "pages": 1}
    window = MetricWindow()
    window.add(before)
    window.add(Snapshot(60, after.counts, after.buckets))
    took = window.buckets_within(60)
    assert within(bounds_of("save"), took["save"], 0.99) == 0.01
    assert within(bounds_of("commit"), took["commit"], 0.99) == 0.005
    assert within(bounds_of("page"), took["page"], 0.99) == 0.5
