"""Pages that copy a contest and show the calendar of its rounds."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_contest, own_contest
from contests.forms import told_in
from contests.planning.calendar import weeks_of
from contests.planning.contests import SlugTaken
from contests.planning.forms_copies import CopyContestForm
from contests.planning.outlines import copy_contest
from contests.rules import check_may_create_contest
from contests.schedule import slots_of
from quizsite.accounts.rules import signed_in_user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contest_copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Who organises a contest may read all of it; a copy is a contest that the person creates."""
    contest, by = own_contest(request, slug), signed_in_user(request)
    check_may_create_contest(by)
    initial = {"title": f"{contest.title[:190]} ({_('bản sao')})", "days": 364}
    form = CopyContestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            try:
                made = copy_contest(contest, **form.cleaned_data, by=by, at=timezone.now())
            except SlugTaken as refusal:
                form.add_error("slug", str(refusal))
            else:
                messages.success(request, _("Đã chép. Hãy xem lại giờ của từng kỳ."))
                return redirect("contests:calendar", made.slug)
    return render(
        request, "contests/organising/contest_copy.html", {"contest": contest, "form": form}
    )


@login_required
@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    slots = slots_of(contest.rounds.order_by("number"), at=timezone.now())
    context = {"contest": contest, "weeks": weeks_of(slots), "today": timezone.localdate()}
    return render(request, "contests/organising/calendar.html", context)
