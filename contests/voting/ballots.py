"""A ballot is made, filled with candidates, announced, reviewed after its closing and settled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from contests.models import (
    BALLOT_MOVES,
    Annulment,
    Ballot,
    BallotPhase,
    BallotState,
    Candidate,
    Contest,
    Vote,
    Work,
    WorkState,
)
from contests.rules import ContestRefusal
from contests.subjects import about_contest, organiser
from contests.voting.rules import (
    BallotMoved,
    TooFewCandidates,
    check_is_draft,
    check_is_over,
    check_jury_is_done,
)
from contests.voting.signs import CastVote, Suspicion, suspicions
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record, record_changes, snapshot
from quizsite.language.vietnamese import visible

FIELDS = ("title", "introduction", "opens_at", "closes_at", "public_percent", "round")
MOST_CANDIDATES = 500
_SHOWN_OF_A_WORK = 600
# A vote that came in time may be stored a moment later.
GRACE = timedelta(minutes=1)


class WindowIsOver(ContestRefusal):
    code = "window_is_over"
    message = _("Giờ đóng của bình chọn đã qua. Hãy chọn lại rồi công bố.")


class TooManyCandidates(ContestRefusal):
    code = "too_many_candidates"
    message = _("Một lần bình chọn có nhiều nhất 500 tác phẩm. Hãy chia thành nhiều lần.")


class NothingToAnnul(ContestRefusal):
    code = "nothing_to_annul"
    status = 409
    message = _("Các phiếu này đã được xem xét. Hãy tải lại trang để xem.")


class Tally(NamedTuple):
    candidate: Candidate
    votes: int


@transaction.atomic
def make_ballot(ballot: Ballot, *, by: User | None, at: datetime) -> Ballot:
    ballot.made_at = at
    ballot.save()
    record(
        about_contest(ballot.contest),
        kind=AuditKind.BALLOT_MADE,
        by=organiser(by),
        at=at,
        after=snapshot(ballot, FIELDS),
    )
    return ballot


@transaction.atomic
def edit_ballot(ballot: Ballot, *, by: User, at: datetime) -> Ballot:
    """Store what the form has written onto the ballot; only a draft is edited."""
    stored = _locked(ballot)
    check_is_draft(stored)
    ballot.save(update_fields=FIELDS)
    before, after = snapshot(stored, FIELDS), snapshot(ballot, FIELDS)
    about, kind = about_contest(ballot.contest), AuditKind.BALLOT_EDITED
    record_changes(about, kind=kind, by=organiser(by), at=at, before=before, after=after)
    return ballot


@transaction.atomic
def add_candidate(candidate: Candidate, *, by: User | None, at: datetime) -> Candidate:
    """Add one that organisers describe themselves."""
    _add(candidate.ballot, [candidate], by=by, at=at)
    return candidate


@transaction.atomic
def add_works(ballot: Ballot, *, by: User | None, at: datetime) -> int:
    """Add every accepted work of the ballot's round that may be shown and is not there yet."""
    works = Work.objects.filter(round=ballot.round_id, state=WorkState.ACCEPTED, may_be_shown=True)
    missing = works.exclude(candidates__ballot=ballot).order_by("pk")
    found = [
        Candidate(ballot=ballot, work=work, title=work.title, text=_beginning(work))
        for work in missing.prefetch_related("versions")
    ]
    if found:
        _add(ballot, found, by=by, at=at)
    return len(found)


def _beginning(work: Work) -> str:
    versions = list(work.versions.all())
    texts = versions[-1].texts.values() if versions else ()
    text = "\n\n".join(text for text in texts if text)
    return text if len(text) <= _SHOWN_OF_A_WORK else text[:_SHOWN_OF_A_WORK].rstrip() + "…"


def _add(
    ballot: Ballot, candidates: Collection[Candidate], *, by: User | None, at: datetime
) -> None:
    stored = _locked(ballot)
    check_is_draft(stored)
    if stored.candidates.count() + len(candidates) > MOST_CANDIDATES:
        raise TooManyCandidates
    last = stored.candidates.aggregate(n=Max("position"))["n"] or 0
    for n, candidate in enumerate(candidates, start=last + 1):
        candidate.position = n
    Candidate.objects.bulk_create(candidates)
    about = about_contest(stored.contest)
    after = {"ballot": stored.title, "candidates": [one.title for one in candidates][:20]}
    record(about, kind=AuditKind.CANDIDATES_ADDED, by=organiser(by), at=at, after=after)


@transaction.atomic
def remove_candidate(candidate: Candidate, *, by: User, at: datetime) -> None:
    ballot = _locked(candidate.ballot)
    check_is_draft(ballot)
    candidate.delete()
    about, after = about_contest(ballot.contest), {"ballot": ballot.title}
    before = {"candidates": [candidate.title]}
    kind = AuditKind.CANDIDATE_REMOVED
    record(about, kind=kind, by=organiser(by), at=at, before=before, after=after)


@transaction.atomic
def announce_ballot(ballot: Ballot, *, by: User | None, at: datetime) -> Ballot:
    """From now on its candidates stay, and from its opening on people vote."""
    if ballot.closes_at <= at:
        raise WindowIsOver
    _move(ballot, to=BallotState.OPEN, announced_at=at)
    if ballot.candidates.count() < 2:
        raise TooFewCandidates
    about, after = about_contest(ballot.contest), snapshot(ballot, FIELDS)
    record(about, kind=AuditKind.BALLOT_ANNOUNCED, by=organiser(by), at=at, after=after)
    return ballot


def suspicions_of(ballot: Ballot, *, at: datetime) -> list[Suspicion]:
    """Find what organisers should look at, once nobody votes and no jury marks any more."""
    check_is_over(ballot, at=at)
    check_jury_is_done(ballot)
    rows = ballot.votes.filter(annulment=None)
    votes = rows.values_list("pk", "candidate_id", "cast_at", "is_fresh")
    return suspicions([CastVote(*row) for row in votes], window=ballot.closes_at - ballot.opens_at)


@transaction.atomic
def annul_votes(
    ballot: Ballot, suspicion: Suspicion, *, reason: str, by: User, at: datetime
) -> Annulment:
    """Take the votes of one sign out of the count; they stay stored, with the reason."""
    stored = _locked(ballot)
    if stored.state != BallotState.OPEN:
        raise BallotMoved
    check_is_over(stored, at=at)
    check_jury_is_done(stored)
    made = Annulment.objects.create(
        ballot=stored,
        sign=suspicion.sign,
        reason=visible(reason),
        count=len(suspicion.votes),
        made_by=by,
        made_at=at,
    )
    caught = stored.votes.filter(pk__in=suspicion.votes, annulment=None)
    if caught.update(annulment=made) != len(suspicion.votes):
        raise NothingToAnnul
    record(
        about_contest(stored.contest),
        kind=AuditKind.VOTES_ANNULLED,
        by=organiser(by),
        at=at,
        after={"ballot": stored.title, "suspect_sign": suspicion.sign, "votes": made.count},
        reason=made.reason,
    )
    return made


@transaction.atomic
def settle_ballot(ballot: Ballot, *, by: User | None, at: datetime) -> list[Tally]:
    """Fix the count and let everybody read it; only once the jury's totals are agreed."""
    check_is_over(ballot, at=at - GRACE)
    check_jury_is_done(ballot)
    _move(ballot, to=BallotState.SETTLED, settled_at=at)
    counted = _counted(ballot)
    for one in counted:
        one.candidate.vote_count = one.votes
    Candidate.objects.bulk_update([one.candidate for one in counted], ["vote_count"])
    record(
        about_contest(ballot.contest),
        kind=AuditKind.BALLOT_SETTLED,
        by=organiser(by),
        at=at,
        after={"ballot": ballot.title, "votes": sum(one.votes for one in counted)},
    )
    return counted


def tallies(ballot: Ballot) -> list[Tally]:
    """Read what a settled ballot counted, the most first; who voted is forgotten in time."""
    counted = ballot.candidates.filter(vote_count__isnull=False)
    found = counted.order_by("-vote_count", "position")
    return [Tally(one, one.vote_count or 0) for one in found]


def _counted(ballot: Ballot) -> list[Tally]:
    in_force = Count("votes", filter=Q(votes__annulment=None))
    found = ballot.candidates.annotate(n=in_force).order_by("-n", "position")
    return [Tally(one, one.n) for one in found]


def announced_ballots(contest: Contest, *, at: datetime) -> list[tuple[Ballot, BallotPhase]]:
    announced = contest.ballots.exclude(state=BallotState.DRAFT)
    return [(one, one.phase(at)) for one in announced]


def turnout(ballot: Ballot) -> int:
    """How many people voted: all that anybody reads while votes are taken."""
    return Vote.objects.filter(ballot=ballot).count()


def _locked(ballot: Ballot) -> Ballot:
    whole = Ballot.objects.select_related("contest", "round")
    return whole.select_for_update(no_key=True, of=("self",)).get(pk=ballot.pk)


def _move(ballot: Ballot, *, to: BallotState, **facts: datetime) -> None:
    if to not in BALLOT_MOVES[BallotState(ballot.state)]:
        raise BallotMoved
    waiting = Ballot.objects.filter(pk=ballot.pk, state=ballot.state)
    if not waiting.update(state=to, **facts):
        raise BallotMoved
    ballot.state = to
    for name, value in facts.items():
        setattr(ballot, name, value)
