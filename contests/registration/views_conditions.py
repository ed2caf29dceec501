"""The page where organisers set what a contest asks at entry."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contests.access import organised_contest
from contests.registration.conditions import DEFAULT_PLEDGE, set_conditions
from contests.registration.forms_conditions import ConditionsForm
from quizsite.accounts.rules import signed_in_user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conditions(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    offered = {"pledge": DEFAULT_PLEDGE} if "mau" in request.GET else {}
    form = ConditionsForm(request.POST or None, instance=contest, initial=offered)
    if request.method == "POST" and form.is_valid():
        set_conditions(contest, by=signed_in_user(request), at=timezone.now())
        messages.success(request, _("Đã lưu điều kiện đăng ký."))
        return redirect("contests:conditions", slug)
    context = {"contest": contest, "form": form, "default_pledge": DEFAULT_PLEDGE}
    return render(request, "contests/organising/conditions.html", context)
