"""Headcounts in force on a day."""

from datetime import date
from typing import NamedTuple

from quizsite.accounts.models import Headcount


class Stated(NamedTuple):
    people: int
    as_of: date
    is_sample: bool


def headcounts_on(on: date, category: str) -> dict[int, Stated]:
    """The figure in force of every unit that has one, in one query."""
    rows = Headcount.objects.filter(category=category, as_of__lte=on).order_by("as_of")
    figures = rows.values_list("unit_id", "people", "as_of", "is_sample")
    return {unit_id: Stated(people, as_of, sample) for unit_id, people, as_of, sample in figures}
