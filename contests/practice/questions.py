"""Which questions may be practised: those whose key nobody needs to keep from anybody.

They are practice sets' questions and those of rounds that are over and show keys; what a round to
come or an open one may ask is left out, by the one rule of `contests/attempts/withheld_keys.py`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contests.attempts.rules import is_over
from contests.attempts.withheld_keys import withheld_keys
from contests.models import (
    Contest,
    ContestState,
    Entry,
    QuestionRuling,
    ResultDetail,
    Round,
    RoundState,
    RulingKind,
    Section,
)
from contests.practice.own_papers import OwnAnswer, own_answers
from contests.rules import ContestRefusal
from questionbank.models import DrawnFrom, QuestionSet, Revision, RevisionQuerySet
from quizsite.accounts.models import User


class NotForPractice(ContestRefusal):
    code = "not_for_practice"
    status = 409
    message = _("Câu này hiện không luyện được. Mời bạn chọn câu khác.")
    redirect_to = "contests:practice"


class Practicable(NamedTuple):
    question: int
    revision: int
    axis: int


def practicable(
    *,
    contest: Contest | None = None,
    user: User | None = None,
    papers: Sequence[OwnAnswer] = (),
    at: datetime,
    only: int | None = None,
) -> list[Practicable]:
    """List what may be practised, by question; `only` asks of a single revision.

    A contest narrows it to its own sets and rounds, and to the division that the person entered.
    Somebody's own papers add what their result pages show."""
    usable = _usable(contest, user, at=at, only=only)
    released = released_pools(contest, at=at) | {
        one.revision for one in papers if contest is None or one.contest == contest.pk
    }
    found = _rows(usable.drawn_from(_practice_sets(contest)))
    if released:
        found |= _rows(usable.filter(pk__among=released))
    return _not_withheld(found, at=at)


def offered_to_all(contest: Contest | None, *, at: datetime) -> list[Practicable]:
    """List what strangers may practise; kept as long as a page is, since anybody asks for it.

    Whether a key may be shown is asked anew when it is (`check_may_practise`)."""
    name = f"practicable-{contest.pk if contest else 0}"
    kept: list[tuple[int, int, int]] | None = cache.get(name)
    if kept is None:
        found = practicable(contest=contest, at=at)
        kept = [(one.question, one.revision, one.axis) for one in found]
        cache.set(name, kept, settings.KEEP_PAGES_S)
    return [Practicable(*one) for one in kept]


def practicable_of_sets(contest: Contest | None = None, *, at: datetime) -> list[Practicable]:
    """List what practice sets offer to everybody; of a contest, the sets that it uses."""
    sets = _practice_sets(contest)
    if contest is None and not sets.ids:
        return []
    return _not_withheld(_rows(_usable(None, None, at=at).drawn_from(sets)), at=at)


def check_may_practise(revision_id: int, *, user: User | None, at: datetime) -> Practicable:
    """Refuse a question that has become another round's since the page was made."""
    papers = own_answers(user, at=at) if user else []
    found = practicable(user=user, papers=papers, at=at, only=revision_id)
    if not found:
        raise NotForPractice
    return found[0]


def released_pools(contest: Contest | None, *, at: datetime) -> set[int]:
    """Find what rounds asked that are over and show keys to whoever took them: all, or none while
    another round asks any of it. Beside scores, keys of all but one question tell that one.

    While organisers prepare another ranked round, it may ask the same questions, and no pool says
    so yet: nothing of their contest is released."""
    drafts = Round.objects.quizzes().filter(
        contest=OuterRef("contest"), state=RoundState.DRAFT, is_practice=False
    )
    ranked = Round.objects.ranked().filter(
        _open_to_all("contest__"), ~Exists(drafts), shown_after_close=ResultDetail.KEY
    )
    if contest is not None:
        ranked = ranked.filter(contest=contest)
    over = [round.pk for round in ranked if is_over(round, at=at)]
    if not over:
        return set()
    asked: dict[int, set[int]] = {}
    for round, pool in Section.objects.filter(round__in=over).values_list("round", "pool"):
        asked.setdefault(round, set()).update(pool)
    withheld = withheld_keys(set().union(*asked.values()), at=at).keys()
    return {pk for pool in asked.values() if withheld.isdisjoint(pool) for pk in pool}


def _open_to_all(contest: str = "") -> Q:
    """A rehearsal asks what its contest, perhaps a draft, will ask."""
    return Q(**{f"{contest}state": ContestState.PUBLISHED, f"{contest}is_rehearsal": False})


def _practice_sets(contest: Contest | None) -> DrawnFrom:
    """As its practice rounds draw: a contest's own choice, or all common sets."""
    sets = QuestionSet.objects.filter(is_practice=True)
    if contest is not None:
        sets = sets.filter(contests=contest)
    else:
        public = Contest.objects.filter(_open_to_all())
        sets = sets.filter(Q(is_common=True) | Q(contests__in=public)).distinct()
    return DrawnFrom(tuple(sets.values_list("pk", flat=True)), is_practice=True)


def _usable(
    contest: Contest | None, user: User | None, *, at: datetime, only: int | None = None
) -> RevisionQuerySet:
    """Keep published wordings whose law is in force and whose key nobody has ruled against."""
    faulty = QuestionRuling.objects.in_force() | QuestionRuling.objects.agreed()
    ruled = faulty.exclude(kind=RulingKind.KEEP).values("revision")
    found = Revision.objects.published().in_force(timezone.localdate(at)).exclude(pk__in=ruled)
    if only is not None:
        found = found.filter(pk=only)
    if contest is not None and user is not None:
        entry = Entry.objects.of(user).filter(contest=contest).select_related("division").first()
        if entry is not None:
            found = found.for_audience(entry.division.audience)
    return found


def _rows(revisions: RevisionQuerySet) -> dict[int, Practicable]:
    rows = revisions.order_by().values_list("question", "pk", "question__axis")
    return {question: Practicable(question, pk, axis) for question, pk, axis in rows}


def _not_withheld(found: dict[int, Practicable], *, at: datetime) -> list[Practicable]:
    withheld = withheld_keys([one.revision for one in found.values()], at=at) if found else {}
    return sorted(one for one in found.values() if one.revision not in withheld)


def of_axis(found: Iterable[Practicable], axis_id: int | None) -> list[Practicable]:
    return [one for one in found if axis_id is None or one.axis == axis_id]
