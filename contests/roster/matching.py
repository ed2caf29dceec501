"""Finds the entries of people on rosters: surely by a confirmed address, else a person decides.

Only entries for a unit on the same line of the tree count, above or below the line's own. What
somebody did for another unit, or whether an address has an account, no roster ever tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, DifferentPerson, Entry, MatchedBy, RosterPerson
from contests.roster.places import Places
from contests.roster.repeats import note_repeats
from contests.roster.trail import about_roster, hinted
from contests.rules import ContestRefusal
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, Name, record
from quizsite.language.vietnamese import search_key


class MatchGone(ContestRefusal):
    code = "match_gone"
    status = 409
    message = _("Người này vừa được xét. Hãy xem lại danh sách.")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line without an entry, and an entry of the same name for the same units."""

    line: RosterPerson
    entry: Entry


def match_lines(contest: Contest, lines: Iterable[RosterPerson], *, places: Places) -> None:
    """Set the entry of each line that has none yet and a confirmed address of an entrant.

    Nothing is stored; the caller does that with all else it changes."""
    waiting = [line for line in lines if line.entry_id is None]
    by_email = _entries_by_email(contest, {line.email for line in waiting if line.email})
    by_phone = _entries_by_phone(contest, {line.phone for line in waiting if line.phone})
    for line in waiting:
        for found in (by_email.get(line.email), by_phone.get(line.phone)):
            if found and places.are_on_one_line(line.unit_id, found[1]):
                line.entry_id, line.matched_by = found[0], MatchedBy.ADDRESS
                break


_Found = dict[str | None, tuple[int, int]]  # address → entry, unit


def _entries_by_email(contest: Contest, emails: Collection[str]) -> _Found:
    found = Entry.objects.filter(
        contest=contest,
        user__emailaddress__verified=True,
        user__emailaddress__email__among=emails,
    ).values_list("user__emailaddress__email", "pk", "unit_id")
    return {email: (pk, unit) for email, pk, unit in found} if emails else {}


def _entries_by_phone(contest: Contest, phones: Collection[str]) -> _Found:
    found = Entry.objects.filter(
        contest=contest, user__is_phone_verified=True, user__phone__among=phones
    ).values_list("user__phone", "pk", "unit_id")
    return {phone: (pk, unit) for phone, pk, unit in found} if phones else {}


def lines_naming(user_id: int, *, phone: str | None) -> Q:
    """Of lines: those with a confirmed address or number of this account."""
    own = EmailAddress.objects.filter(user=user_id, verified=True).values("email")
    named = Q(email__in=own)
    return named | Q(phone=phone) if phone else named


def match_entries(contest_id: int, entries: Sequence[Entry], *, at: datetime) -> None:
    """Find the lines of who has just entered, or was moved; lines of other units let go of them.

    The caller's transaction holds it; the queries are the same for one and for many."""
    lines = RosterPerson.objects.filter(contest=contest_id)
    if not lines.exists():
        return
    places = Places.on(timezone.localdate(at))
    by_pk = {entry.pk: entry for entry in entries}
    held = list(lines.filter(entry__among=list(by_pk)))
    for line in held:
        entry = by_pk.get(line.entry_id or 0)
        if entry and not places.are_on_one_line(line.unit_id, entry.unit_id):
            line.entry_id, line.matched_by = None, ""
    found = []
    owners = _owners(entries)
    named = Q(email__among=list(owners)) | Q(phone__among=list(owners))
    for line in lines.filter(named, entry=None):
        owner = owners.get(line.email or "") or owners.get(line.phone or "")
        if owner and places.are_on_one_line(line.unit_id, owner.unit_id):
            line.entry_id, line.matched_by = owner.pk, MatchedBy.ADDRESS
            found.append(line)
    changed = [*(line for line in held if line.entry_id is None), *found]
    RosterPerson.objects.bulk_update(changed, ["entry", "matched_by"], batch_size=500)
    note_repeats(contest_id, found)


def _owners(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Map each confirmed address and number to the entry of its person."""
    by_user = {entry.user_id: entry for entry in entries}
    confirmed = EmailAddress.objects.filter(user__in=list(by_user), verified=True)
    owners = {email: by_user[pk] for pk, email in confirmed.values_list("user", "email")}
    for entry in entries:
        if entry.user.phone and entry.user.is_phone_verified:
            owners[entry.user.phone] = entry
    return owners


def doubts_in(contest: Contest, units: Collection[int]) -> list[Doubt]:
    """List lines and entries that bear one name, both within these units."""
    lines = RosterPerson.objects.filter(contest=contest, unit__among=units, entry=None)
    by_name: dict[str, list[RosterPerson]] = defaultdict(list)
    for line in lines.select_related("unit").order_by("pk"):
        by_name[line.name_key].append(line)
    if not by_name:
        return []
    named = _free_entries(contest, units).values_list("pk", "user__full_name")
    keys = {pk: search_key(name)[:160] for pk, name in named}
    entries = Entry.objects.select_related("user", "unit").in_bulk(
        [pk for pk, key in keys.items() if key in by_name]
    )
    asked = [line.pk for found in by_name.values() for line in found]
    said = DifferentPerson.objects.filter(line__among=asked)
    settled = set(said.values_list("line_id", "entry_id"))
    return [
        Doubt(line, entry)
        for pk, entry in sorted(entries.items())
        for line in by_name[keys[pk]]
        if (line.pk, pk) not in settled
    ]


def _free_entries(contest: Contest, units: Collection[int]) -> QuerySet[Entry]:
    lines = RosterPerson.objects.filter(entry=OuterRef("pk"))
    entries = Entry.objects.valid().filter(contest=contest, unit__among=units)
    return entries.exclude(Exists(lines))


@transaction.atomic
def decide_doubt(doubt: Doubt, *, is_same: bool, by: Actor, at: datetime) -> None:
    """Say whether the two are one person; of two decisions at once the first one holds."""
    line, entry = doubt.line, doubt.entry
    if is_same:
        free = RosterPerson.objects.filter(pk=line.pk, entry=None)
        if not free.update(entry=entry, matched_by=MatchedBy.HAND):
            raise MatchGone
        line.entry = entry
        note_repeats(line.contest_id, [line])
    else:
        _made, is_new = DifferentPerson.objects.get_or_create(
            line=line, entry=entry, defaults={"decided_at": at}
        )
        if not is_new:
            raise MatchGone
    record(
        about_roster(line.contest, line.unit),
        kind=AuditKind.ROSTER_MATCHED,
        by=by,
        at=at,
        after={
            "roster_person": hinted(line),
            "entrant": Name(entry.user_id, entry.user.full_name),
            "is_same_person": is_same,
        },
    )


@transaction.atomic
def unmatch(line: RosterPerson, *, by: Actor, at: datetime) -> None:
    """Take back a match that somebody made by hand; one by address stands."""
    made = RosterPerson.objects.filter(pk=line.pk, matched_by=MatchedBy.HAND)
    if not made.exclude(entry=None).update(entry=None, matched_by=""):
        raise MatchGone
    record(
        about_roster(line.contest, line.unit),
        kind=AuditKind.ROSTER_MATCHED,
        by=by,
        at=at,
        before={"roster_person": hinted(line)},
    )
