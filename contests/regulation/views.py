"""Pages of the rules as a document: for everybody to read and print, for organisers to announce."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.access import organised_contest
from contests.models import Contest, ContestState
from contests.queries import published_contest
from contests.regulation.contest import Article
from contests.regulation.document import changed_lines, stored
from contests.regulation.forms import clause_formset, clauses_in
from contests.regulation.versions import (
    announce_version,
    announced,
    current_regulation,
    newest_version,
    set_clauses,
)
from quizsite.accounts.rules import signed_in_user
from quizsite.web.page_cache import reads, same_for_visitors


@require_safe
@same_for_visitors
@reads("ban")
def regulation(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules in force; `?ban=2` shows an announced version, and what it changed."""
    contest = published_contest(slug)
    if contest is None:
        raise Http404
    versions = list(contest.regulation_versions.all())
    context = {"contest": contest, "versions": versions, "version": None}
    if "ban" in request.GET:
        wanted = request.GET["ban"]
        version = next((one for one in versions if str(one.number) == wanted), None)
        if version is None:
            raise Http404
        before = next((one for one in versions if one.number == version.number - 1), None)
        context["version"], context["articles"] = version, announced(version)
        context["changes"] = changed_lines(announced(before), announced(version)) if before else []
    else:
        context["articles"] = current_regulation(contest)
    return render(request, "contests/regulation.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def regulation_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Preview, difference to what was announced, and own clauses."""
    contest = organised_contest(request, slug)
    formset = clause_formset(contest, request.POST or None)
    if request.method == "POST" and formset.is_valid():
        by, at = signed_in_user(request), timezone.now()
        set_clauses(contest, clauses_in(formset), by=by, at=at)
        messages.success(request, _("Đã lưu các điều tự viết."))
        return redirect("contests:regulation_desk", slug)
    articles, newest = current_regulation(contest), newest_version(contest)
    context = {
        "contest": contest,
        "formset": formset,
        "articles": articles,
        "newest": newest,
        "is_new": _is_new(contest, articles),
        "changes": changed_lines(announced(newest), articles) if newest else [],
    }
    return render(request, "contests/organising/regulation.html", context)


@login_required
@require_POST
def regulation_announce(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    version = announce_version(contest, by=signed_in_user(request), at=timezone.now())
    said = _("Đã công bố bản thể lệ số %(n)d.") % {"n": version.number}
    messages.success(request, said)
    return redirect("contests:regulation_desk", slug)


def _is_new(contest: Contest, articles: list[Article]) -> bool:
    newest = newest_version(contest)
    is_kept = newest is not None and newest.articles == stored(articles)
    return contest.state == ContestState.PUBLISHED and not is_kept
