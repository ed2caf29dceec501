"""Finds ideas like the one that somebody is typing: few numbers asked, few rows compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count
from rapidfuzz import fuzz

from contests.initiatives.shingles import likeness, shingles_of
from contests.models import Initiative, InitiativeShingle
from quizsite.language.vietnamese import search_key

LONGEST_ASKED = 300
# So many numbers are asked, so many ideas with the most of them are compared letter by letter.
MOST_ASKED = 60
CANDIDATES = 40
ENOUGH = 0.45
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Similar:
    initiative: Initiative
    likeness: float

    @property
    def percent(self) -> int:
        return round(self.likeness * 100)


def similar_to(
    title: str, text: str = "", *, but: Collection[int] = (), most: int = MOST_SHOWN
) -> list[Similar]:
    """The public ideas most like it, merged and hidden ones not."""
    asked = shingles_of(title[:LONGEST_ASKED], text)
    if not asked:
        return []
    numbers = sorted(asked)[:MOST_ASKED]
    counted = (
        InitiativeShingle.objects.filter(number__in=numbers)
        .exclude(initiative__in=but)
        .values("initiative")
        .annotate(common=Count("pk"))
        .order_by("-common", "-initiative")[:CANDIDATES]
    )
    found = Initiative.objects.listed().in_bulk([row["initiative"] for row in counted])
    theirs: dict[int, set[int]] = defaultdict(set)
    shingles = InitiativeShingle.objects.filter(initiative__in=found)
    for pk, number in shingles.values_list("initiative", "number"):
        theirs[pk].add(number)
    key = search_key(title)
    judged = [Similar(one, _how_like(key, one, asked, theirs[one.pk])) for one in found.values()]
    near = [one for one in judged if one.likeness >= ENOUGH]
    return sorted(near, key=lambda one: (-one.likeness, one.initiative.pk))[:most]


def _how_like(key: str, found: Initiative, asked: set[int], theirs: set[int]) -> float:
    titles = fuzz.token_set_ratio(key, search_key(found.title)) / 100
    return (titles + likeness(asked, theirs)) / 2 if len(key.split()) > 1 else 0.0


def keep_shingles(initiative: Initiative) -> None:
    numbers = shingles_of(initiative.title, f"{initiative.problem}\n{initiative.solution}")
    rows = [InitiativeShingle(initiative=initiative, number=number) for number in numbers]
    InitiativeShingle.objects.bulk_create(rows, ignore_conflicts=True)
