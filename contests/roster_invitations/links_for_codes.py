"""The link of an invitation stands in for one code: it went to that address and nowhere else."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from contests.models import RosterInvitation
from contests.roster.links import OpenedLink
from quizsite.notifications.recipients import address_digests

# An office reads on Monday what came on Friday. Afterwards the link still fills the form.
LINK_STANDS_FOR = timedelta(days=3)


def stands_for_code(link: OpenedLink, *, at: datetime) -> bool:
    """Say whether it is of the latest mail, fresh, and nobody has used it."""
    return _unused(link, at=at).exists()


def use_link(link: OpenedLink, *, at: datetime) -> bool:
    """Use it up; of two browsers at the same moment one is told that it did."""
    return bool(_unused(link, at=at).update(used_at=at))


def _unused(link: OpenedLink, *, at: datetime) -> QuerySet[RosterInvitation]:
    line = link.line
    mine = RosterInvitation.objects.filter(
        contest=line.contest_id, digest__in=address_digests(line.email or "")
    )
    fresh = mine.filter(times=link.times, last_at__gt=at - LINK_STANDS_FOR, used_at=None)
    return fresh if line.entry_id is None else fresh.none()
