"""The question of the day: the same for everybody, from practice sets."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.core.cache import cache
from django.utils import timezone
from django.utils.safestring import SafeString

from contests.models import PractisedQuestion
from contests.practice.asked import ask, question_as_html
from contests.practice.questions import Practicable, practicable_of_sets
from questionbank.models import Revision
from quizsite.accounts.models import User

# A step of this length round a circle comes near no earlier place for as long as any step can.
_STEP = (math.sqrt(5) - 1) / 2
# Only which question it is; whether its key may be shown is asked anew at every answer.
_KEPT_S = 60


@dataclass(frozen=True, slots=True)
class DailyCard:
    """The question as a form; `answered` is what the person has done with it today."""

    revision: Revision
    question: SafeString
    signed: str
    answered: PractisedQuestion | None = None


def daily_card(user: User | None, *, at: datetime) -> DailyCard | None:
    """Build it for a person or, the same for all of them, for a stranger."""
    revision = question_of_day(at=at)
    if revision is None:
        return None
    day, row = timezone.localdate(at), None
    if user is not None:
        own = PractisedQuestion.objects.filter(user=user, question=revision.question_id)
        row = own.first()
    asked = ask(revision, times=row.times if row else 0, seed=str(day))
    is_done = row is not None and timezone.localdate(row.last_at) == day
    html = question_as_html(revision, asked)
    return DailyCard(revision, html, asked.signed, row if is_done else None)


def question_of_day(*, at: datetime) -> Revision | None:
    day = timezone.localdate(at)
    name = f"daily-question-{day}"
    kept: int | None = cache.get(name)
    if kept is None:
        one = chosen_for(day, practicable_of_sets(at=at))
        kept = one.revision if one else 0
        cache.set(name, kept, _KEPT_S)
    if not kept:
        return None
    return Revision.objects.select_related("question__axis").filter(pk=kept).first()


def chosen_for(day: date, found: Sequence[Practicable]) -> Practicable | None:
    """Lay the questions round a circle, and step on by a fixed part of it each day.

    So all have their turn alike, and none comes again before a third of the others. The order
    round the circle tells nobody what tomorrow brings."""
    if not found:
        return None
    in_circle = sorted(found, key=lambda one: sha256(str(one.question).encode()).digest())
    turn = day.toordinal() * _STEP % 1
    return in_circle[int(turn * len(in_circle))]
