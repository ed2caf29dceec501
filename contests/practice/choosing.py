"""Chooses which question comes next: what is due, what went wrong on a paper, what is new."""

import random
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from contests.models import PractisedQuestion
from contests.practice.questions import Practicable
from quizsite.accounts.models import User

Practised = Mapping[int, PractisedQuestion]


@dataclass(frozen=True, slots=True)
class Next:
    """`one` is None if nothing is due and nothing new; then `back_on` says when something is."""

    one: Practicable | None
    due: int
    new: int
    back_on: date | None = None


def practised_by(user: User) -> dict[int, PractisedQuestion]:
    """Map question ids to what the person has practised."""
    return {row.question_id: row for row in PractisedQuestion.objects.filter(user=user)}


def next_of(
    found: Sequence[Practicable],
    practised: Practised,
    *,
    mistaken: Set[int] = frozenset(),
    on: date,
    seed: str,
    again: bool = False,
) -> Next:
    """Give what is due first, the longest due before others; then what is new, mistakes first.

    The same seed gives new questions in the same order, so a page read again asks the same. With
    `again` somebody goes on who has done all: what comes back soonest is asked."""
    due = [one for one in found if _is_due(practised.get(one.question), on)]
    new = in_order([one for one in found if one.question not in practised], seed=seed)
    later = [one for one in found if one.question in practised]
    by_day = sorted(later, key=lambda one: _turn(practised[one.question]))
    if due:
        chosen = by_day[0]  # what is due has the earliest days
    elif new:
        chosen = next((one for one in new if one.question in mistaken), new[0])
    elif again and by_day:
        chosen = by_day[0]
    else:
        back_on = practised[by_day[0].question].due_on if by_day else None
        return Next(None, 0, 0, back_on)
    return Next(chosen, len(due), len(new))


def in_order(found: Sequence[Practicable], *, seed: str) -> list[Practicable]:
    """Shuffle so that one more or one less question leaves the others in their order."""
    return sorted(found, key=lambda one: random.Random(f"{seed}-{one.question}").random())  # noqa: S311 -- not secret


def _is_due(row: PractisedQuestion | None, on: date) -> bool:
    return row is not None and row.due_on <= on


def _turn(row: PractisedQuestion) -> tuple[date, str]:
    return row.due_on, row.last_at.isoformat()
