"""Proposes entries that may be of one person; people decide, and this never does."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import combinations, groupby
from operator import itemgetter
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contests.models import (
    MARKS_KEPT_FOR,
    BarredPerson,
    Contest,
    ContestState,
    Entry,
    EntryMark,
    FormerEntrant,
    IntegrityCase,
    LikelyDouble,
    MarkKind,
    Round,
    RoundState,
)
from contests.registration.entries import void_entry
from contests.registration.marks import digests_of, marks_from, signs_of_entry, signs_of_person
from contests.rules import ContestRefusal, ReasonMissing
from contests.subjects import about_entry, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Deed, Name, record, record_all
from quizsite.language.vietnamese import visible

LEFT_AFTER = timedelta(days=365)  # of a contest that nobody finalises, or that only practises
# More people than these are an office behind one address, and no sign of one person.
MOST_IN_A_NETWORK = 5
MOST_TOGETHER = 50  # on one page; a larger group is proposed in parts
MARKED_AT_ONCE = 20_000
_WEIGHTS = {
    MarkKind.CODE: 16,
    MarkKind.MAILBOX: 16,
    MarkKind.PHONE: 16,
    MarkKind.NAME: 8,
    MarkKind.DEVICE: 4,
    MarkKind.NETWORK: 1,
}
_OF_PERSON = (MarkKind.MAILBOX, MarkKind.PHONE)  # each account has one of them


class DoubleChanged(ContestRefusal):
    code = "double_changed"
    message = _("Nhóm này vừa được xét hoặc vừa thay đổi. Hãy xem lại danh sách.")


class Members(NamedTuple):
    """Whom a proposal is about: entries, or one entry and a barred person (0 for none)."""

    barred: int
    people: tuple[int, ...]

    @property
    def key(self) -> str:
        return sha256(f"{self.barred}:{self.people}".encode()).hexdigest()

    @property
    def is_enough(self) -> bool:
        return len(self.people) >= (1 if self.barred else 2)


def look_in_all(*, at: datetime) -> None:
    for contest in contests_with_marks(at):
        mark_unmarked(contest)
        find_doubles(contest, at=at)


def contests_with_marks(at: datetime) -> QuerySet[Contest]:
    return contests_going_on(at).filter(state=ContestState.PUBLISHED)


def contests_going_on(at: datetime) -> QuerySet[Contest]:
    return Contest.objects.exclude(_is_over(at))


def _is_over(at: datetime) -> Q:
    """All results have been final for long, or the last round is long past and nobody cares."""
    rounds = Round.objects.public().filter(contest=OuterRef("pk"))
    ranked = rounds.filter(is_practice=False)
    final = ranked.filter(state=RoundState.FINALISED)
    is_settled = (
        Exists(final)
        & ~Exists(ranked.exclude(state=RoundState.FINALISED))
        & ~Exists(final.filter(finalised_at__gt=at - MARKS_KEPT_FOR))
    )
    is_left = Exists(rounds) & ~Exists(rounds.ending_after(at - LEFT_AFTER))
    return is_settled | is_left


def mark_unmarked(contest: Contest) -> None:
    """Mark entries made by a version that knew no marks; what came with a request is lost."""
    marks = EntryMark.objects.filter(entry=OuterRef("pk"), kind__in=_OF_PERSON)
    known = Entry.objects.filter(contest=contest, user__erased_at=None)
    unmarked = known.filter(~Exists(marks)).select_related("user", "unit")
    new = [
        made
        for entry in unmarked[:MARKED_AT_ONCE]
        for made in marks_from(entry, signs_of_entry(entry))
    ]
    EntryMark.objects.bulk_create(new, batch_size=2000, ignore_conflicts=True)


def find_doubles(contest: Contest, *, at: datetime) -> None:
    """Bring the proposals up to date: new ones come, and those that hold no longer go.

    Two processes may do so at once: `likely_double_once` keeps one of each."""
    found: dict[Members, set[str]] = defaultdict(set)
    for kind, members in (*_sharing(contest), *_like_barred(contest)):
        found[members].add(kind)
    with transaction.atomic():
        _store(contest, _without_settled(contest, found), at=at)


def _sharing(contest: Contest) -> Iterator[tuple[str, Members]]:
    for kind in MarkKind:
        if kind is MarkKind.NETWORK:
            groups = _together_twice(_groups(contest, kind, at_most=MOST_IN_A_NETWORK))
        else:
            groups = (part for people in _groups(contest, kind) for part in _parts(people))
        for people in groups:
            yield kind, Members(0, tuple(people))


def _groups(
    contest: Contest, kind: MarkKind, *, at_most: int | None = None
) -> Iterator[Sequence[int]]:
    """Return the valid entries that share a mark, each group in order."""
    marks = EntryMark.objects.filter(contest=contest, kind=kind)
    # Counted in the index alone; only what is shared is then read.
    shared = marks.values("digest").annotate(n=Count("entry")).filter(n__gt=1)
    if at_most is not None:
        shared = shared.filter(n__lte=at_most)
    digests = list(shared.values_list("digest", flat=True))
    rows = marks.filter(digest__among=digests, entry__voided_at=None)
    ordered = rows.order_by("digest", "entry").values_list("digest", "entry")
    for _digest, group in groupby(ordered.iterator(), key=itemgetter(0)):
        yield [entry_id for _same, entry_id in group]


def _parts(people: Sequence[int]) -> Iterator[Sequence[int]]:
    """A last one who is left over belongs to the others, and is proposed when they are settled."""
    for start in range(0, len(people), MOST_TOGETHER):
        if len(part := people[start : start + MOST_TOGETHER]) > 1:
            yield part


def _together_twice(groups: Iterable[Sequence[int]]) -> Iterator[Sequence[int]]:
    """Once in the same ten minutes is chance among many; who enters and starts together is not."""
    pairs = sorted(pair for people in groups for pair in combinations(people, 2))
    for pair, again in groupby(pairs):
        if len(list(again)) > 1:
            yield pair


def _like_barred(contest: Contest) -> Iterator[tuple[str, Members]]:
    """Whoever looks like a line of the list and is not barred by it already."""
    lines: dict[tuple[str, int], list[BarredPerson]] = defaultdict(list)
    for person in contest.barred_people.all():
        named = (person.full_name, person.unit_id, person.email or "", person.phone or "")
        for kind, value in signs_of_person(*named):
            for digest in digests_of(contest.pk, kind, value):
                lines[kind, digest].append(person)
    marks = EntryMark.objects.filter(
        contest=contest,
        kind__in={kind for kind, _digest in lines},
        digest__among=[digest for _kind, digest in lines],
        entry__voided_at=None,
    )
    for mark in marks.select_related("entry__user"):
        user = mark.entry.user
        for person in lines.get((mark.kind, mark.digest), ()):
            if not _bars(person, user):
                yield mark.kind, Members(person.pk, (mark.entry_id,))


def _bars(person: BarredPerson, user: User) -> bool:
    own = (user.pk, user.email, user.phone)
    listed = (person.user_id, person.email, person.phone)
    return any(a is not None and a == b for a, b in zip(listed, own, strict=True))


def _without_settled(contest: Contest, found: dict[Members, set[str]]) -> dict[Members, set[str]]:
    """Leave out whom the organisers found different, also when fewer of them turn up together."""
    settled = {
        Members(barred or 0, tuple(people))
        for barred, people in contest.likely_doubles.exclude(settled_at=None).values_list(
            "barred", "people"
        )
    }
    different = {pair for one in settled if not one.barred for pair in combinations(one.people, 2)}

    def is_settled(one: Members) -> bool:
        if one.barred:
            return one in settled
        return all(pair in different for pair in combinations(one.people, 2))

    return {one: kinds for one, kinds in found.items() if not is_settled(one)}


def _store(contest: Contest, wanted: dict[Members, set[str]], *, at: datetime) -> None:
    by_key = {members.key: (members, kinds) for members, kinds in wanted.items()}
    waiting = contest.likely_doubles.filter(settled_at=None)
    known = dict(waiting.values_list("key", "reasons"))
    gone = [key for key in known if key not in by_key]
    for start in range(0, len(gone), 500):
        waiting.filter(key__in=gone[start : start + 500]).delete()
    new = []
    for key, (members, kinds) in by_key.items():
        reasons = _in_order(kinds)
        if key not in known:
            new.append(_proposal(contest, members, reasons, at=at))
        elif known[key] != reasons:
            waiting.filter(key=key).update(reasons=reasons, weight=_weight(reasons))
    LikelyDouble.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)


def _proposal(
    contest: Contest, members: Members, reasons: list[str], *, at: datetime
) -> LikelyDouble:
    return LikelyDouble(
        contest=contest,
        key=members.key,
        people=list(members.people),
        barred_id=members.barred or None,
        reasons=reasons,
        weight=_weight(reasons),
        found_at=at,
    )


def _in_order(kinds: Iterable[str]) -> list[str]:
    return sorted(kinds, key=MarkKind.values.index)


def _weight(reasons: Iterable[str]) -> int:
    return sum(_WEIGHTS[MarkKind(kind)] for kind in reasons)


@transaction.atomic
def settle_different(double: LikelyDouble, *, by: User, at: datetime, reason: str) -> LikelyDouble:
    """Remember that these are different people; they are not proposed together again."""
    if not visible(reason):
        raise ReasonMissing
    waiting = LikelyDouble.objects.filter(pk=double.pk, settled_at=None)
    won = waiting.update(settled_at=at, settled_by=by, settle_reason=visible(reason))
    if not won:
        raise DoubleChanged
    double.refresh_from_db()
    entries = Entry.objects.filter(pk__in=double.people).select_related("user")
    said = {"likeness": double.reasons, "people_alike": len(double.people)}
    deeds = [Deed(about_entry(entry), after=said, reason=visible(reason)) for entry in entries]
    record_all(deeds, kind=AuditKind.DOUBLES_SETTLED, by=organiser(by), at=at)
    return double


@transaction.atomic
def void_double(double: LikelyDouble, entry: Entry, *, by: User, at: datetime, reason: str) -> None:
    """Void one of the entries; those that are left are proposed on.

    The trail of an entry that is kept alone names the one that it was double with."""
    if entry.pk not in double.people:
        raise DoubleChanged
    void_entry(entry, by=by, at=at, reason=reason)
    left = Entry.objects.valid().filter(pk__in=double.people).order_by("pk")
    if double.barred_id is None and len(left) == 1:
        record(
            about_entry(left[0]),
            kind=AuditKind.DOUBLE_MERGED,
            by=organiser(by),
            at=at,
            after={"voided_entry": Name(entry.user_id, entry.user.full_name)},
            reason=visible(reason),
        )
    members = Members(double.barred_id or 0, tuple(left.values_list("pk", flat=True)))
    removed, _by_model = LikelyDouble.objects.filter(pk=double.pk, settled_at=None).delete()
    if removed and members.is_enough:
        new = _proposal(double.contest, members, double.reasons, at=at)
        LikelyDouble.objects.bulk_create([new], ignore_conflicts=True)


def remove_old_marks(*, at: datetime) -> None:
    """Forget what served to find doubles and signs once all results have been final for long.

    Decisions stay in the trail, and voided entries stay voided."""
    for contest in Contest.objects.filter(_is_over(at)):
        EntryMark.objects.filter(contest=contest).delete()
        contest.likely_doubles.all().delete()
        IntegrityCase.objects.filter(round__contest=contest).delete()
        contest.barred_people.all().delete()
        FormerEntrant.objects.filter(contest=contest).delete()
