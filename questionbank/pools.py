"""Organisers draw a round's questions from pools: published ones whose law is in force on a day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questionbank.models import Audience, DrawnFrom, LegalDocument, Revision, RevisionQuerySet


def pool_for(
    axis_id: int | None, difficulty: str, audience: str, *, on: date, sets: DrawnFrom
) -> RevisionQuerySet:
    """Find published revisions whose legal basis is in force; None and "" mean any."""
    return _published(axis_id, difficulty, audience, sets=sets).in_force(on)


def pool_counts(*, on: date, sets: DrawnFrom) -> Counter[tuple[int, str, str]]:
    """Count in one query what `pool_for` would find, by (axis id, difficulty, audience).

    A key that the bank lacks counts 0; difficulty "" is the sum over all."""
    rows = (
        Revision.objects.published()
        .drawn_from(sets)
        .in_force(on)
        .order_by()
        .values_list("question__axis_id", "difficulty", "audience")
        .annotate(found=Count("pk"))
    )
    counts: Counter[tuple[int, str, str]] = Counter()
    for axis_id, difficulty, audience, found in rows:
        # Every audience draws from the questions for all audiences.
        asked = Audience.values if audience == Audience.EVERYBODY else [audience]
        for name in asked:
            counts[axis_id, difficulty, name] += found
            counts[axis_id, "", name] += found
    return counts


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A published question that no paper draws, with the reason in words."""

    revision: Revision
    reason: str


def left_out(
    axis_id: int | None, difficulty: str, audience: str, *, on: date, sets: DrawnFrom
) -> list[LeftOut]:
    """Find what `pool_for` leaves out because its legal basis is not in force on that day."""
    published = _published(axis_id, difficulty, audience, sets=sets)
    passed_over = published.exclude(pk__in=published.in_force(on).values("pk"))
    found = passed_over.select_related("question", "document__replaced_by")
    return [
        LeftOut(revision=revision, reason=why_not_in_force(revision.document, on=on))
        for revision in found.order_by("question__code")
    ]


def why_not_in_force(document: LegalDocument | None, *, on: date) -> str:
    """Say why in a sentence; the caller selects `replaced_by` along with the document."""
    if document is None:
        return ""
    if document.in_force_from and on < document.in_force_from:
        return _("Văn bản %(number)s có hiệu lực từ %(day)s.") % {
            "number": document.number,
            "day": date_format(document.in_force_from, "d/m/Y"),
        }
    if document.in_force_until and document.in_force_until <= on:
        words = {
            "number": document.number,
            "day": date_format(document.in_force_until, "d/m/Y"),
            "successor": document.replaced_by.number if document.replaced_by else "",
        }
        if document.replaced_by:
            return _("Văn bản %(number)s hết hiệu lực từ %(day)s, thay bằng %(successor)s.") % words
        return _("Văn bản %(number)s hết hiệu lực từ %(day)s.") % words
    return ""


def _published(
    axis_id: int | None, difficulty: str, audience: str, *, sets: DrawnFrom
) -> RevisionQuerySet:
    found = Revision.objects.published().for_audience(audience).drawn_from(sets)
    if axis_id is not None:
        found = found.filter(question__axis_id=axis_id)
    return found.filter(difficulty=difficulty) if difficulty else found
