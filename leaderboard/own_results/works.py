"""A person's works: where each stands, its receipt, and once the result is fixed what it won."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from contests.models import (
    ContestState,
    Finalist,
    Round,
    RoundPhase,
    Work,
    WorkResult,
    WorkState,
    WorkVersion,
)
from contests.points import question_points_words
from contests.presentations.clock import turns
from contests.schedule import StatedResult, result_state
from leaderboard.aggregates.places import key_of, places_of
from leaderboard.certificates.issuing import own_certificates
from leaderboard.document_models import IssuedCertificate
from leaderboard.models import BoardKey, Standing
from quizsite.accounts.models import User

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Merit:
    """What the fixed result says; `place` is None if another work of the person has it."""

    points: str
    place: int | None


@dataclass(frozen=True, slots=True)
class OwnTurn:
    """When the work is presented in a final, once lots were drawn."""

    round: Round
    position: int
    begins_at: datetime


@dataclass(frozen=True, slots=True)
class OwnWork:
    work: Work
    is_own: bool  # handed in by this person; a co-author only reads it
    receipt: int | None
    result: StatedResult | None
    merit: Merit | None
    turn: OwnTurn | None
    certificates: list[IssuedCertificate]

    @property
    def is_judged(self) -> bool:
        """The sieve has decided, and the author may read why."""
        return self.work.state in {WorkState.RETURNED, WorkState.ACCEPTED, WorkState.REFUSED}


def works_of(user: User, *, at: datetime) -> list[OwnWork]:
    """List every work that the person wrote, the newest first, in a fixed number of queries."""
    found = Work.objects.of(user).filter(round__contest__state=ContestState.PUBLISHED)
    found = found.exclude(round__state="draft").select_related("round__contest", "entry")
    works = list(found.order_by("-begun_at", "-pk")[:MOST_SHOWN])
    if not works:
        return []
    fixed = [one for one in works if one.round.phase(at) is RoundPhase.FINALISED]
    merits, receipts, drawn = _merits(fixed), _receipts(works), _turns(works)
    printed = own_certificates(user)
    return [
        OwnWork(
            work=one,
            is_own=one.entry is not None and one.entry.user_id == user.pk,
            receipt=receipts.get(one.pk),
            result=result_state(one.round, at=at),
            merit=merits.get(one.pk),
            turn=drawn.get(one.pk),
            certificates=[paper for paper in printed if paper.round_id == one.round_id],
        )
        for one in works
    ]


def _receipts(works: Iterable[Work]) -> dict[int, int]:
    """Map each work to the number of its newest version."""
    versions = WorkVersion.objects.filter(work__in=[one.pk for one in works])
    return dict(versions.order_by("number").values_list("work", "number"))


def _merits(works: Iterable[Work]) -> dict[int, Merit]:
    """Points and places of works whose result is fixed."""
    asked = [one.pk for one in works]
    if not asked:
        return {}
    results = WorkResult.objects.filter(work__in=asked)
    found = {one.work_id: one for one in results}
    standings = Standing.objects.filter(
        round__in={one.round_id for one in found.values()},
        entry__in={one.entry_id for one in found.values()},
    )
    told = {(one.entry_id, one.round_id): one for one in standings}
    places = places_of({key_of(one): one.sort_key for one in told.values()})
    return {
        pk: Merit(question_points_words(one.points, one.most_points), _place(one, told, places))
        for pk, one in found.items()
    }


def _place(
    own: WorkResult,
    told: Mapping[tuple[int, int | None], Standing],
    places: Mapping[BoardKey, int],
) -> int | None:
    standing = told.get((own.entry_id, own.round_id))
    if standing is None or standing.points != own.points:
        return None
    return places[key_of(standing)]


def _turns(works: Iterable[Work]) -> dict[int, OwnTurn]:
    """When works of finals are presented; before the draw nobody is told that one goes on."""
    asked = {one.pk for one in works}
    found: dict[int, OwnTurn] = {}
    finalists = Finalist.objects.filter(work__in=asked).exclude(position=None)
    for one in finalists.select_related("final__round"):
        final = one.final
        plan = turns(
            one.position or 0,
            starts_at=final.round.opens_at,
            talk=final.talk_minutes,
            questions=final.question_minutes,
            pause=final.pause_minutes,
        )
        found[one.work_id] = OwnTurn(final.round, one.position or 0, plan[-1].begins_at)
    return found
