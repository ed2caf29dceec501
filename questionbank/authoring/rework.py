"""Questions whose document has ended or been replaced, with the successor to rework them on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q

from questionbank.authoring.question_list import Filter, revisions_for
from questionbank.models import LegalDocument, Revision, RevisionQuerySet, RevisionState


@dataclass(frozen=True, slots=True)
class ToRework:
    revision: Revision
    successor: LegalDocument | None  # the last of the chain of replacements


def to_rework(*, on: date) -> list[ToRework]:
    """One row a question: its newest living text rests on what no longer applies."""
    ended = Q(document__in_force_until__lte=on) | Q(document__replaced_by__isnull=False)
    found = living().filter(ended)
    after = LegalDocument.objects.in_bulk()
    return [ToRework(one, _successor(one, after)) for one in found]


def living() -> RevisionQuerySet:
    found = revisions_for(Filter()).exclude(state=RevisionState.RETIRED)
    return found.select_related("question__axis", "document", "author")


def _successor(revision: Revision, after: dict[int, LegalDocument]) -> LegalDocument | None:
    step, seen = after.get(revision.document_id or 0), set[int]()
    while step is not None and step.replaced_by_id and step.pk not in seen:
        seen.add(step.pk)
        step = after.get(step.replaced_by_id)
    return step if step is not None and step.pk != revision.document_id else None


def by_article(document: LegalDocument) -> list[tuple[str, list[Revision]]]:
    """The living questions of a document, article by article."""
    found = sorted(
        living().filter(document=document), key=lambda one: (_order(one.article), one.pk)
    )
    return [(name, list(same)) for name, same in groupby(found, key=lambda one: one.article)]


def _order(article: str) -> tuple[list[int], str]:
    """Điều 9 before Điều 10."""
    digits = "".join(letter if letter.isdecimal() else " " for letter in article)
    return [int(number) for number in digits.split()][:4], article
