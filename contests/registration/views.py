"""Pages of a contest's entries: the list, voiding and restoring with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_contest
from contests.eligibility.details import details_of
from contests.forms import ReasonForm
from contests.models import Entry
from contests.registration.entries import restore_entry, void_entry
from contests.registration.entry_list import (
    check_may_be_sent_at_once,
    entries_table,
    listed,
    take_entries,
)
from contests.registration.fields import fields_of
from contests.registration.forms_entries import EntryFilterForm
from contests.subjects import about_contest, about_entry, organiser
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.recent import recently_confirmed
from quizsite.tables.responses import workbook_stream
from quizsite.tables.xlsx_writer import stream_workbook


@login_required
@require_safe
def entries(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form = EntryFilterForm(request.GET, contest=contest)
    page = Paginator(listed(contest, form.wanted()), 25).get_page(request.GET.get("trang"))
    note_reading(
        about_contest(contest),
        page=_("Danh sách người dự thi"),
        people=page.paginator.count,
        by=organiser(signed_in_user(request)),
        at=timezone.now(),
    )
    context = {"contest": contest, "page": page, "form": form, "query": form.query()}
    return render(request, "contests/organising/entries.html", context)


@never_cache
@login_required
@require_safe
@recently_confirmed(reading=True)
def entries_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send a small file at once; for a large one the organiser narrows the list down."""
    contest = organised_contest(request, slug)
    at, name = timezone.now(), f"nguoi-du-thi-{contest.slug}.xlsx"
    wanted = EntryFilterForm(request.GET, contest=contest).wanted()
    check_may_be_sent_at_once(contest, wanted)
    take_entries(contest, file=name, by=signed_in_user(request), at=at)
    content = stream_workbook(entries_table(contest, wanted, at=at))
    return workbook_stream(content, name=name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest = organised_contest(request, slug)
    people = Entry.objects.filter(contest=contest).select_related(
        "user", "division", "unit", "pledge", "age", "detail"
    )
    found = get_object_or_404(people, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # The button decides, not the state of now: two organisers may press at once.
        change = restore_entry if "restore" in request.POST else void_entry
        change(
            found, by=signed_in_user(request), at=timezone.now(), reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("Đã lưu. Bảng xếp hạng của kỳ chưa chốt được tính lại."))
        return redirect("contests:entry", contest.slug, found.pk)
    note_reading(
        about_entry(found),
        page=_("Trang của một người dự thi"),
        people=1,
        by=organiser(signed_in_user(request)),
        at=timezone.now(),
    )
    attempts = found.attempts.select_related("round").order_by("started_at")
    given = found.allowances.select_related("round", "attempt", "given_by")
    context = {
        "contest": contest,
        "entry": found,
        "form": form,
        "attempts": attempts,
        "allowances": given,
        "details": details_of(found),
        "has_fields": bool(fields_of(found.division)),
    }
    return render(request, "contests/organising/entry.html", context)
