"""Counts what was answered, in the whole and in each place and quarter. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from contests.surveys.grades import GRADES
from contests.surveys.release import quarter_of


class Item(NamedTuple):
    """What is graded: a question by its id, and its place in a grid, or 0."""

    question: int
    number: int = 0


class Group(NamedTuple):
    """Whose answers are counted together: everybody's, a place's or a quarter's."""

    place: int | None = None
    quarter: date | None = None


EVERYBODY = Group()


class Row(NamedTuple):
    place: int | None
    day: date
    values: Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """Counts of one group: of grades by item and by factor, of people who graded, of choices."""

    people: int = 0
    grades: dict[Item, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * GRADES))
    factor_people: Counter[str] = field(default_factory=Counter)
    options: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    chose: Counter[int] = field(default_factory=Counter)


class Asked(NamedTuple):
    """What a question's value means: grades by item with their factor, or choices."""

    question: int
    is_graded: bool
    factor: str


ALL = "*"  # beside the factors: whoever graded anything


def tally_rows(rows: Iterable[Row], asked: Sequence[Asked]) -> dict[Group, Tally]:
    found: dict[Group, Tally] = defaultdict(Tally)
    by_key = {str(one.question): one for one in asked}
    for row in rows:
        groups = [EVERYBODY, Group(quarter=quarter_of(row.day))]
        if row.place is not None:
            groups.append(Group(place=row.place))
        items, factors, chosen = _said(row.values, by_key)
        for tally in (found[group] for group in groups):
            tally.people += 1
            tally.factor_people.update(factors)
            for item, grade in items:
                tally.grades[item][grade - 1] += 1
            for question, options in chosen:
                tally.chose[question] += 1
                tally.options[question].update(options)
    return found


def _said(
    values: Mapping[str, Any], by_key: Mapping[str, Asked]
) -> tuple[list[tuple[Item, int]], set[str], list[tuple[int, list[int]]]]:
    items: list[tuple[Item, int]] = []
    factors: set[str] = set()
    chosen: list[tuple[int, list[int]]] = []
    for key, value in values.items():
        one = by_key.get(key)
        if one is None:
            continue
        if not one.is_graded:
            chosen.append((one.question, value if isinstance(value, list) else [value]))
            continue
        if isinstance(value, list):
            items += [(Item(one.question, n), grade) for n, grade in enumerate(value) if grade]
        else:
            items.append((Item(one.question), value))
        factors |= {ALL, one.factor}
    return items, factors, chosen
