"""How many appeals a contest had, by what they were about and what became of them."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from contests.models import Appeal, AppealKind, AppealState, Contest


@dataclass(frozen=True, slots=True)
class AppealCounts:
    """Appeals of one kind, without those withdrawn; `alone` counts what one person decided."""

    kind: AppealKind
    waiting: int = 0
    accepted: int = 0
    refused: int = 0
    alone: int = 0


_DECIDED = Q(state__in=(AppealState.ACCEPTED, AppealState.REFUSED))


def appeal_counts(contest: Contest) -> list[AppealCounts]:
    """List the kinds that anybody has appealed, in one query."""
    lasting = Appeal.objects.filter(contest=contest).exclude(state=AppealState.WITHDRAWN)
    rows = (
        lasting.order_by()
        .values_list("kind")
        .annotate(
            waiting=Count("pk", filter=~_DECIDED),
            accepted=Count("pk", filter=Q(state=AppealState.ACCEPTED)),
            refused=Count("pk", filter=Q(state=AppealState.REFUSED)),
            alone=Count("pk", filter=_DECIDED & Q(answered_by=F("decided_by"))),
        )
    )
    found = {kind: numbers for kind, *numbers in rows}
    return [AppealCounts(kind, *found[kind]) for kind in AppealKind if kind in found]
