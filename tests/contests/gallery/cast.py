"""Works and ideas that may be shown, as tests of the gallery want them."""

from datetime import timedelta

from contests.initiatives.showing import agree_to_show_idea
from contests.models import (
    Ballot,
    BallotState,
    Candidate,
    ContestState,
    Entry,
    Round,
    RoundState,
    Work,
    WorkAuthor,
    WorkState,
)
from contests.written.hand_in import hand_in
from tests.contests.initiatives.cast import published
from tests.contests.written.cast import MIDDAY, entered, ready_work, whole_draft
from tests.factories import NOON


def accepted(round, *, entry=None, at=MIDDAY, may_be_shown=True, may_be_named=False, **said):
    """A work that the sieve let through."""
    entry = entry or entered(round)
    Entry.objects.filter(pk=entry.pk).update(display_name=entry.user.short_name)
    work = ready_work(round, entry=entry, at=at)
    axis = said.pop("axis", None)
    if said:
        whole_draft(work, base=1, sequence=2, at=at, **said)
    hand_in(work, at=at, may_be_shown=may_be_shown, may_be_named=may_be_named, axis=axis)
    Work.objects.filter(pk=work.pk).update(state=WorkState.ACCEPTED)
    work.refresh_from_db()
    return work


def publish(round):
    type(round.contest).objects.filter(pk=round.contest_id).update(state=ContestState.PUBLISHED)


def fix_result(round):
    """As `finalise` leaves it; how a result is fixed is told elsewhere."""
    publish(round)
    Round.objects.filter(pk=round.pk).update(state=RoundState.FINALISED)
    round.refresh_from_db()


def vote_on(*works, opens_at=NOON, state=BallotState.OPEN):
    publish(works[0].round)
    ballot = Ballot.objects.create(
        contest=works[0].round.contest,
        round=works[0].round,
        title="Bài em yêu thích",
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=3),
        state=state,
        made_at=opens_at,
    )
    for work in works:
        Candidate.objects.create(ballot=ballot, work=work, title=work.title, text="…")
    return ballot


def jury_is_done(round):
    Round.objects.filter(pk=round.pk).update(marks_agreed_at=NOON)
    round.refresh_from_db()


def shown_idea(title="Gọi số thứ tự bằng giọng đọc", **facts):
    found = published(title, **facts)
    agree_to_show_idea(found, is_shown=True, at=NOON)
    return found


__all__ = [
    "WorkAuthor",
    "accepted",
    "fix_result",
    "jury_is_done",
    "publish",
    "shown_idea",
    "vote_on",
]
