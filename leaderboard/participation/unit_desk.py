"""The desk of a unit's contact person: who has taken part and who has not, never scores."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from contests.models import Contest, ContestState, Entry, Round
from contests.queries import ranked_rounds
from leaderboard.models import Standing
from leaderboard.participation.figures import Participation, UnitFigures, participation_in
from quizsite.accounts.models import Unit


@dataclass(frozen=True)
class UnitDesk:
    contest: Contest
    rounds: list[Round]
    round: Round | None
    participation: Participation
    figures: UnitFigures | None
    people: QuerySet[Entry]  # with `has_taken`

    @property
    def missing(self) -> list[tuple[int, int]]:
        """Pairs of a rate and the people still missing to it."""
        if self.figures is None or self.figures.base is None:
            return []
        return [(rate, self.figures.missing_to(rate) or 0) for rate in (80, 100)]


def contests_with_desk() -> QuerySet[Contest]:
    return Contest.objects.filter(state=ContestState.PUBLISHED)


def unit_desk_of(
    unit: Unit, *, contest: Contest, number: str = "", category: str | None = None
) -> UnitDesk:
    """List entrants of the unit and the units below that count in the chosen headcount.

    A person voided after a round was finalised stays in that round's figures."""
    rounds = ranked_rounds(contest.pk)
    round = next((one for one in rounds if str(one.number) == number), None)
    taken = Standing.objects.filter(entry=OuterRef("pk"), round=round)
    below = unit.descendants(include_self=True).values("pk")
    participation = participation_in(contest, round=round, category=category)
    people = (
        Entry.objects.filter(contest=contest, unit__in=below)
        .filter(division__headcount_category=participation.category)
        .exclude(division__headcount_category="")
        .annotate(has_taken=Exists(taken))
        .filter(Q(voided_at=None) | Q(has_taken=True))
        .select_related("user", "unit")
        .order_by("has_taken", "user__full_name", "pk")
    )
    figures = participation.figures.get(unit.pk)
    return UnitDesk(contest, rounds, round, participation, figures, people)
