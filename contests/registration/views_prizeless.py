"""Pages of the people and units that take part without competing for prizes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contests.access import organised_contest
from contests.forms import ReasonForm, told_in
from contests.models import Entry, PrizelessLine
from contests.registration.forms_prizeless import PrizelessUnitForm
from contests.registration.prizeless import add_prizeless, lift_prizeless
from contests.subjects import about_contest, about_entry, organiser
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user

PER_PAGE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prizeless(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form = PrizelessUnitForm(request.POST or None, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        line = PrizelessLine(contest=contest, unit=said["unit"], reason=said["reason"])
        with told_in(form):
            add_prizeless(line, by=signed_in_user(request), at=timezone.now())
            messages.success(request, _("Đã ghi. Người của đơn vị vẫn dự thi và có thứ hạng."))
            return redirect("contests:prizeless", slug)
    people = contest.prizeless_lines.filter(unit=None).select_related("entry__user", "entry__unit")
    note_reading(
        about_contest(contest),
        page=_("Danh sách thi nhưng không xét giải"),
        people=people.count(),
        by=organiser(signed_in_user(request)),
        at=timezone.now(),
    )
    context = {
        "contest": contest,
        "form": form,
        "page": Paginator(people, PER_PAGE).get_page(request.GET.get("trang")),
        "units": contest.prizeless_lines.filter(entry=None).select_related("unit"),
        "divisions": contest.divisions.filter(is_prizeless=True),
    }
    return render(request, "contests/organising/prizeless.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prizeless_entry(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put one person on the list."""
    contest = organised_contest(request, slug)
    people = Entry.objects.filter(contest=contest).select_related("user", "unit", "division")
    entry = get_object_or_404(people, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        line = PrizelessLine(contest=contest, entry=entry, reason=form.cleaned_data["reason"])
        with told_in(form):
            add_prizeless(line, by=signed_in_user(request), at=timezone.now())
            messages.success(request, _("Đã ghi. Người này vẫn dự thi và có thứ hạng."))
            return redirect("contests:prizeless", slug)
    note_reading(
        about_entry(entry),
        page=_("Ghi một người không xét giải"),
        people=1,
        by=organiser(signed_in_user(request)),
        at=timezone.now(),
    )
    context = {"contest": contest, "entry": entry, "form": form}
    return render(request, "contests/organising/prizeless_entry.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prizeless_lift(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest = organised_contest(request, slug)
    lines = contest.prizeless_lines.select_related("contest", "unit", "entry__user")
    line = get_object_or_404(lines, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        lift_prizeless(line, by=signed_in_user(request), at=timezone.now(), reason=reason)
        messages.success(request, _("Đã bỏ khỏi danh sách không xét giải."))
        return redirect("contests:prizeless", slug)
    context = {"contest": contest, "line": line, "form": form}
    return render(request, "contests/organising/prizeless_lift.html", context)
