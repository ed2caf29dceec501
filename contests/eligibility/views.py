"""Pages on which organisers say who may enter, and what an entry asks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_contest
from contests.eligibility.forms import RuleForm, ask_forms
from contests.eligibility.rules import Places, places_of, rule_of
from contests.eligibility.settings import (
    divisions_with_rules,
    set_asked_details,
    set_rule,
    words_by_division,
)
from contests.eligibility.words import details_in_words
from contests.forms import told_in
from quizsite.accounts.rules import signed_in_user


@login_required
@require_safe
def eligibility(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    context = {
        "contest": contest,
        "divisions": words_by_division(divisions_with_rules(contest)),
        "details": details_in_words(list(contest.asked_details.all())),
        "quotas": contest.quotas.count(),
    }
    return render(request, "contests/organising/eligibility.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def division_rule(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest = organised_contest(request, slug)
    division = get_object_or_404(contest.divisions.select_related("contest"), pk=pk)
    rule = rule_of(division)
    places = places_of(rule) if rule.pk else Places()
    form = RuleForm(request.POST or None, rule=rule, places=places)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            by = signed_in_user(request)
            set_rule(form.instance, places=form.places(), by=by, at=timezone.now())
            messages.success(request, _("Đã lưu đối tượng dự thi."))
            return redirect("contests:eligibility", slug)
    context = {"contest": contest, "division": division, "form": form}
    return render(request, "contests/organising/division_rule.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def asked_details(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    forms = ask_forms(contest, request.POST or None)
    if request.method == "POST" and all([form.is_valid() for form in forms]):  # noqa: C419 -- each says what is wrong
        asked = [detail for form in forms if (detail := form.detail()) is not None]
        with told_in(forms[0]):
            set_asked_details(contest, asked, by=signed_in_user(request), at=timezone.now())
            messages.success(request, _("Đã lưu thông tin phải ghi."))
            return redirect("contests:eligibility", slug)
    return render(
        request, "contests/organising/asked_details.html", {"contest": contest, "forms": forms}
    )
