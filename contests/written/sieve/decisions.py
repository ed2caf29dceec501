"""Organisers decide on works: accepted, returned to be mended once, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from contests.models import (
    WORK_MOVES,
    LikenessLook,
    LikenessPair,
    LikenessState,
    Round,
    SieveDecision,
    SieveOutcome,
    SieveReason,
    SieveTerms,
    Work,
    WorkState,
    WorkVersion,
    WrittenTerms,
)
from contests.notices.telling import tell_authors
from contests.subjects import about_round, about_work, organiser
from contests.written.changes import tell_changed
from contests.written.sieve.examination import with_newest
from contests.written.sieve.rules import (
    NotCompared,
    NothingToAccept,
    SieveReasonMissing,
    WorkChanged,
    check_may_come_in,
    check_may_refuse,
    check_may_return,
    check_may_sieve,
    end_of_mending,
)
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Deed, record, record_all
from quizsite.language.vietnamese import visible

STATES: Mapping[SieveOutcome, WorkState] = {
    SieveOutcome.ACCEPTED: WorkState.ACCEPTED,
    SieveOutcome.RETURNED: WorkState.RETURNED,
    SieveOutcome.REFUSED: WorkState.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Why:
    """What the author reads; `seen` is the version that the organiser had on the page."""

    reason: SieveReason | None = None
    words: str = ""
    seen: int | None = None


@transaction.atomic
def accept(work: Work, *, by: User, at: datetime, why: Why) -> SieveDecision:
    """Let the work go to the jury; a refused one comes back, for a reason that is kept."""
    check_may_come_in(work.round)
    return _decide(work, SieveOutcome.ACCEPTED, by=by, at=at, why=why)


@transaction.atomic
def return_work(work: Work, *, by: User, at: datetime, why: Why) -> SieveDecision:
    """Give it back to be mended, once, until the end of a day."""
    check_may_sieve(work.round, at=at)
    check_may_come_in(work.round)
    check_may_return(work)
    until = end_of_mending(WrittenTerms.objects.get(round=work.round_id), at=at)
    return _decide(work, SieveOutcome.RETURNED, by=by, at=at, why=why, until=until)


@transaction.atomic
def refuse(work: Work, *, by: User, at: datetime, why: Why) -> SieveDecision:
    check_may_refuse(work, at=at)
    return _decide(work, SieveOutcome.REFUSED, by=by, at=at, why=why)


def _decide(
    work: Work,
    outcome: SieveOutcome,
    *,
    by: User,
    at: datetime,
    why: Why,
    until: datetime | None = None,
) -> SieveDecision:
    check_may_sieve(work.round, at=at)
    words = visible(why.words)
    if outcome != SieveOutcome.ACCEPTED and not (why.reason and words):
        raise SieveReasonMissing
    before = work.state
    _move(work, STATES[outcome], seen=why.seen, mend_until=until)
    decision = SieveDecision.objects.create(
        work=work,
        version_id=why.seen,
        outcome=outcome,
        reason=why.reason or "",
        words=words,
        mend_until=until,
        decided_by=by,
        decided_at=at,
    )
    record(
        about_work(work),
        kind=AuditKind.WORK_SIEVED,
        by=organiser(by),
        at=at,
        before={"sieve_outcome": before} if before in SieveOutcome.values else {},
        after=_facts(decision),
        reason=words,
    )
    tell_authors(decision, at=at)
    return decision


def _facts(decision: SieveDecision) -> dict[str, object]:
    facts: dict[str, object] = {"work": decision.work.number, "sieve_outcome": decision.outcome}
    if decision.reason:
        facts["sieve_reason"] = decision.reason
    if decision.mend_until:
        facts["mend_until"] = decision.mend_until.isoformat()
    return facts


def _move(work: Work, state: WorkState, *, seen: int | None, mend_until: datetime | None) -> None:
    """The row decides between two who are on it at once, and an author who hands in meanwhile."""
    before = [old for old, allowed in WORK_MOVES.items() if state in allowed and old == work.state]
    won = Work.objects.filter(pk=work.pk, state__in=before).update(
        state=state, mend_until=mend_until
    )
    if not won:
        raise WorkChanged
    newest = WorkVersion.objects.filter(work=work).order_by("-number").values("pk")[:1]
    if seen is not None and [seen] != [one["pk"] for one in newest]:
        raise WorkChanged
    work.state, work.mend_until = state, mend_until
    tell_changed(work.round, [work.entry_id])


def clean_works(round: Round) -> QuerySet[Work]:
    """Works that wait, in which the machine found nothing and that are like no other."""
    doubtful = LikenessPair.objects.exclude(state=LikenessState.CLEARED).filter(
        Q(work=OuterRef("pk")) | Q(other_work=OuterRef("pk"))
    )
    return with_newest(Work.objects.filter(round=round, state=WorkState.HANDED_IN)).filter(
        ~Exists(doubtful), sieve_check__finding_count=0, sieve_check__version=F("newest_version")
    )


@transaction.atomic
def accept_clean(round: Round, *, by: User, at: datetime) -> int:
    """Accept all clean works at once and return how many; the comparison must know them all."""
    check_may_sieve(round, at=at)
    check_may_come_in(round)
    look = LikenessLook.objects.filter(round=round).first()
    waiting = Work.objects.filter(round=round, state=WorkState.HANDED_IN)
    if look is None or waiting.filter(handed_in_at__gt=look.looked_at).exists():
        raise NotCompared
    clean = list(clean_works(round).select_for_update(of=("self",)).select_related("entry__user"))
    if not clean:
        raise NothingToAccept
    for first in range(0, len(clean), 500):
        batch = [one.pk for one in clean[first : first + 500]]
        won = Work.objects.filter(pk__in=batch, state=WorkState.HANDED_IN)
        if won.update(state=WorkState.ACCEPTED) != len(batch):
            raise WorkChanged
    made = [
        SieveDecision(
            work=one,
            version_id=one.newest_version,  # type: ignore[attr-defined]  # annotated
            outcome=SieveOutcome.ACCEPTED,
            decided_by=by,
            decided_at=at,
        )
        for one in clean
    ]
    SieveDecision.objects.bulk_create(made, batch_size=500)
    deeds = [Deed(about_work(one.work), after=_facts(one)) for one in made]
    record_all(deeds, kind=AuditKind.WORK_SIEVED, by=organiser(by), at=at)
    return len(made)


@transaction.atomic
def set_sieve_terms(round: Round, *, shows_tools: bool, by: User, at: datetime) -> SieveTerms:
    """Say whether jurors read what authors state about tools."""
    terms, made = SieveTerms.objects.get_or_create(round=round)
    if terms.shows_tools != shows_tools:
        SieveTerms.objects.filter(pk=terms.pk).update(shows_tools=shows_tools)
        terms.shows_tools = shows_tools
        record(
            about_round(round),
            kind=AuditKind.SIEVE_TERMS_CHANGED,
            by=organiser(by),
            at=at,
            before={} if made else {"shows_tools": not shows_tools},
            after={"shows_tools": shows_tools},
        )
    return terms


def statement_for_jurors(work: Work) -> str:
    """What a juror may read about tools: nothing, unless the organisers said so."""
    is_shown = SieveTerms.objects.filter(round=work.round_id, shows_tools=True).exists()
    return work.tool_statement if is_shown else ""
