"""Finds questions that look alike, and keeps questions apart that give each other away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Set
from datetime import datetime
from itertools import islice
from math import ceil
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from questionbank import rules
from questionbank.models import Question, QuestionPair, Revision
from questionbank.subjects import about_question, author
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record

# Chosen where ten pairs of a bank of 144 questions were as alike, and asked about one rule.
ALIKE = 0.4
_ROUNDING = 1e-9  # of a share of a whole number
# A bank in which more are as alike was filled from a pattern; a page of work shows fifty.
MOST_PAIRS = 2000


class Alike(NamedTuple):
    """Two published questions, the older one first, and the share of words that both have."""

    first: Revision
    second: Revision
    likeness: float

    @property
    def both(self) -> tuple[Revision, Revision]:
        return self.first, self.second

    @property
    def percent(self) -> int:
        return int(100 * self.likeness)


def alike_pairs() -> list[Alike]:
    """Propose pairs of one axis that nobody has decided yet, the most alike first.

    Words are compared without their accents, those of the options included. The search ends at
    `MOST_PAIRS`."""
    decided = set(QuestionPair.objects.values_list("first", "second"))
    by_axis: dict[int, list[tuple[Revision, frozenset[str]]]] = {}
    published = (
        Revision.objects.published().select_related("question", "passage").order_by("question_id")
    )
    for revision in published:
        words = frozenset(revision.search_key.split())
        by_axis.setdefault(revision.question.axis_id, []).append((revision, words))
    found = (
        pair
        for revisions in by_axis.values()
        for pair in _alike(revisions)
        if (pair.first.question_id, pair.second.question_id) not in decided
    )
    return sorted(islice(found, MOST_PAIRS), key=lambda pair: -pair.likeness)


def twins_of(revision: Revision, *, most: int = 3) -> list[Revision]:
    """Find published questions of the same axis that are as alike, and that nobody has judged."""
    own = frozenset(revision.search_key.split())
    pairs = QuestionPair.objects.filter(Q(first=revision.question) | Q(second=revision.question))
    judged = {pk for pair in pairs.values_list("first", "second") for pk in pair}
    others = Revision.objects.published().filter(question__axis=revision.question.axis_id)
    found = []
    for other in others.exclude(question=revision.question_id).select_related("question"):
        words = frozenset(other.search_key.split())
        likeness = len(own & words) / len(own | words) if own | words else 0
        if likeness >= ALIKE and other.question_id not in judged:
            found.append((-likeness, other.pk, other))
    return [other for _likeness, _pk, other in sorted(found)[:most]]


def _alike(revisions: list[tuple[Revision, frozenset[str]]]) -> Iterator[Alike]:
    """Compare only questions that share a rare word.

    Two that are alike share so many words that one is among the rarest of both."""
    counts = Counter(word for _revision, words in revisions for word in words)
    having: dict[str, list[int]] = defaultdict(list)
    for at, (second, other) in enumerate(revisions):
        rarest = sorted(other, key=lambda word: (counts[word], word))
        candidates: set[int] = set()
        for word in rarest[: len(other) - ceil(ALIKE * len(other) - _ROUNDING) + 1]:
            candidates.update(having[word])
            having[word].append(at)
        for before in sorted(candidates):
            first, own = revisions[before]
            shared = len(own & other)
            likeness = shared / (len(own) + len(other) - shared)
            if likeness >= ALIKE:
                yield Alike(first, second, likeness)


@transaction.atomic
def decide_pair(
    one: Question, other: Question, *, is_apart: bool, by: User, at: datetime
) -> QuestionPair:
    """Keep two questions apart, or say that they are fine together; the last word counts."""
    rules.check_may_write(by)
    first, second = sorted((one, other), key=lambda question: question.pk)
    pair, _created = QuestionPair.objects.update_or_create(
        first=first,
        second=second,
        defaults={"is_apart": is_apart, "decided_by": by, "decided_at": at},
    )
    record(
        about_question(first),
        kind=AuditKind.PAIR_DECIDED,
        by=author(by),
        at=at,
        after={"with": second.code, "is_apart": is_apart},
    )
    return pair


def kept_apart(question_ids: Collection[int]) -> set[int]:
    """Choose questions to leave out, so that no two of the rest are kept apart.

    Those with most partners go first, then the younger ones: the same questions, the same
    choice."""
    wanted = set(question_ids)
    partners: dict[int, set[int]] = {}
    for first, second in QuestionPair.objects.filter(is_apart=True).values_list("first", "second"):
        if {first, second} <= wanted:
            partners.setdefault(first, set()).add(second)
            partners.setdefault(second, set()).add(first)
    return _left_out(partners)


def _left_out(partners: Mapping[int, Set[int]]) -> set[int]:
    out: set[int] = set()
    while left := {pk: rest for pk in partners if pk not in out and (rest := partners[pk] - out)}:
        out.add(max(left, key=lambda pk: (len(left[pk]), pk)))
    return out
