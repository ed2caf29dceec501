"""Pages of a contest's entries: the list, voiding and restoring with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_contest
from contests.forms import ReasonForm
from contests.models import Entry
from contests.registration.entries import restore_entry, void_entry
from quizsite.accounts.rules import signed_in_user


@login_required
@require_safe
def entries(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    query = request.GET.get("q", "").strip()
    found = Entry.objects.filter(contest=contest).matching(query)
    listed = found.select_related("user", "division", "unit").order_by("-pk")  # newest first
    page = Paginator(listed, 25).get_page(request.GET.get("trang"))
    context = {"contest": contest, "page": page, "query": query}
    return render(request, "contests/organising/entries.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest = organised_contest(request, slug)
    people = Entry.objects.filter(contest=contest).select_related("user", "division", "unit")
    found = get_object_or_404(people, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # The button decides, not the state of now: two organisers may press at once.
        change = restore_entry if "restore" in request.POST else void_entry
        change(
            found, by=signed_in_user(request), at=timezone.now(), reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("Đã lưu. Bảng xếp hạng được tính lại."))
        return redirect("contests:entry", contest.slug, found.pk)
    attempts = found.attempts.select_related("round").order_by("started_at")
    context = {"contest": contest, "entry": found, "form": form, "attempts": attempts}
    return render(request, "contests/organising/entry.html", context)
