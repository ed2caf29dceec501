"""Counts what an organiser watches while a round runs: people, papers, saves, trouble."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from contests.models import Answer, Attempt, AttemptState, Entry, Round, SaveRefusal
from contests.monitoring.kept import kept
from quizsite.operations.process_reports import database_clock
from quizsite.operations.site_status import site_now

KEPT_S = 3
_MINUTE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """`late` counts papers some of whose answers came too late, not the answers; `errors` are the
    server's in the last five minutes, whatever contest met them."""

    at: datetime
    registered: int
    people: int
    open: int
    submitted: int
    expired: int
    saves: int
    late: int
    errors: int

    @property
    def closed(self) -> int:
        return self.submitted + self.expired


def kept_figures(round: Round, *, at: datetime) -> RoundFigures:
    """Return figures of the last seconds; their `at` says of when."""
    return kept(f"round-{round.pk}", KEPT_S, lambda: figures(round, at=at))


def figures(round: Round, *, at: datetime) -> RoundFigures:
    attempts = Attempt.objects.filter(round=round)
    counted = attempts.aggregate(
        people=Count("pk", filter=Q(number=1)),  # each person's first; numbers have no gaps
        open=Count("pk", filter=Q(state=AttemptState.OPEN)),
        submitted=Count("pk", filter=Q(state=AttemptState.SUBMITTED)),
        expired=Count("pk", filter=Q(state=AttemptState.EXPIRED)),
    )
    # Only papers that ran within the last minute can have saved in it.
    recent = attempts.filter(
        Q(state=AttemptState.OPEN) | Q(finished_at__gt=at - _MINUTE - timedelta(seconds=5))
    )
    return RoundFigures(
        at=at,
        registered=Entry.objects.valid().filter(contest=round.contest_id).count(),
        saves=Answer.objects.filter(attempt__in=recent, saved_at__gt=at - _MINUTE).count(),
        late=SaveRefusal.objects.too_late().filter(attempt__round=round).count(),
        errors=site_now(at=database_clock()).total("errors"),
        **counted,
    )
