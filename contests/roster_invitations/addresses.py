"""Whom a mailing of invitations reaches: lines without an entry, each address once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils import timezone

from contests.models import Contest, RosterInvitation, RosterPerson
from contests.roster.links import token_of
from contests.roster.places import Places
from contests.roster_invitations.rules import is_due
from quizsite.accounts.models import Consent, Purpose
from quizsite.language.moments import until
from quizsite.notifications.audiences import Addressed, Audience
from quizsite.notifications.models import Mailing, Notice, NoticeKind
from quizsite.notifications.outbox import Occasion
from quizsite.notifications.recipients import address_digest, address_digests, stopped_among

KIND = NoticeKind.ROSTER_INVITATION


def lines_to_invite(contest: Contest, units: Collection[int]) -> QuerySet[RosterPerson]:
    """With an address, and not found among the entries."""
    lines = RosterPerson.objects.filter(contest=contest, unit__among=units, entry=None)
    return lines.exclude(email=None).exclude(email="")


def known_invitations(contest: int) -> dict[str, RosterInvitation]:
    return {one.digest: one for one in RosterInvitation.objects.filter(contest=contest)}


def known_of(email: str, known: dict[str, RosterInvitation]) -> RosterInvitation | None:
    """An address is known under the key of today, or under an older one."""
    return next((known[one] for one in address_digests(email) if one in known), None)


def occasion_name(contest: int, times: int | str) -> str:
    return f"roster:{contest}:{times}"


def facts_of(line: RosterPerson, *, closes_at: datetime, times: int) -> dict[str, Any]:
    return {
        "contest": line.contest.title,
        "unit": line.unit.name,
        "until": until(closes_at),
        "path": reverse("contests:roster_link", args=[token_of(line, times=times)]),
    }


def _claim(mailing: Mailing, after: int, count: int, at: datetime) -> Addressed | None:
    """Count the addresses of the next lines as invited, in the transaction of their notices.

    Two desks may invite one address at once: whoever holds the contest's row is first."""
    contest = Contest.objects.select_for_update(no_key=True).filter(pk=mailing.contest or 0).first()
    if contest is None or mailing.expires_at is None:
        return None
    units = Places.on(timezone.localdate(at)).within(mailing.audience["unit"])
    lines = lines_to_invite(contest, units).filter(pk__gt=after).select_related("contest", "unit")
    found = list(lines.order_by("pk")[:count])
    if not found:
        return None
    mails = []
    known, is_again = _known_among(contest, found), mailing.audience["again"]
    for line in found:
        email = line.email or ""
        before = known_of(email, known)
        if not is_due(before, is_again=is_again, at=at):
            continue
        stored = before or RosterInvitation(
            contest=contest, digest=address_digest(email), times=0, last_at=at
        )
        stored.times, stored.last_at, stored.used_at = stored.times + 1, at, None
        stored.save()
        known[stored.digest] = stored
        facts = facts_of(line, closes_at=mailing.expires_at, times=stored.times)
        name = occasion_name(contest.pk, stored.times)
        mails.append((email, Occasion(KIND, name, facts, contest.pk, mailing.expires_at)))
    return Addressed(found[-1].pk, mails)


def _known_among(contest: Contest, lines: list[RosterPerson]) -> dict[str, RosterInvitation]:
    digests = [one for line in lines for one in address_digests(line.email or "")]
    known = RosterInvitation.objects.filter(contest=contest, digest__in=digests)
    return {one.digest: one for one in known}


def _unwritten(mailing: Mailing, at: datetime) -> int:
    """How many addresses the job would have come to yet."""
    contest = mailing.contest or 0
    units = Places.on(timezone.localdate(at)).within(mailing.audience["unit"])
    on_lists = RosterPerson.objects.filter(contest=contest, unit__among=units, entry=None)
    written = on_lists.filter(pk__gt=mailing.after).values_list("email", flat=True)
    emails = {email for email in written if email}
    known, is_again = known_invitations(contest), mailing.audience["again"]
    due = [one for one in emails if is_due(known_of(one, known), is_again=is_again, at=at)]
    return len(due) - len(stopped_among(due, contest=contest))


def _take_back(mailing: Mailing, notices: QuerySet[Notice]) -> None:
    """Forget that these addresses were invited: their mails do not go out.

    One counted under an older key stays counted: it may be invited again after the pause."""
    list(Contest.objects.select_for_update(no_key=True).filter(pk=mailing.contest or 0))
    theirs = RosterInvitation.objects.filter(
        contest=mailing.contest or 0, digest__in=notices.values("recipient")
    )
    theirs.filter(times=1).delete()
    before = Cast(OuterRef("times") - 1, CharField())
    earlier = Notice.objects.filter(
        occasion=Concat(Value(occasion_name(mailing.contest or 0, "")), before),
        recipient=OuterRef("digest"),
    ).order_by()
    last_at = Coalesce(Subquery(earlier.values("made_at")[:1]), F("last_at"))
    theirs.update(times=F("times") - 1, last_at=last_at)


def _still_missing(notices: Sequence[Notice]) -> set[int]:
    """Asked just before sending: nobody is invited who has entered, left the list, or said no."""
    emails = {one.address for one in notices}
    lines = RosterPerson.objects.filter(email__in=emails, entry=None)
    missing = set(lines.values_list("contest", "email"))
    withdrawn = _withdrawn(emails)
    return {
        one.pk
        for one in notices
        if (one.contest, one.address) in missing and one.address not in withdrawn
    }


def _withdrawn(emails: Collection[str]) -> set[str]:
    """Whoever told this site to send nothing is not written to for being on a list."""
    owners = dict(
        EmailAddress.objects.filter(email__in=emails, verified=True).values_list("user", "email")
    )
    said = Consent.objects.filter(user__in=owners, purpose=Purpose.MESSAGES)
    standing = set(said.filter(withdrawn_at=None).values_list("user", flat=True))
    gone = set(said.exclude(withdrawn_at=None).values_list("user", flat=True)) - standing
    return {email for user, email in owners.items() if user in gone}


ROSTER_AUDIENCE = Audience(
    still_concerned=_still_missing, addresses=_claim, unwritten=_unwritten, take_back=_take_back
)
