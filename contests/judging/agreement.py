"""How much jurors agree on works that all of them marked. Pure.

ICC(2,1) and ICC(2,k) after Shrout and Fleiss (1979): jurors and works are both drawn from many.
Krippendorff's alpha comes from the library, since it copes with marks that are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Matrix = Sequence[Sequence[float | None]]  # a row a work, a column a juror


@dataclass(frozen=True, slots=True)
class Agreement:
    """None where it cannot be told: too few works or jurors, or all marks the same."""

    works: int
    jurors: int
    alpha: float | None
    single: float | None  # ICC(2,1): of one juror
    average: float | None  # ICC(2,k): of the mean of all


def agreement_of(matrix: Matrix) -> Agreement:
    jurors = max((len(row) for row in matrix), default=0)
    whole = [[float(one) for one in row if one is not None] for row in matrix]
    whole = [row for row in whole if len(row) == jurors]
    single, average = intraclass(whole)
    return Agreement(len(matrix), jurors, _alpha(matrix), single, average)


def intraclass(rows: Sequence[Sequence[float]]) -> tuple[float | None, float | None]:
    """ICC(2,1) and ICC(2,k) of works that every juror marked."""
    n, k = len(rows), len(rows[0]) if rows else 0
    if n < 2 or k < 2:
        return None, None
    grand = sum(map(sum, rows)) / (n * k)
    works = [sum(row) / k for row in rows]
    jurors = [sum(row[j] for row in rows) / n for j in range(k)]
    between = k * sum((one - grand) ** 2 for one in works) / (n - 1)
    by_juror = n * sum((one - grand) ** 2 for one in jurors) / (k - 1)
    left = sum(
        (rows[i][j] - works[i] - jurors[j] + grand) ** 2 for i in range(n) for j in range(k)
    ) / ((n - 1) * (k - 1))
    below_single = between + (k - 1) * left + k * (by_juror - left) / n
    below_average = between + (by_juror - left) / n
    if abs(below_single) < 1e-9 or abs(below_average) < 1e-9:
        return None, None
    return (between - left) / below_single, (between - left) / below_average


def _alpha(matrix: Matrix) -> float | None:
    told = [one for row in matrix for one in row if one is not None]
    paired = [row for row in matrix if sum(one is not None for one in row) > 1]
    if not paired or len(set(told)) < 2:
        return None
    # numpy comes with it: only the chair's page of agreement pays for it.
    import krippendorff  # noqa: PLC0415 -- see above

    columns = [[float("nan") if one is None else float(one) for one in row] for row in matrix]
    by_juror = [list(one) for one in zip(*columns, strict=True)]
    return float(krippendorff.alpha(reliability_data=by_juror, level_of_measurement="interval"))
