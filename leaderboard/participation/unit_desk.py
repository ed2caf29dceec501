"""The desk of a unit's contact person: who has taken part and who has not, never scores."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from contests.models import Contest, ContestState, Entry, Round
from contests.queries import ranked_rounds
from leaderboard.models import Standing
from leaderboard.participation.figures import Participation, UnitFigures, participation_in
from leaderboard.participation.tree import UnitNode
from leaderboard.rules import withheld_figures
from quizsite.accounts.models import Unit
from quizsite.language.ordering import by_person

MANY_PEOPLE = 5000


@dataclass(frozen=True)
class UnitDesk:
    unit: Unit
    contest: Contest
    rounds: list[Round]
    round: Round | None
    participation: Participation
    figures: UnitFigures | None
    people: QuerySet[Entry]  # with `has_taken`
    people_count: int
    is_withheld: bool  # nobody competing in an open round may count its people
    are_quotas_withheld: bool  # they count the people of all rounds

    @property
    def is_long(self) -> bool:
        return self.people_count > MANY_PEOPLE

    def read(self, entries: Sequence[int]) -> list[Entry]:
        """Read a page of people; sorting whole rows of very many takes long."""
        found = {one.pk: one for one in self.people.order_by().filter(pk__among=entries)}
        return [found[pk] for pk in entries if pk in found]

    @property
    def heir(self) -> UnitNode | None:
        """Where the unit's people are counted, if it was merged."""
        tree = self.participation.tree
        pk = tree.heirs.get(self.unit.pk)
        return tree.units[pk] if pk is not None else None

    @property
    def missing(self) -> list[tuple[int, int]]:
        """Pairs of a rate and the people still missing to it."""
        if self.figures is None or self.figures.base is None:
            return []
        return [(rate, self.figures.missing_to(rate) or 0) for rate in (80, 100)]


def contests_with_desk() -> QuerySet[Contest]:
    return Contest.objects.filter(state=ContestState.PUBLISHED, is_rehearsal=False)


def unit_desk_of(
    unit: Unit, *, contest: Contest, at: datetime, number: str = "", category: str | None = None
) -> UnitDesk:
    """List entrants of the unit and the units below that count in the chosen headcount.

    They include people of units that were merged into one of these.

    A person voided after a round was finalised stays in that round's figures."""
    rounds = ranked_rounds(contest.pk)
    round = next((one for one in rounds if str(one.number) == number), None)
    participation = participation_in(contest, round=round, category=category, at=at)
    below = participation.counting_in(unit.pk)
    chosen = [round] if round else rounds
    tells_all = "people" in withheld_figures(rounds, at=at) and has_everybody(below, contest)
    is_withheld = tells_all and "people" in withheld_figures(chosen, at=at)
    taken = Exists(Standing.objects.filter(entry=OuterRef("pk"), round=round))
    people = (
        Entry.objects.filter(contest=contest, unit__among=below)
        .filter(division__headcount_category=participation.category)
        .exclude(division__headcount_category="")
        .annotate(has_taken=Value(value=False) if is_withheld else taken)
        .filter(Q(voided_at=None) | Q(has_taken=True))
        .select_related("user", "unit")
    )
    # Putting very many names into the order of the language takes longer than a page may.
    count = people.count()
    by_name = by_person("user__full_name") if count <= MANY_PEOPLE else ()
    people = people.order_by("has_taken", *by_name, "pk")
    figures = participation.figures.get(unit.pk)
    return UnitDesk(
        *(unit, contest, rounds, round, participation, figures, people, count),
        is_withheld=is_withheld,
        are_quotas_withheld=tells_all,
    )


def has_everybody(below: Collection[int], contest: Contest) -> bool:
    """A desk of some units tells a part of the people; one of all units tells their number."""
    return not Entry.objects.valid().filter(contest=contest).exclude(unit__among=below).exists()
