"""What a written round asks for: read, stored and copied, and what is amiss with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from contests.models import Round, WorkHeading, WrittenTerms

_OF_THE_ROUND = frozenset({"id", "round"})
_OF_THE_TERMS = frozenset({"id", "terms", "position"})
MOST_HEADINGS = 12

Outline = Mapping[str, Any]


def terms_of(round: Round) -> WrittenTerms:
    """Read them; a round without any (of an outline that failed) asks the usual."""
    found = WrittenTerms.objects.filter(round=round.pk).prefetch_related("headings").first()
    return found or WrittenTerms(round=round)


def store_terms(
    round: Round, terms: WrittenTerms, *, headings: Sequence[WorkHeading]
) -> WrittenTerms:
    """Store both anew; the caller holds the draft and writes the trail."""
    WrittenTerms.objects.filter(round=round).delete()
    terms.pk, terms.round = None, round
    terms.save(force_insert=True)
    for position, heading in enumerate(headings):
        heading.pk, heading.terms, heading.position = None, terms, position
    WorkHeading.objects.bulk_create(headings)
    return terms


def outline_of_terms(round: Round) -> Outline | None:
    """Write what the round asks for as data, to copy it; None for a quiz."""
    terms = WrittenTerms.objects.filter(round=round.pk).first() if round.is_written else None
    if terms is None:
        return None
    return {
        "terms": _facts(terms, leave_out=_OF_THE_ROUND),
        "headings": [_facts(one, leave_out=_OF_THE_TERMS) for one in terms.headings.all()],
    }


def build_outlined_terms(outline: Outline | None, *, round: Round, keeps_days: bool = True) -> None:
    """Give the round what another one asks for; a copy of another time gets no day of then."""
    if outline is None:
        return
    headings = [WorkHeading(**one) for one in outline["headings"]]
    terms = WrittenTerms(**outline["terms"])
    if not keeps_days:
        terms.postmark_until = None
    store_terms(round, terms, headings=headings)


def _facts(row: WrittenTerms | WorkHeading, *, leave_out: frozenset[str]) -> dict[str, Any]:
    fields = row._meta.concrete_fields  # noqa: SLF001 -- Django documents _meta
    return {one.name: getattr(row, one.attname) for one in fields if one.name not in leave_out}


def problems_of_terms(terms: WrittenTerms, headings: Sequence[WorkHeading]) -> list[str]:
    """Say what keeps a round with these terms from being published."""
    problems = []
    if not (terms.takes_text or terms.takes_files or terms.takes_paper):
        problems.append(_("Hãy chọn ít nhất một cách nộp: viết trên trang, gửi tệp hoặc bài giấy."))
    if terms.takes_files and not terms.file_kinds:
        problems.append(_("Hãy chọn các loại tệp được nhận."))
    if terms.takes_files and terms.min_files > terms.max_files:
        problems.append(_("Số tệp tối thiểu lớn hơn số tệp tối đa."))
    if terms.min_words and terms.max_words and terms.min_words > terms.max_words:
        problems.append(_("Số chữ tối thiểu lớn hơn số chữ tối đa."))
    if terms.min_pages and terms.max_pages and terms.min_pages > terms.max_pages:
        problems.append(_("Số trang tối thiểu lớn hơn số trang tối đa."))
    if terms.takes_text and not headings:
        problems.append(_("Bài viết trên trang cần ít nhất một mục. Hãy thêm tên mục."))
    problems += [
        _("Mục “%(title)s”: số chữ tối thiểu lớn hơn số chữ tối đa.") % {"title": one.title}
        for one in headings
        if one.min_words and one.max_words and one.min_words > one.max_words
    ]
    least = sum(one.min_words or 0 for one in headings if one.is_required)
    if terms.max_words and least > terms.max_words:
        problems.append(_("Các mục cộng lại đã dài hơn số chữ tối đa của cả bài."))
    return problems
