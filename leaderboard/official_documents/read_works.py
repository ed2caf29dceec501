"""What became of the works of an award: received, refused, marked by which juries."""

from __future__ import annotations

from django.db.models import Avg, Count, Max

from contests.awards import Award
from contests.models import Panel, Round, Work, WorkResult, WorkState
from contests.queries import ranked_rounds
from leaderboard.official_documents.content import PanelFacts, WorkFacts


def works_facts(award: Award) -> WorkFacts | None:
    """None where people also answered questions: documents then speak of papers."""
    rounds = [award.round] if award.round else ranked_rounds(award.contest.pk)
    if not rounds or not all(one.is_written for one in rounds):
        return None
    standing = Work.objects.filter(round__in=rounds).standing()
    results = WorkResult.objects.filter(round__in=rounds)
    found = results.aggregate(
        n=Count("pk"), best=Max("points"), mean=Avg("points"), most=Max("most_points")
    )
    return WorkFacts(
        received=standing.count(),
        refused=standing.filter(state=WorkState.REFUSED).count(),
        marked=found["n"],
        best=found["best"] or 0,
        mean=int((found["mean"] or 0) + 0.5),
        most=found["most"] or 0,
        panels=_panels(rounds),
    )


def _panels(rounds: list[Round]) -> tuple[PanelFacts, ...]:
    panels = Panel.objects.filter(round__in=rounds).annotate(n=Count("works"))
    return tuple(PanelFacts(one.title, one.n, one.digest) for one in panels.order_by("pk"))
