"""What the public sees of a person in a contest: the short name, or an alias.

`Entry.display_name` holds it, so boards ask nothing more."""

from __future__ import annotations

import base64
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contests.models import EntrantAge, Entry
from contests.signals import entries_renamed
from quizsite.accounts.consents import has_consented
from quizsite.accounts.models import Purpose, User
from quizsite.keyed_hashes import keyed_hash

_SALT = "contests.registration.public_names"
# Letters that nobody confuses with figures; the last digits tell people apart on one board.
_SPOKEN = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_LENGTH = 6


def alias_of(*, contest_id: int, user_id: int) -> str:
    """Make an entry the same alias each time; without the site's key nobody finds the person."""
    digest = keyed_hash(_SALT, f"{contest_id}:{user_id}")
    code = base64.b32encode(digest)[:_LENGTH].translate(_SPOKEN).decode()
    return _("Thí sinh %(code)s") % {"code": code}


def publication_decided(sender: Any, *, user: User, is_given: bool, **kwargs: Any) -> None:
    """Whoever agrees or withdraws on their own page does so for all their contests, at once."""
    rename_publicly(user, is_name_shown=is_given)


@transaction.atomic
def rename_publicly(user: User, *, is_name_shown: bool) -> list[Entry]:
    """Show the short name or the alias on every page that the public sees."""
    changed = []
    minors = _entered_under_16(user)
    for entry in Entry.objects.of(user).select_for_update(no_key=True):
        is_shown = is_name_shown and entry.pk not in minors
        name = public_name(entry, user=user, is_name_shown=is_shown)
        if name != entry.display_name:
            entry.display_name = name
            changed.append(entry)
    Entry.objects.bulk_update(changed, ["display_name"])
    if changed:
        entries_renamed.send(Entry, entries=changed)
    return changed


def may_be_named(entry: Entry, *, user: User) -> bool:
    """Whether the person agreed that their short name is published, and this entry shows it."""
    if not has_consented(user, Purpose.PUBLICATION):
        return False
    return entry.pk not in _entered_under_16(user)


def _entered_under_16(user: User) -> set[int]:
    """These entries stay aliases, whatever is agreed to."""
    guarded = EntrantAge.objects.filter(entry__user=user).exclude(guardian_agreed_at=None)
    return set(guarded.values_list("entry", flat=True))


def public_name(entry: Entry, *, user: User, is_name_shown: bool) -> str:
    if is_name_shown:
        return user.short_name
    return alias_of(contest_id=entry.contest_id, user_id=user.pk)
