"""Whom a notice concerns: entries by number, so that a job goes on where it ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from contests.models import (
    Attempt,
    Contest,
    ContestState,
    Entry,
    Qualification,
    Round,
    Section,
    Work,
    WorkState,
)
from contests.registration.bars import is_barred
from quizsite.accounts.models import Unit, User
from quizsite.language.moments import until
from quizsite.notifications.audiences import Audience, Told
from quizsite.notifications.models import Mailing, Notice, NoticeKind
from quizsite.notifications.wishes import Topic


def with_papers(round: Round) -> QuerySet[Entry]:
    """Whoever has a closed paper in the round or wrote a work that counts, voided ones not."""
    if round.is_written:
        works = Work.objects.counted().filter(round=round)
        wrote = Q(pk__in=works.values("entry")) | Q(pk__in=works.values("authors__entry"))
        return Entry.objects.valid().filter(wrote, contest=round.contest_id)
    closed = Attempt.objects.closed().filter(entry=OuterRef("pk"), round=round)
    return Entry.objects.valid().filter(Exists(closed), contest=round.contest_id)


def not_handed_in(round: Round, *, unit: Unit | None = None) -> QuerySet[Entry]:
    """Whoever could take the round and has handed nothing in; of a unit and all below it.

    Of a written round those who began a work: others may not mean to write one."""
    entries = _with_drafts_alone(round) if round.is_written else _without_papers(round)
    entries = entries.exclude(is_barred(round.contest_id))
    if round.qualify_scope:
        listed = Qualification.objects.filter(round=round, entry=OuterRef("pk"))
        entries = entries.filter(Exists(listed))
    if unit is not None:
        below = unit.descendants(include_self=True).values_list("pk", flat=True)
        entries = entries.filter(unit__in=list(below))
    return entries


def _without_papers(round: Round) -> QuerySet[Entry]:
    closed = Attempt.objects.closed().filter(entry=OuterRef("pk"), round=round)
    asked = Section.objects.filter(round=round, division=OuterRef("division"))
    return Entry.objects.valid().filter(~Exists(closed), Exists(asked), contest=round.contest_id)


def _with_drafts_alone(round: Round) -> QuerySet[Entry]:
    """Whoever has a draft and no work that was handed in, alone or with others."""
    works = Work.objects.filter(round=round)
    drafts = works.filter(state=WorkState.DRAFT, entry=OuterRef("pk"))
    standing = works.standing()
    entries = Entry.objects.valid().filter(Exists(drafts), contest=round.contest_id)
    return entries.filter(
        ~Exists(standing.filter(entry=OuterRef("pk"))),
        ~Exists(standing.filter(authors__entry=OuterRef("pk"))),
    )


def _next(entries: QuerySet[Entry], after: int, count: int) -> list[tuple[int, int]]:
    later = entries.filter(pk__gt=after).order_by("pk")
    return list(later.values_list("pk", "user")[:count])


def _round_of(mailing: Mailing) -> Round | None:
    found = Round.objects.select_related("contest").filter(pk=mailing.audience["round"])
    return found.first()


def _of_result(mailing: Mailing, after: int, count: int) -> list[tuple[int, int]]:
    round = _round_of(mailing)
    return _next(with_papers(round), after, count) if round else []


def _to_remind(mailing: Mailing, after: int, count: int) -> list[tuple[int, int]]:
    """Nobody, if the round was taken back or its contest is gone."""
    round = _round_of(mailing)
    if round is None or not Round.objects.public().filter(pk=round.pk).exists():
        return []
    unit = Unit.objects.filter(pk=mailing.audience.get("unit") or 0).first()
    return _next(not_handed_in(round, unit=unit), after, count)


def reminder_facts(round: Round) -> dict[str, str]:
    """`work` says that a draft waits to be handed in, and no paper to be taken."""
    facts = {
        "contest": round.contest.title,
        "round": round.title,
        "until": until(round.closes_at),
    }
    if round.is_written:
        own = reverse("contests:own_works", args=[round.contest.slug, round.number])
        return facts | {"path": own, "work": "draft"}
    return facts | {"path": reverse("contests:contest", args=[round.contest.slug])}


def _reminder(mailing: Mailing) -> Told:
    """The times are those of now: the round may have been moved since the reminder was planned."""
    round = _round_of(mailing)
    if round is None:
        return Told(mailing.facts, mailing.expires_at)
    return Told(reminder_facts(round), round.closes_at)


def _still_missing(notices: Sequence[Notice]) -> set[int]:
    """Asked just before sending: who has handed in meanwhile is not reminded."""
    found: set[int] = set()
    by_mailing: dict[int, list[Notice]] = defaultdict(list)
    for one in notices:
        by_mailing[one.mailing_id or 0].append(one)
    for mailing in Mailing.objects.filter(pk__in=list(by_mailing)):
        some, round = by_mailing[mailing.pk], _round_of(mailing)
        if round is None:
            continue
        entries = not_handed_in(round).filter(user__in=[one.person_id for one in some])
        missing = set(entries.values_list("user", flat=True))
        found |= {one.pk for one in some if one.person_id in missing}
    return found


AUDIENCES = {
    NoticeKind.RESULT_OFFICIAL: Audience(_of_result),
    NoticeKind.REMINDER: Audience(_to_remind, _still_missing, _reminder),
}


def topics_of(user: User) -> list[Topic]:
    """The contests that a person has entered, the newest first."""
    own = Contest.objects.filter(entries__user=user, state=ContestState.PUBLISHED)
    return [Topic(contest.pk, contest.title) for contest in own.order_by("-created_at", "-pk")]
