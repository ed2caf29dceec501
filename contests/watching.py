"""What an organiser watches while a round runs: people, papers, saves, trouble."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.core.cache import cache
from django.db.models import Count, Q

from contests.models import Answer, Attempt, AttemptState, Entry, Round, SaveRefusal
from contests.operating import site_now
from quizsite.reporting import database_clock

KEPT_S = 3
_MINUTE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Figures:
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


def kept_figures(round_: Round, *, at: datetime) -> Figures:
    """Of the last seconds; `at` in them says of when. Every open watch page asks each five seconds,
    and counting takes longer the more people take part."""
    kept = cache.get_or_set(f"watch-{round_.pk}", lambda: figures(round_, at=at), KEPT_S)
    return cast("Figures", kept)


def figures(round_: Round, *, at: datetime) -> Figures:
    attempts = Attempt.objects.filter(round=round_)
    counted = attempts.aggregate(
        people=Count("pk", filter=Q(number=1)),  # everybody's first; numbers have no gaps
        open=Count("pk", filter=Q(state=AttemptState.OPEN)),
        submitted=Count("pk", filter=Q(state=AttemptState.SUBMITTED)),
        expired=Count("pk", filter=Q(state=AttemptState.EXPIRED)),
    )
    # Only papers that ran within the last minute can have saved in it.
    recent = attempts.filter(
        Q(state=AttemptState.OPEN) | Q(finished_at__gt=at - _MINUTE - timedelta(seconds=5))
    )
    return Figures(
        at=at,
        registered=Entry.objects.valid().filter(contest=round_.contest_id).count(),
        saves=Answer.objects.filter(attempt__in=recent, saved_at__gt=at - _MINUTE).count(),
        late=SaveRefusal.objects.filter(attempt__round=round_).count(),
        errors=site_now(at=database_clock()).total("errors"),
        **counted,
    )
