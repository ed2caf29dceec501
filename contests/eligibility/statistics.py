"""What organisers read of all entrants: how many of each category, the youngest and the oldest."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from contests.models import Contest, EntryDetail
from quizsite.accounts.models import HeadcountCategory

SHOWN = 5


@dataclass(frozen=True, slots=True)
class EntrantAges:
    """`youngest` and `oldest` are a few rows each, with their people."""

    categories: list[tuple[str, int]]
    with_birth_date: int
    youngest: list[EntryDetail]
    oldest: list[EntryDetail]


def entrant_ages(contest: Contest) -> EntrantAges:
    """Read one grouped sum and a few rows, whatever the number of entrants."""
    valid = EntryDetail.objects.filter(entry__contest=contest, entry__voided_at=None)
    grouped = valid.order_by().values_list("category")
    said = list(grouped.annotate(people=Count("pk"), born=Count("birth_date")))
    counted = {category: people for category, people, _born in said}
    born = valid.exclude(birth_date=None)
    return EntrantAges(
        categories=[
            (str(label), counted[one]) for one, label in HeadcountCategory.choices if one in counted
        ],
        with_birth_date=sum(one for _category, _people, one in said),
        youngest=_rows(born.order_by("-birth_date", "pk")),
        oldest=_rows(born.order_by("birth_date", "pk")),
    )


def _rows(details: QuerySet[EntryDetail]) -> list[EntryDetail]:
    return list(details.select_related("entry__user", "entry__unit")[:SHOWN])
