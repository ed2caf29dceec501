"""Stops dealing a question in rounds that are open or to come, and deals it again; papers already
drawn stay as they are."""

from datetime import datetime

from django.db import transaction

from contests.models import Round, RoundState, RulingKind
from contests.subjects import about_round
from questionbank.models import Revision, RevisionState
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor, record


def stop_dealing(round: Round, revision: Revision, *, by: Actor, at: datetime, reason: str) -> bool:
    """Deal it only if too few others are left for a full paper; False if that holds already."""
    locked = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    stopped = locked.stopped or []
    if revision.pk in stopped:
        return False
    locked.stopped = round.stopped = [*stopped, revision.pk]
    locked.save(update_fields=["stopped"])
    record(
        about_round(round),
        kind=AuditKind.DEALING_STOPPED,
        by=by,
        at=at,
        after={"question": revision.question.code, "revision": revision.number},
        reason=reason,
    )
    return True


def deal_again(round: Round, revision: Revision, *, by: Actor, at: datetime, reason: str) -> None:
    """Deal what nobody disputes any more; what the bank retired, or a ruling changes, stays out."""
    locked = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    in_force = locked.rulings.in_force().filter(revision=revision)
    is_ruled = in_force.exclude(kind=RulingKind.KEEP).exists()
    stopped = locked.stopped or []
    if revision.pk not in stopped or is_ruled:
        return
    if Revision.objects.filter(pk=revision.pk, state=RevisionState.RETIRED).exists():
        return
    locked.stopped = [pk for pk in stopped if pk != revision.pk]
    locked.save(update_fields=["stopped"])
    record(
        about_round(round),
        kind=AuditKind.DEALING_RESUMED,
        by=by,
        at=at,
        after={"question": revision.question.code, "revision": revision.number},
        reason=reason,
    )


@transaction.atomic
def stop_retired(*, revision: Revision, at: datetime, reason: str, **_: object) -> None:
    """The bank retired it; receives the bank's signal within the same transaction."""
    rounds = Round.objects.quizzes().filter(state=RoundState.PUBLISHED).ending_after(at)
    for round in rounds.prefetch_related("sections").order_by("pk"):
        if any(revision.pk in section.pool for section in round.sections.all()):
            stop_dealing(round, revision, by=Actor(None, Role.SYSTEM), at=at, reason=reason)
