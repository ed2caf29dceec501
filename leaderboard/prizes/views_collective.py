"""Organisers see which units win, ask what if, give points, and announce the sheet."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_contest
from contests.awards import award_of
from contests.models import CollectiveRule
from contests.regulation.prizes import uses_points
from leaderboard.models import CollectiveResult, UnitPoints
from leaderboard.prizes.collective import announce_sheet, give_points, points_given_by
from leaderboard.prizes.forms import UnitPointsForm
from leaderboard.prizes.rules import is_final
from leaderboard.prizes.sheets import kept_sheet, sheet_of
from leaderboard.prizes.workbook import sheet_workbook
from quizsite.accounts.models import Unit
from quizsite.accounts.rules import signed_in_user
from quizsite.tables.responses import workbook_response

MOST_SHOWN = 300


class WhatIfForm(forms.Form):
    nguong = forms.IntegerField(
        label=_lazy("Tỷ lệ tham gia tối thiểu (%)"), min_value=0, max_value=100, required=False
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collective(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    rule = _rule(request, slug, pk)
    if request.method == "POST":
        announce_sheet(rule, by=signed_in_user(request), at=timezone.now())
        messages.success(request, _("Đã công bố kết quả tập thể."))
        return redirect("leaderboard:collective", slug, pk)
    form = WhatIfForm(request.GET or None)
    minimum = form.cleaned_data["nguong"] if form.is_valid() else None
    sheet = sheet_of(rule, at=timezone.now(), minimum=minimum)
    kept = CollectiveResult.objects.filter(rule=rule).first()
    context = {
        "contest": rule.contest,
        "award": award_of(rule),
        "rule": rule,
        "form": form,
        "minimum": minimum,
        "sheet": sheet,
        "shown": sheet.lines[:MOST_SHOWN],
        "left_out": max(0, len(sheet.lines) - MOST_SHOWN),
        "gives_points": uses_points(rule),
        "has_given": points_given_by(signed_in_user(request), rule).exists(),
        "is_final": is_final(award_of(rule)),
        "announced_at": kept.announced_at if kept else None,
        "differs": kept is not None and kept_sheet(kept).lines != sheet.lines,
    }
    return render(request, "leaderboard/collective.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_points(request: HttpRequest, slug: str, pk: int, code: str) -> HttpResponse:
    rule = _rule(request, slug, pk)
    unit = get_object_or_404(Unit.objects.filter(kind__in=rule.kinds()), code=code)
    given = UnitPoints.objects.filter(rule=rule, unit=unit).first()
    form = UnitPointsForm(request.POST or None, instance=given or UnitPoints(rule=rule, unit=unit))
    if request.method == "POST" and form.is_valid():
        give_points(form.instance, by=signed_in_user(request), at=timezone.now())
        messages.success(request, _("Đã ghi điểm của đơn vị."))
        return redirect("leaderboard:collective", slug, pk)
    context = {"contest": rule.contest, "rule": rule, "unit": unit, "form": form}
    return render(request, "leaderboard/unit_points.html", context)


@never_cache
@login_required
@require_safe
def collective_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """It names units and no people."""
    rule = _rule(request, slug, pk)
    at = timezone.now()
    content = sheet_workbook(sheet_of(rule, at=at), at=at)
    return workbook_response(content, name=f"tap-the-{slug}-{pk}.xlsx")


def _rule(request: HttpRequest, slug: str, pk: int) -> CollectiveRule:
    contest = organised_contest(request, slug)
    own = CollectiveRule.objects.filter(contest=contest)
    return get_object_or_404(own.select_related("contest", "round", "unit_kind"), pk=pk)
