"""What everybody may read, asked anew by every request: nothing of it is stored or kept.

A work is shown once its result is fixed, or while the public votes on it and its jury is done."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from contests.models import (
    BallotState,
    Candidate,
    ContestState,
    Initiative,
    RoundState,
    Work,
    WorkAuthor,
    WorkState,
)

_ANNOUNCED = (BallotState.OPEN, BallotState.SETTLED)


def shown_works(*, at: datetime) -> QuerySet[Work]:
    """As long as a jury may still mark it, no work is among them, whatever else holds."""
    voted_on = Candidate.objects.filter(
        work=OuterRef("pk"), ballot__state__in=_ANNOUNCED, ballot__opens_at__lte=at
    )
    is_voted_on = Q(round__marks_agreed_at__isnull=False) & Exists(voted_on)
    return Work.objects.filter(
        Q(round__state=RoundState.FINALISED) | is_voted_on,
        may_be_shown=True,
        state=WorkState.ACCEPTED,
        kept_back_at=None,
        entry__isnull=False,
        entry__voided_at=None,
        round__contest__state=ContestState.PUBLISHED,
        round__contest__is_rehearsal=False,
    )


def shown_ideas() -> QuerySet[Initiative]:
    return Initiative.objects.listed().filter(may_be_shown=True)


def tells_authors(work: Work) -> bool:
    """Until the result is fixed nobody learns whose a work is, so that people vote for works."""
    return bool(work.round.state == RoundState.FINALISED)


def named_authors(work: Work) -> list[str]:
    """Those who agreed for this work, and whose name is public in the contest as well.

    `Entry.display_name` is an alias for who withdrew that consent, and for children under 16."""
    if not tells_authors(work):
        return []
    return [name for one in work.authors.all() if (name := _name_of(one))]


def _name_of(author: WorkAuthor) -> str:
    entry = author.entry
    if not author.may_be_named or entry is None:
        return ""
    return entry.display_name if entry.display_name == entry.user.short_name else ""
