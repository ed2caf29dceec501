"""Finds the revisions that a person asks the question list to show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from questionbank.models import (
    AnswerKey,
    Passage,
    QuestionKind,
    Revision,
    RevisionQuerySet,
    RevisionState,
)
from questionbank.question_types.choice_order import LETTERS
from quizsite.language import vietnamese


@dataclass(frozen=True, slots=True)
class Filter:
    """Narrows the list; "" and None do not narrow it."""

    words: str = ""
    axis_id: int | None = None
    audience: str = ""
    difficulty: str = ""
    state: str = ""
    document_id: int | None = None
    set_id: int | None = None
    article: str = ""
    kind: str = ""
    tag_id: int | None = None
    author_id: int | None = None
    # Questions that rounds since a day could ask; whoever asks has counted them.
    used: frozenset[int] | None = None

    def is_wide(self) -> bool:
        return self == Filter()


def revisions_for(wanted: Filter) -> RevisionQuerySet:
    """Find one revision per question: the newest in the state asked for.

    Without a state it finds the one in work, else the published, else the last retired one."""
    newer = Revision.objects.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
    alive = Revision.objects.filter(question=OuterRef("question")).exclude(
        state=RevisionState.RETIRED
    )
    found = Revision.objects.all()
    if wanted.state and wanted.state != RevisionState.RETIRED:
        found = found.filter(state=wanted.state)
    else:
        last_of_dead = Q(state=RevisionState.RETIRED) & ~Exists(newer) & ~Exists(alive)
        newer_alive = newer.exclude(state=RevisionState.RETIRED)
        living = ~Q(state=RevisionState.RETIRED) & ~Exists(newer_alive)
        found = found.filter(last_of_dead if wanted.state else last_of_dead | living)
    return _narrowed(found, wanted).order_by("question__code", "pk")


def _narrowed(found: RevisionQuerySet, wanted: Filter) -> RevisionQuerySet:
    exact = {
        "question__axis_id": wanted.axis_id,
        "audience": wanted.audience,
        "difficulty": wanted.difficulty,
        "document_id": wanted.document_id,
        "question__sets": wanted.set_id,
        "kind": wanted.kind,
        "question__tags": wanted.tag_id,
        "author_id": wanted.author_id,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wanted.article:
        # SQLite knows no capital Đ; an article begins with one.
        said = wanted.article
        capital = said[:1].upper() + said[1:]
        found = found.filter(Q(article__icontains=said) | Q(article__icontains=capital))
    if wanted.used:
        found = found.exclude(question__among=wanted.used)
    if wanted.words:
        by_text = Q()
        texts = _passages()
        for word in vietnamese.search_key(wanted.words).split():
            having = [pk for pk, text in texts if word in text]
            by_text &= Q(search_key__contains=word) | Q(passage__among=having)
        found = found.filter(Q(question__code__icontains=vietnamese.tidy(wanted.words)) | by_text)
    return found


def _passages() -> list[tuple[int, str]]:
    """Passages are few beside questions, so their letters are folded when somebody searches."""
    texts = Passage.objects.order_by().values_list("pk", "text")
    return [(pk, vietnamese.search_key(text)) for pk, text in texts]


@dataclass(frozen=True, slots=True)
class Share:
    letter: str
    count: int
    percent: float


def key_shares() -> list[Share]:
    """Count which letters are right in published questions with one right option."""
    rows = (
        AnswerKey.objects.filter(
            revision__state=RevisionState.PUBLISHED,
            revision__kind=QuestionKind.CHOICE,
            revision__is_multiple=False,
        )
        .order_by()
        .values_list("right_options")
        .annotate(found=Count("pk"))
    )
    counts: Counter[int] = Counter()
    for right_options, found in rows:
        counts.update({right_options[0]: found})
    total = counts.total()
    return [
        Share(LETTERS[index], counts[index], 100 * counts[index] / total)
        for index in range(max(counts, default=-1) + 1)
    ]
