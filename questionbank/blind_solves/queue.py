"""What waits for review, and what each question still needs from whom."""

from __future__ import annotations

from dataclasses import dataclass

from questionbank.blind_solves.knowledge import closed_questions, known_to
from questionbank.blind_solves.solves import asks_blind_solve, read_solves_of
from questionbank.models import Revision, RevisionState
from quizsite.accounts.models import User


@dataclass(frozen=True, slots=True)
class Waiting:
    """A revision in review, as one person sees it."""

    revision: Revision
    is_closed: bool  # this person must answer first
    is_own: bool
    blind: int  # answers that count
    open_disagreements: int
    needs_solve: bool

    @property
    def is_ready(self) -> bool:
        return not (self.needs_solve or self.open_disagreements)


def queue_of(user: User) -> list[Waiting]:
    """First what this person must answer, then disagreements, then what can be published."""
    revisions = list(
        Revision.objects.filter(state=RevisionState.IN_REVIEW)
        .select_related("question__axis", "author")
        .order_by("question__code")
    )
    closed, known = closed_questions(user), known_to(user, revisions)
    solves, is_asked = read_solves_of(revisions), asks_blind_solve()
    found = []
    for one in revisions:
        is_closed = one.question_id in closed
        blind = sum(read.solve.counts for read in solves[one.pk])
        # That others disagree tells something of the key.
        open_ones = 0 if is_closed else sum(read.is_open for read in solves[one.pk])
        found.append(
            Waiting(
                revision=one,
                is_closed=is_closed,
                is_own=known.get(one.pk) == "written",
                blind=blind,
                open_disagreements=open_ones,
                needs_solve=is_asked and not blind,
            )
        )
    return sorted(found, key=lambda one: (not one.is_closed, not one.open_disagreements))


def next_to_solve(user: User, *, after: str) -> int | None:
    """Name the next question that this reviewer has not answered, by code, round and round."""
    closed = closed_questions(user)
    waiting = Revision.objects.filter(state=RevisionState.IN_REVIEW, question__in=closed)
    codes = waiting.order_by("question__code").values_list("question__code", "question")
    later = [pk for code, pk in codes if code > after]
    sooner = [pk for code, pk in codes if code < after]
    return next(iter([*later, *sooner]), None)
