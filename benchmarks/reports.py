"""Computes medians and percentiles of figures, and prints them."""

import json
from collections.abc import Sequence
from statistics import median
from typing import Any

Figures = dict[str, float]


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def medians(runs: Sequence[Figures]) -> Figures:
    return {name: median(run[name] for run in runs) for name in runs[0]}


def as_text(name: str, database: str, figures: Figures, runs: Sequence[Figures]) -> str:
    width = max(map(len, figures))
    lines = [f"{name} on {database}, median of {len(runs)}"]
    for key, value in figures.items():
        spread = ", ".join(_number(run[key]) for run in runs)
        lines.append(f"  {key:{width}}  {_number(value):>10}   ({spread})")
    return "\n".join(lines)


def as_json(name: str, database: str, figures: Figures, runs: Sequence[Figures]) -> str:
    content: dict[str, Any] = {"name": name, "database": database, "median": figures, "runs": runs}
    return json.dumps(content)


def as_growth(
    name: str, database: str, small: Figures, large: Figures, sizes: tuple[float, float]
) -> str:
    width = max(map(len, small))
    lines = [f"{name} on {database}, {sizes[0]} and {sizes[1]} times the usual rows"]
    for key, value in small.items():
        ratio = f"{large[key] / value:.2f}" if value else "–"
        lines.append(
            f"  {key:{width}}  {_number(value):>10}  {_number(large[key]):>10}  {ratio:>6}"
        )
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2f}"
