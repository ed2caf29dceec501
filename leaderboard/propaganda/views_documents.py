"""Pages of what stands around a propaganda report as a document: its office, number and day."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from leaderboard.propaganda.documents import number_report, period_document
from leaderboard.propaganda.forms import PeriodForm, PeriodNumberForm
from leaderboard.propaganda.rules import office_staff, reporter_for
from leaderboard.reports.forms import ReportOfficeForm
from leaderboard.reports.letterheads import report_office_of, set_report_office
from quizsite.accounts.models import Unit
from quizsite.accounts.rules import signed_in_user
from quizsite.audit.trail import Actor
from quizsite.web.page_cache import reads


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reads("ky", "nam")
def report_office(request: HttpRequest, code: str = "") -> HttpResponse:
    focus, by = _reporter(request, code)
    form = ReportOfficeForm(request.POST or None, instance=report_office_of(focus))
    if request.method == "POST" and form.is_valid():
        set_report_office(form.save(commit=False), by=by, at=timezone.now())
        messages.success(request, _("Đã lưu cơ quan ban hành báo cáo."))
        return redirect(_back(request, focus))
    context = {"focus": focus, "form": form, "back": _back(request, focus)}
    return render(request, "leaderboard/propaganda/office.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reads("ky", "nam")
def report_number(request: HttpRequest, code: str = "") -> HttpResponse:
    focus, by = _reporter(request, code)
    _form, period = PeriodForm.read(request.GET, today=timezone.localdate())
    form = PeriodNumberForm(request.POST or None, instance=period_document(period, focus=focus))
    if request.method == "POST" and form.is_valid():
        number_report(period, focus=focus, **form.cleaned_data, by=by, at=timezone.now())
        messages.success(request, _("Đã ghi số, ngày của báo cáo."))
        return redirect(_back(request, focus))
    context = {"focus": focus, "form": form, "period": period, "back": _back(request, focus)}
    return render(request, "leaderboard/propaganda/number.html", context)


def _reporter(request: HttpRequest, code: str) -> tuple[Unit | None, Actor]:
    """The whole site is the staff's; a unit also its contact person's."""
    user = signed_in_user(request)
    if not code:
        return None, office_staff(user)
    unit = get_object_or_404(Unit.objects.select_related("parent"), code=code)
    return unit, reporter_for(user, unit)


def _back(request: HttpRequest, focus: Unit | None) -> str:
    _form, period = PeriodForm.read(request.GET, today=timezone.localdate())
    name = "leaderboard:unit_propaganda" if focus else "leaderboard:propaganda"
    path = reverse(name, args=[focus.code] if focus else [])
    return f"{path}?{urlencode({'ky': str(period.kind), 'nam': str(period.year)})}"
