"""Finds works and files from the person who asks: an author's own, or an organiser's contest."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from contests.access import organised_contest
from contests.models import Entry, Round, Work, WorkFile
from contests.queries import own_entry, published_contest
from contests.written.rules import check_owns
from quizsite.accounts.rules import signed_in_user


def own_entry_in(request: HttpRequest, slug: str, number: int) -> tuple[Entry | None, Round]:
    """The person's entry and the written round; 404 if the public sees no such round."""
    contest = published_contest(slug)
    rounds = Round.objects.public().written().select_related("contest")
    round = rounds.filter(contest=contest, number=number).first() if contest else None
    if round is None or contest is None:
        raise Http404
    return own_entry(signed_in_user(request), contest), round


def own_work(request: HttpRequest, slug: str, pk: int) -> Work:
    """A work that the person wrote, alone or with others."""
    own = Work.objects.of(signed_in_user(request)).filter(round__contest__slug=slug)
    return get_object_or_404(own.select_related("round__contest", "entry__user"), pk=pk)


def owned_work(request: HttpRequest, slug: str, pk: int) -> Work:
    """A work that the person handed in or writes; co-authors only read."""
    work = own_work(request, slug, pk)
    check_owns(work, signed_in_user(request))
    return work


def organised_work(request: HttpRequest, slug: str, pk: int) -> Work:
    """A work that organisers may open: never a draft, which is its author's alone."""
    contest = organised_contest(request, slug)
    works = Work.objects.filter(round__contest=contest).standing()
    return get_object_or_404(works.select_related("round__contest", "entry__user"), pk=pk)


def paper_work(request: HttpRequest, slug: str, pk: int) -> Work:
    """A work to which the secretary attaches scans."""
    work = organised_work(request, slug, pk)
    if not work.is_on_paper:
        raise Http404
    return work


def file_of(work: Work, pk: int) -> WorkFile:
    return get_object_or_404(
        WorkFile.objects.filter(work=work).select_related("work__round"), pk=pk
    )
