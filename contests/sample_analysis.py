"""Sample questions that only the closed round asks, so that its analysis shows their figures."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from contests.models import Round
from questionbank.authoring.sets import create_set, put_into
from questionbank.models import Difficulty, QuestionSet, Revision
from questionbank.subjects import author
from quizsite.accounts.models import User

APART_SET = "Chỉ tuần 1 hỏi (dữ liệu mẫu)"
_MORE = 10


class Planted(NamedTuple):
    """Made-up people answer these two as if one had a wrong key and the other had leaked."""

    broken: int
    leaked: int


def keep_apart(round: Round, *, by: User, at: datetime) -> None:
    """Put some questions of this round where rounds published later do not draw from."""
    chosen = _most_asked(round)[:2]
    pool = {pk for section in round.sections.all() for pk in section.pool}
    medium = Revision.objects.filter(pk__among=pool, difficulty=Difficulty.MEDIUM)
    chosen += list(medium.order_by("-pk").values_list("pk", flat=True)[:_MORE])
    questions = Revision.objects.filter(pk__in=chosen).values_list("question", flat=True)
    if not QuestionSet.objects.filter(name=APART_SET).exists():
        made = create_set(APART_SET, is_practice=False, is_common=False, by=author(by), at=at)
        put_into(made, questions, by=by, at=at)


def planted_in(round: Round) -> Planted | None:
    """Find the two most asked of them; None in a round without any."""
    apart = Revision.objects.filter(question__sets__name=APART_SET).values_list("pk", flat=True)
    known = set(apart)
    asked = [pk for pk in _most_asked(round) if pk in known]
    return Planted(*asked[:2]) if len(asked) > 1 else None


def _most_asked(round: Round) -> list[int]:
    """Order what papers may ask by how likely a paper asks it."""
    chance: Counter[int] = Counter()
    for section in round.sections.order_by("pk"):
        for pk in section.pool:
            chance[pk] += 1000 * section.count // len(section.pool)
    return sorted(chance, key=lambda pk: (-chance[pk], pk))
