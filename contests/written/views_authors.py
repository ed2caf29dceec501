"""Pages of a work's authors: the owner names them, each co-author confirms."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contests.forms import told_in
from contests.models import WorkAuthor
from contests.queries import own_entry
from contests.written.access import owned_work
from contests.written.authors import (
    author_of_token,
    confirm_authorship,
    confirmation_token,
    name_authors,
)
from contests.written.forms import author_forms
from contests.written.rules import check_may_write
from contests.written.terms import terms_of
from quizsite.accounts.rules import signed_in_user

_both = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@_both
def work_authors(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    work, at = owned_work(request, slug, pk), timezone.now()
    check_may_write(work, round=work.round, at=at)
    most = terms_of(work.round).max_authors
    share, lines = author_forms(work, request.POST or None, most=most, at=at)
    if request.method == "POST" and all([share.is_valid(), lines.is_valid()]):
        named = [one.line() for one in lines]
        with told_in(share):
            name_authors(
                work,
                own_share=share.cleaned_data["own_share"],
                others=[one for one in named if one is not None],
                at=at,
            )
            messages.success(request, _("Đã lưu các tác giả."))
            return redirect("contests:work_authors", slug, pk)
    context = {
        "contest": work.round.contest,
        "round": work.round,
        "work": work,
        "share": share,
        "lines": lines,
        "most": most,
        "links": _links(request, slug, work.authors.filter(confirmed_at=None)),
    }
    return render(request, "contests/written/authors.html", context)


def _links(request: HttpRequest, slug: str, waiting: object) -> list[tuple[str, str]]:
    """Co-authors who have not confirmed, each with the link that the owner sends them."""
    return [
        (one.full_name, request.build_absolute_uri(_address(slug, one)))
        for one in waiting  # type: ignore[attr-defined]  # a queryset
    ]


def _address(slug: str, author: WorkAuthor) -> str:
    return reverse("contests:co_author", args=[slug, confirmation_token(author)])


@never_cache
@login_required
@_both
def co_author(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Who has the link reads the line about them, and confirms it with an own entry."""
    author = author_of_token(token)
    contest = author.work.round.contest
    entry = own_entry(signed_in_user(request), contest)
    if request.method == "POST" and entry is not None:
        confirm_authorship(author, entry=entry, at=timezone.now())
        messages.success(request, _("Đã xác nhận bạn là đồng tác giả."))
        return redirect("contests:work", contest.slug, author.work_id)
    context = {
        "contest": contest,
        "round": author.work.round,
        "author": author,
        "work": author.work,
        "entry": entry,
    }
    return render(request, "contests/written/co_author.html", context)
