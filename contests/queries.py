"""Reads what nearly every page asks first: a contest, its rounds, the own entry and open paper."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from contests.models import VOIDED_FROM, Attempt, Contest, ContestState, Entry, Round, RoundState
from quizsite.accounts.models import User
from quizsite.db.fast_select import FastSelect


@FastSelect
def _published_contest(slug: str) -> QuerySet[Contest]:
    return Contest.objects.filter(state=ContestState.PUBLISHED, slug=slug)


@FastSelect
def _published_contests() -> QuerySet[Contest]:
    published = Contest.objects.filter(state=ContestState.PUBLISHED, is_rehearsal=False)
    return published.order_by("-created_at", "-pk")


@FastSelect
def _public_rounds(contest_ids: Collection[int]) -> QuerySet[Round]:
    return Round.objects.public().filter(contest__among=contest_ids).order_by("number")


@FastSelect
def _own_entry(user_id: int, contest_id: int) -> QuerySet[Entry]:
    own = Entry.objects.filter(user=user_id, contest=contest_id)
    return own.select_related("division", "unit")


@FastSelect
def _open_attempt(entry_id: int) -> QuerySet[Attempt]:
    own = Attempt.objects.running().filter(entry=entry_id)
    return own.only("code", "entry", "round", "state", "deadline_at")


@FastSelect
def _running_papers(user_id: int, after: datetime) -> QuerySet[Attempt]:
    own = Attempt.objects.running().filter(entry__user=user_id, deadline_at__gt=after)
    shown = own.filter(writer__lt=VOIDED_FROM).select_related("round__contest")
    return shown.only(
        *("code", "entry", "deadline_at", "round__title", "round__contest__title")
    ).order_by("deadline_at")


def published_contest(slug: str) -> Contest | None:
    return _published_contest.first(slug)


def published_contests() -> list[Contest]:
    """List them, the newest first."""
    return _published_contests.all()


def public_rounds(contest_ids: Collection[int]) -> dict[int, list[Round]]:
    """Map each contest id to its rounds that are not drafts, by number."""
    found: dict[int, list[Round]] = {pk: [] for pk in contest_ids}
    for round in _public_rounds.all(contest_ids):
        found[round.contest_id].append(round)
    return found


def ranked_rounds(contest_id: int) -> list[Round]:
    """List the rounds that have a board, by number."""
    return [round for round in public_rounds([contest_id])[contest_id] if round.is_ranked]


def are_more_planned(contest_id: int) -> bool:
    """Tell whether organisers are preparing another ranked round."""
    drafts = Round.objects.filter(contest=contest_id, state=RoundState.DRAFT, is_practice=False)
    return drafts.exists()


def rounds_of(contest: Contest) -> list[Round]:
    rounds = public_rounds([contest.pk])[contest.pk]
    for round in rounds:
        round.contest = contest
    return rounds


def own_entry(user: User, contest: Contest) -> Entry | None:
    """Read it with its division and unit, whether it was voided or not."""
    entry = _own_entry.first(user.pk, contest.pk)
    if entry is not None:
        entry.user, entry.contest = user, contest
    return entry


def running_papers(user: User, *, at: datetime) -> list[Attempt]:
    """List papers that the person may go on with, in any contest, the most urgent first."""
    return _running_papers.all(user.pk, at)


def open_attempt_of(entry: Entry) -> Attempt | None:
    """Read it, whatever its round; its time may be over already."""
    return _open_attempt.first(entry.pk)
