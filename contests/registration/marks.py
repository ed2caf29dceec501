"""Marks an entry with keyed hashes of what it may share with another entry of one person."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from contests.models import Contest, Entry, EntryMark, MarkKind
from contests.registration.conditions import Brought, code_as_kept
from quizsite.accounts.mailboxes import mailbox_of
from quizsite.accounts.phones import to_e164
from quizsite.accounts.units.no_unit import NO_UNIT
from quizsite.keyed_hashes import keyed_hashes
from quizsite.language.vietnamese import search_key

WINDOW_S = 600
Sign = tuple[MarkKind, str]


def digests_of(contest_id: int, kind: MarkKind, value: str) -> list[int]:
    """Numbers that say nothing without the site's key, and nothing in another contest. While the
    key is changed there is one under each, so that entries of before and after share one; a network
    is a sign for ten minutes, and two of its marks would count as sharing it twice."""
    salt = f"contests.marks.{contest_id}.{kind}"
    hashes = keyed_hashes(salt, value)[: 1 if kind is MarkKind.NETWORK else None]
    # The column is signed.
    return [int.from_bytes(one[:8], "big") >> 1 for one in hashes]


def mark(entry: Entry, signs: Iterable[Sign]) -> None:
    EntryMark.objects.bulk_create(marks_from(entry, signs), ignore_conflicts=True)


def mark_names_anew(entries: Sequence[Entry]) -> None:
    """Their units have changed, and a name is a sign only together with the unit."""
    old = EntryMark.objects.filter(kind=MarkKind.NAME, entry__among=[one.pk for one in entries])
    old.delete()
    new = [
        made
        for one in entries
        for made in marks_from(
            one, [sign for sign in signs_of_entry(one) if sign[0] is MarkKind.NAME]
        )
    ]
    EntryMark.objects.bulk_create(new, batch_size=2000, ignore_conflicts=True)


def marks_from(entry: Entry, signs: Iterable[Sign]) -> list[EntryMark]:
    contest_id = entry.contest_id
    return [
        EntryMark(
            contest_id=contest_id,
            entry=entry,
            kind=kind,
            digest=digest,
        )
        for kind, value in signs
        for digest in digests_of(contest_id, kind, value)
    ]


def signs_at_entry(entry: Entry, brought: Brought) -> list[Sign]:
    return [
        *signs_of_entry(entry),
        *_signs_of_code(entry.contest, brought),
        *_signs_of_visit(brought, at=entry.registered_at),
    ]


def mark_visit(entry: Entry, *, device: str, network: str, at: datetime) -> None:
    """Note who comes to the page with the button: a start itself writes nothing of this.

    Whoever opens the page again within the minutes writes nothing either."""
    signs = _signs_of_visit(Brought(device=device, network=network), at=at)
    made = {one.digest: one for one in marks_from(entry, signs)}
    known = entry.marks.filter(digest__among=made).values_list("digest", flat=True)
    for digest in list(known):
        del made[digest]
    if made:
        EntryMark.objects.bulk_create(made.values(), ignore_conflicts=True)


def signs_of_person(full_name: str, unit_id: int | None, email: str, phone: str) -> list[Sign]:
    """Read what tells a person; a number used as the name of a mailbox is a number as well."""
    signs: list[Sign] = []
    if full_name and unit_id is not None:
        signs.append((MarkKind.NAME, f"{search_key(full_name)} {unit_id}"))
    if email:
        mailbox = mailbox_of(email)
        signs.append((MarkKind.MAILBOX, mailbox))
        local = mailbox.partition("@")[0]
        phone = phone or (local.isdigit() and to_e164(local)) or ""
    if phone:
        signs.append((MarkKind.PHONE, phone))
    return signs


def signs_of_entry(entry: Entry) -> list[Sign]:
    user = entry.user
    if user.erased_at is not None:
        return []  # what stands in place of the name is no sign
    # A name is a sign among colleagues; people of no unit are too many.
    unit_id = None if entry.unit.code == NO_UNIT else entry.unit_id
    return signs_of_person(user.full_name, unit_id, user.email or "", user.phone or "")


def _signs_of_code(contest: Contest, brought: Brought) -> list[Sign]:
    """Codes of two kinds are never equal, so organisers may change what they ask for."""
    code = code_as_kept(contest, brought.code)
    return [(MarkKind.CODE, f"{contest.entry_code} {code}")] if code else []


def _signs_of_visit(brought: Brought, *, at: datetime) -> list[Sign]:
    """A network means something only together with the minutes: an office has one for all."""
    signs: list[Sign] = []
    if brought.device:
        signs.append((MarkKind.DEVICE, brought.device))
    if brought.network:
        window = int(at.timestamp()) // WINDOW_S
        signs.append((MarkKind.NETWORK, f"{brought.network} {window}"))
    return signs
