"""Who may see a question's pictures: whoever one of our pages may show the question now."""

from datetime import datetime

from contests.attempts.rules import detail_shown
from contests.models import Attempt, AttemptState, ResultDetail, RoundState, Section
from contests.practice.questions import NotForPractice, check_may_practise
from contests.rules import check_may_organise
from questionbank.models import Revision
from questionbank.rules import check_may_open_bank
from quizsite.accounts.models import User
from quizsite.refusals import allowed


def may_see_pictures(revision_id: int, *, user: User | None, at: datetime) -> bool:
    """Ask the cheapest rule first: most requests come from an open paper."""
    if user is not None and (
        is_on_own_paper(revision_id, user=user, at=at)
        or allowed(check_may_open_bank, user)
        or _organises(revision_id, user=user)
    ):
        return True
    return _may_practise(revision_id, user=user, at=at)


def _may_practise(revision_id: int, *, user: User | None, at: datetime) -> bool:
    try:
        check_may_practise(revision_id, user=user, at=at)
    except NotForPractice:
        return False
    return True


def is_on_own_paper(revision_id: int, *, user: User, at: datetime) -> bool:
    """An open paper shows its questions, a closed one only together with the key."""
    own = Attempt.objects.of(user).select_related("round")
    for attempt in own.order_by("-started_at"):
        if any(pk == revision_id for pk, _order in attempt.paper):
            if attempt.state == AttemptState.OPEN:
                return True
            if detail_shown(attempt, round=attempt.round, at=at) is ResultDetail.KEY:
                return True
    return False


def _organises(revision_id: int, *, user: User) -> bool:
    """Organisers read what a published round of theirs may ask, as on the page of its questions."""
    pools = Section.objects.filter(round__contest__organisers=user).exclude(
        round__state=RoundState.DRAFT
    )
    return any(
        revision_id in section.pool and allowed(check_may_organise, user, section.round.contest)
        for section in pools.select_related("round__contest")
    )


def names_picture(revision_id: int, digest: str) -> bool:
    """Tell whether the question or its passage has this picture."""
    found = Revision.objects.filter(pk=revision_id).values_list("pictures", "passage__pictures")
    return any(
        one["digest"] == digest
        for pictures, of_passage in found
        for one in [*pictures, *(of_passage or [])]
    )
