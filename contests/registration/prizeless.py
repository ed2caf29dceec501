"""Lists who takes part and is ranked without competing for prizes; prizes ask the entry's flag."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, Entry, PrizelessLine
from contests.registration.decision_order import begin_decision
from contests.rules import ContestRefusal, ReasonMissing
from contests.signals import entries_renamed
from contests.subjects import about_contest, about_entry, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import About, record
from quizsite.language.vietnamese import visible
from quizsite.models import AuditLine


class AlreadyPrizeless(ContestRefusal):
    code = "already_prizeless"
    message = _("Danh sách đã có người hoặc đơn vị này.")


class NotPrizeless(ContestRefusal):
    code = "not_prizeless"
    message = _("Người hoặc đơn vị này không còn trong danh sách.")


# As the list of barred units is walked (`registration/bars.py`).
_UNITS = (
    "WITH RECURSIVE listed (id) AS ("
    "SELECT unit_id FROM contests_prizelessline"
    " WHERE contest_id = %s AND unit_id IS NOT NULL UNION "
    "SELECT unit.id FROM accounts_unit unit JOIN listed ON unit.parent_id = listed.id"
    ") SELECT id FROM listed"
)


_SHARED_LOCK = "SELECT 1 FROM contests_contest WHERE id = %s FOR KEY SHARE"


def _listed_entries(contest_id: int) -> QuerySet[Entry]:
    below = Q(unit__in=RawSQL(_UNITS, (contest_id,)))  # noqa: S611 -- constant text
    own = Q(
        pk__in=PrizelessLine.objects.filter(contest=contest_id, entry__isnull=False).values("entry")
    )
    return Entry.objects.filter(own | below, contest=contest_id)


@transaction.atomic
def add_prizeless(line: PrizelessLine, *, by: User, at: datetime) -> PrizelessLine:
    """Give a person, or everybody of a unit, no prize from now on; an announced list stays."""
    line.reason = visible(line.reason)
    if not line.reason:
        raise ReasonMissing
    line.since = _begin(line, at=at)
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:
        raise AlreadyPrizeless from error
    renew_prizeless(line.contest_id)
    record(
        _about(line),
        kind=AuditKind.PRIZELESS_ADDED,
        by=organiser(by),
        at=line.since,
        after=_facts(line),
        reason=line.reason,
    )
    return line


@transaction.atomic
def lift_prizeless(line: PrizelessLine, *, by: User, at: datetime, reason: str) -> None:
    """Let a person or a unit compete for prizes again, unless another line names them."""
    if not visible(reason):
        raise ReasonMissing
    at, about, told = _begin(line, at=at), _about(line), _facts(line)
    if not line.delete()[0]:
        raise NotPrizeless
    renew_prizeless(line.contest_id)
    record(
        about,
        kind=AuditKind.PRIZELESS_LIFTED,
        by=organiser(by),
        at=at,
        before=told,
        reason=visible(reason),
    )


def _begin(line: PrizelessLine, *, at: datetime) -> datetime:
    """Wait for whoever is about to enter; who comes later waits and reads the changed list."""
    Contest.objects.select_for_update().get(pk=line.contest_id)
    return begin_decision(line.contest_id, at=at)


def flag_entered(entry: Entry) -> None:
    """Flag who has just entered for a listed unit.

    People who enter do not wait for each other, only for who changes the list (`_begin`)."""
    if connection.vendor == "postgresql":  # SQLite has one writer
        with connection.cursor() as cursor:
            # The lock that the foreign key takes as well, but only at the commit.
            cursor.execute(_SHARED_LOCK, [entry.contest_id])
    listed = _listed_entries(entry.contest_id)
    Entry.objects.filter(pk=entry.pk, pk__in=listed.values("pk")).update(is_prizeless=True)


def renew_prizeless(contest_id: int, *, entry_ids: Collection[int] | None = None) -> None:
    """Make flags what the list says: of these entries, or of all after the list or tree changed."""
    own = Entry.objects.filter(contest=contest_id)
    if entry_ids is not None:
        own = own.filter(pk__among=entry_ids)
    is_listed = Q(pk__in=_listed_entries(contest_id).values("pk"))
    turned = list(own.filter(Q(is_prizeless=False) & is_listed | Q(is_prizeless=True) & ~is_listed))
    for entry in turned:
        entry.is_prizeless = not entry.is_prizeless
    Entry.objects.bulk_update(turned, ["is_prizeless"], batch_size=1000)
    if turned:
        entries_renamed.send(Entry, entries=turned)  # boards mark them


def has_changed_since(contest_id: int, moment: datetime) -> bool:
    """Whether what was found by the list then need not be found by the list of now."""
    kinds = (AuditKind.PRIZELESS_ADDED, AuditKind.PRIZELESS_LIFTED)
    return AuditLine.objects.filter(contest=contest_id, kind__in=kinds, at__gt=moment).exists()


def _about(line: PrizelessLine) -> About:
    return about_entry(line.entry) if line.entry else about_contest(line.contest)


def _facts(line: PrizelessLine) -> dict[str, str]:
    return {"prizeless_unit": line.unit.name} if line.unit else {}
