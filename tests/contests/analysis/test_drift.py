"""Sudden changes: rarely seen where nothing happened, seen where a key went round."""

import numpy as np
import pytest

from contests.analysis.drift import LEAST_RISE, sudden_changes
from tests.contests.analysis.made_up import leak, right_answers, table_of

SLOTS = 24
ROUNDS = 150


def rounds(*, later=0.0, seed=1, count=ROUNDS, people=1200, questions=20):
    for n in range(count):
        rng = np.random.default_rng(seed * 1000 + n)
        yield rng, *right_answers(rng, people=people, questions=questions, slots=SLOTS, later=later)


@pytest.mark.slow
def test_of_a_hundred_rounds_in_which_nothing_happened_at_most_one_rings():
    """Also where better people come later, or worse ones."""
    alarms = [
        bool(sudden_changes(table_of(right, slot), slots=SLOTS))
        for later in (0.0, 1.5, -1.5)
        for _rng, slot, right in rounds(later=later)
    ]
    assert sum(alarms) / len(alarms) <= 0.01


@pytest.mark.slow
def test_without_the_bound_for_many_looks_it_would_not_be_quiet(monkeypatch):
    """Each of 20 × 23 looks for itself, at one in twenty."""
    monkeypatch.setattr("contests.analysis.drift.FALSE_ALARMS", 20 * 23 / 20)
    monkeypatch.setattr("contests.analysis.drift.LEAST_RISE", 0)
    alarms = sum(
        bool(sudden_changes(table_of(right, slot), slots=SLOTS))
        for _rng, slot, right in rounds(count=20)
    )
    assert alarms >= 10


@pytest.mark.slow
@pytest.mark.parametrize("later", [0.0, 1.5])
def test_a_leaked_question_is_found_and_no_other(later):
    found = 0
    for rng, slot, right in rounds(later=later, seed=2, count=60):
        hardest = int(right.mean(axis=0).argmin())
        leak(rng, right, slot, question=hardest, from_slot=12)
        changes = sudden_changes(table_of(right, slot), slots=SLOTS)
        assert set(changes) <= {hardest + 1}
        found += set(changes) == {hardest + 1}
    assert found >= 57


def test_the_change_is_told_where_it_began():
    rng = np.random.default_rng(5)
    slot, right = right_answers(rng, people=3000, questions=10, slots=SLOTS)
    hardest = int(right.mean(axis=0).argmin())
    leak(rng, right, slot, question=hardest, from_slot=16, share=0.8)
    change = sudden_changes(table_of(right, slot), slots=SLOTS)[hardest + 1]
    assert abs(change.slot - 16) <= 1
    of = int((slot < change.slot).sum())
    assert change.before == (int(right[slot < change.slot, hardest].sum()), of)
    assert change.after[1] == 3000 - of
    assert change.rise > LEAST_RISE


@pytest.mark.slow
def test_rare_right_answers_do_not_ring():
    """The normal curve promises too much where few are right; 40 slots, questions of 3 %."""
    alarms = 0
    for n in range(100):
        rng = np.random.default_rng(9000 + n)
        slot = np.sort(rng.integers(0, 40, 400))
        right = (rng.random((400, 20)) < 0.03).astype(np.int64)
        alarms += bool(sudden_changes(table_of(right, slot), slots=40))
    assert alarms <= 1


def test_few_people_or_one_slot_tell_nothing():
    rng = np.random.default_rng(3)
    slot, right = right_answers(rng, people=40, questions=5, slots=SLOTS)
    right[slot >= 12] = 1
    assert sudden_changes(table_of(right, slot), slots=SLOTS) == {}
    assert sudden_changes(table_of(right, slot * 0), slots=1) == {}


def test_everybody_right_or_wrong_tells_nothing():
    slot = np.sort(np.arange(400) % SLOTS)
    assert sudden_changes(table_of(np.ones((400, 5), dtype=int), slot), slots=SLOTS) == {}
    assert sudden_changes(table_of(np.zeros((400, 5), dtype=int), slot), slots=SLOTS) == {}
