"""The trail of a contest and of the whole site, on pages and as files."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contests.access import organised_contest
from contests.models import Contest
from contests.rules import check_may_read_site_trail
from contests.trail.export import take_contest_trail, take_site_trail
from contests.trail.forms import FilterForm
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.recent import recently_confirmed
from quizsite.audit.file import trail_lines
from quizsite.audit.kinds import AuditKind
from quizsite.audit.reading import read_line
from quizsite.audit.selection import kinds_in, select
from quizsite.models import AuditLine, AuditSeal

PER_PAGE = 50


@never_cache
@login_required
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form = _form(request, _of(contest))
    page = Paginator(select(_of(contest), form.wanted()), PER_PAGE).get_page(_page(request))
    context = {
        "contest": contest,
        "form": form,
        "page": page,
        "lines": [(read_line(line), "") for line in page],
    }
    return render(request, "contests/organising/history.html", context)


@never_cache
@login_required
@require_safe
@recently_confirmed(reading=True)
def history_file(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    contest = organised_contest(request, slug)
    take_contest_trail(contest, by=signed_in_user(request), at=timezone.now())
    found = select(_of(contest), _form(request, _of(contest)).wanted())
    return _file(found, name=f"nhat-ky-{contest.slug}")


@never_cache
@login_required
@require_safe
def site_trail(request: HttpRequest) -> HttpResponse:
    check_may_read_site_trail(signed_in_user(request))
    form = _site_form(request)
    page = Paginator(select(AuditLine.objects.all(), form.wanted()), PER_PAGE)
    shown = page.get_page(_page(request))
    titles = dict(
        Contest.objects.filter(pk__in=[line.contest for line in shown]).values_list("pk", "title")
    )
    context = {
        "form": form,
        "page": shown,
        "lines": [(read_line(line), titles.get(line.contest or 0, "")) for line in shown],
        "seal": AuditSeal.objects.order_by("-number").first(),
    }
    return render(request, "contests/organising/site_trail.html", context)


@never_cache
@login_required
@require_safe
@recently_confirmed(reading=True)
def site_trail_file(request: HttpRequest) -> StreamingHttpResponse:
    user = signed_in_user(request)
    check_may_read_site_trail(user)
    take_site_trail(by=user, at=timezone.now())
    found = select(AuditLine.objects.all(), _site_form(request).wanted())
    return _file(found, name="nhat-ky-toan-trang")


def _of(contest: Contest) -> QuerySet[AuditLine]:
    return AuditLine.objects.filter(contest=contest.pk)


def _form(request: HttpRequest, lines: QuerySet[AuditLine]) -> FilterForm:
    return FilterForm(request.GET, kinds=kinds_in(lines))


def _site_form(request: HttpRequest) -> FilterForm:
    # Every kind: finding those of a whole site would read all its lines.
    kinds = [(kind.value, str(kind.label)) for kind in AuditKind]
    return FilterForm(request.GET, kinds=kinds)


def _page(request: HttpRequest) -> str | None:
    return request.GET.get("trang")


def _file(lines: QuerySet[AuditLine], *, name: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        trail_lines(lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
