"""Keeps a sample of many cases in `bin/test`; the rest are proofs, which `.ci/run` runs once."""

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(cases: Iterable[Any], *, every: int) -> list[Any]:
    """Return all cases; each but the first of every so many is marked as a proof."""
    return [case if n % every == 0 else a_proof(case) for n, case in enumerate(cases)]


def a_proof(*case: Any) -> Any:
    return pytest.param(*case, marks=pytest.mark.proof)
