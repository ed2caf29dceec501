"""Pages about what people said at entry: correcting one, and the figures of all."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_contest
from contests.eligibility.corrections import correct_details
from contests.eligibility.forms_corrections import CorrectionForm
from contests.eligibility.statistics import entrant_ages as ages_in
from contests.forms import told_in
from contests.models import Entry, EntryDetail
from contests.subjects import about_contest, about_entry, organiser
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry_details(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest, at = organised_contest(request, slug), timezone.now()
    people = Entry.objects.filter(contest=contest, user__erased_at=None)
    entry = get_object_or_404(people.select_related("user", "detail"), pk=pk)
    detail = getattr(entry, "detail", None) or EntryDetail(entry=entry)
    form = CorrectionForm(request.POST or None, detail=detail, contest=contest, at=at)
    by = signed_in_user(request)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            reason = form.cleaned_data["reason"]
            correct_details(entry, form.instance, by=by, at=at, reason=reason)
            messages.success(request, _("Đã sửa. Nhật ký ghi mục nào đã sửa."))
            return redirect("contests:entry", slug, pk)
    note_reading(
        about_entry(entry), page=_("Thông tin một người đã ghi"), people=1, by=organiser(by), at=at
    )
    context = {"contest": contest, "entry": entry, "form": form}
    return render(request, "contests/organising/entry_details.html", context)


@login_required
@require_safe
def entrant_ages(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    ages = ages_in(contest)
    if ages.youngest:
        note_reading(
            about_contest(contest),
            page=_("Nhóm và tuổi người dự thi"),
            people=len({one.pk for one in (*ages.youngest, *ages.oldest)}),
            by=organiser(signed_in_user(request)),
            at=timezone.now(),
        )
    context = {"contest": contest, "ages": ages}
    return render(request, "contests/organising/entrant_ages.html", context)
