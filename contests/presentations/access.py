"""Finds finals from the person who asks: an organiser's own, or one that all may watch."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from contests.access import organised_contest
from contests.models import WorkFinal
from contests.queries import published_contest


def organised_final(request: HttpRequest, slug: str, number: int) -> WorkFinal:
    """The final whose own round has this number in a contest of this organiser."""
    contest = organised_contest(request, slug)
    finals = WorkFinal.objects.filter(round__contest=contest, round__number=number)
    return get_object_or_404(finals.select_related("round__contest", "source", "panel__round"))


def watched_final(slug: str, number: int) -> WorkFinal:
    """A final whose organisers let everybody watch; any other is not found."""
    contest = published_contest(slug)
    if contest is None:
        raise Http404
    finals = WorkFinal.objects.filter(
        round__contest=contest, round__number=number, is_live_public=True
    )
    return get_object_or_404(finals.select_related("round__contest", "panel__round"))
