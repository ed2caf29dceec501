"""Until when somebody may still answer in a round; keys, boards and finalising wait for it."""

from datetime import datetime, timedelta

from django.db.models import F, Max, Q

from contests.models import Allowance, IncidentState, Round


def renew_extended_until(round: Round) -> None:
    """Store the latest end that allowances and incidents give; the caller holds the round's lock.

    An incident counts from its proposal on: a key shown meanwhile could not be taken back. An
    allowance that was withdrawn still counts if papers could have been started under it."""
    given = Allowance.objects.filter(Q(withdrawn_at=None) | Q(opens_at=None), round=round)
    waiting = (IncidentState.PROPOSED, IncidentState.IN_FORCE)
    promised = round.incidents.filter(state__in=waiting)
    found = [rows.aggregate(last=Max("ends_at"))["last"] for rows in (given, promised)]
    ends: list[datetime] = [moment for moment in found if moment is not None]
    last = max(ends, default=round.closes_at)
    round.extended_until = last if last > round.closes_at else None
    Round.objects.filter(pk=round.pk).update(extended_until=round.extended_until)


def follow_closing(round: Round, *, later: timedelta) -> None:
    """Move with a closing that was moved what may pass it; the caller holds the round's lock.

    A paper that is open keeps the end its person was told, and a window its hours."""
    moved = F("ends_at") + later
    passing = round.allowances.filter(opens_at=None, attempt=None).exclude(ends_at=None)
    passing.update(ends_at=moved)
    round.incidents.filter(opens_at=None).exclude(ends_at=None).update(ends_at=moved)
    renew_extended_until(round)


def keep_for_draft(round: Round) -> list[Allowance]:
    """Keep what was given for a round to come that is about to be taken back, for its draft.

    Hours belong to times that are chosen anew, so windows and ends after the closing go."""
    kept = list(round.allowances.in_force().filter(opens_at=None, attempt=None, incident=None))
    for one in kept:
        one.pk, one.ends_at = None, None
    return kept


def end_with_early_closing(round: Round) -> None:
    """Nobody answers past a closing that came early, but those who make the round up.

    The caller has closed the round in the same transaction."""
    round.allowances.filter(opens_at=None).update(ends_at=None)
    round.incidents.filter(opens_at=None).update(ends_at=None)
    renew_extended_until(round)
