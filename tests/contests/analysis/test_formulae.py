"""Formulae against hand-made figures and against pandas over single rows."""

from math import isclose

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.analysis.formulae import correlation, median, thirds
from contests.analysis.intervals import wilson

ROWS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 8), st.integers(1, 5), st.integers(0, 1)),
    min_size=1,
    max_size=30,
)


def columns(rows):
    return [np.array(one, dtype=float) for one in zip(*rows, strict=True)]


def test_wilson_as_published():
    low, high = wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)


def test_wilson_stays_inside_where_all_or_none_are_right():
    assert wilson(0, 20).low == 0
    assert wilson(20, 20).high == 1
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(0, 50), st.integers(1, 50))
def test_wilson_holds_the_share(right, of):
    right = min(right, of)
    low, high = wilson(right, of)
    assert 0 <= low <= right / of + 1e-9
    assert right / of - 1e-9 <= high <= 1


def test_correlation_by_hand():
    x, y = np.array([1, 1, 0, 0.0]), np.array([3, 2, 2, 1.0])
    found = correlation(x, y, np.ones(4), np.zeros(4))
    assert isclose(found.value, 0.7071, abs_tol=1e-4)
    assert found.low < found.value < found.high


@given(ROWS)
def test_correlation_is_that_of_single_rows_inside_groups(rows):
    x, y, n, group = columns(rows)
    found = correlation(x, y, n, group)
    single = pd.DataFrame({"x": x, "y": y, "g": group}).loc[
        np.repeat(np.arange(len(x)), n.astype(int))
    ]
    moved = single[["x", "y"]] - single.groupby("g")[["x", "y"]].transform("mean")
    if found is None:
        spread = (moved**2).sum()
        assert spread.min() < 1e-6 or len(single) <= single["g"].nunique()
    else:
        assert isclose(found.value, moved["x"].corr(moved["y"]), abs_tol=1e-6)
        assert -1 <= found.low <= found.value <= found.high <= 1


def test_thirds_by_hand():
    y = np.array([0, 1, 2, 3, 4, 5.0])
    assert list(thirds(y, np.ones(6), np.zeros(6))) == [2, 2, 1, 1, 0, 0]


def test_equal_scores_are_of_one_third():
    y, n = np.array([10, 9.0]), np.array([80, 20.0])
    assert list(thirds(y, n, np.zeros(2))) == [0, 2]
    assert list(thirds(np.array([5, 5.0]), n, np.zeros(2))) == [1, 1]


def test_a_third_is_one_of_its_own_group():
    y, group = np.array([1, 2, 3, 7, 8, 9.0]), np.array([0, 0, 0, 1, 1, 1])
    assert list(thirds(y, np.ones(6), group)) == [2, 1, 0, 2, 1, 0]


@given(ROWS)
def test_nobody_of_a_lower_third_scored_more(rows):
    _x, y, n, group = columns(rows)
    found = thirds(y, n, group)
    for name in np.unique(group):
        order = np.argsort(y[group == name], kind="stable")
        assert (np.diff(found[group == name][order]) <= 0).all()


@pytest.mark.parametrize(
    ("values", "n", "expected"), [([5], [1], 5), ([9, 1, 4], [1, 1, 1], 4), ([2, 8], [3, 1], 2)]
)
def test_median_of_weighted_values(values, n, expected):
    assert median(np.array(values), np.array(n)) == expected
