"""Pages of propaganda reports: the period's report, a unit's events, and the windows."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leaderboard.propaganda.contents import sections_of
from leaderboard.propaganda.documents import period_document
from leaderboard.propaganda.events import add_event, edit_event, remove_event
from leaderboard.propaganda.figures import PeriodReport, period_report
from leaderboard.propaganda.forms import EventForm, PeriodForm, WindowsForm
from leaderboard.propaganda.periods import Period, set_windows, windows
from leaderboard.propaganda.rules import first_unit_of, office_staff, reporter_for
from leaderboard.propaganda_models import PropagandaEvent
from leaderboard.reports.files import ENDINGS, report_answer
from leaderboard.reports.letterheads import is_report_office_stated, report_office_of
from leaderboard.reports.paper import report_document
from quizsite.accounts.models import Unit
from quizsite.accounts.rules import signed_in_user
from quizsite.audit.trail import Actor
from quizsite.language.moments import moment
from quizsite.web.page_cache import reads

PER_PAGE = 50


@never_cache
@login_required
@require_safe
@reads("ky", "nam")
def propaganda(request: HttpRequest) -> HttpResponse:
    """The whole site for its staff; a contact person is led to the own unit."""
    user = signed_in_user(request)
    if not user.is_staff:
        return redirect("leaderboard:unit_propaganda", first_unit_of(user).code)
    office_staff(user)
    return _report_page(request, None)


@never_cache
@login_required
@require_safe
@reads("ky", "nam")
def unit_propaganda(request: HttpRequest, code: str) -> HttpResponse:
    unit, _by = _unit(request, code)
    return _report_page(request, unit)


def _report_page(request: HttpRequest, focus: Unit | None) -> HttpResponse:
    form, period = PeriodForm.read(request.GET, today=timezone.localdate())
    report = period_report(period, focus=focus, at=timezone.now())
    context = {
        "form": form,
        "report": report,
        "focus": focus,
        "sections": sections_of(report),
        "files": [(ending, _file_url(focus, period, ending)) for ending in ENDINGS],
        "is_staff": signed_in_user(request).is_staff,
        "issued": period_document(period, focus=focus),
        "has_office": is_report_office_stated(focus),
        "office_url": _url("report_office", focus, period),
        "number_url": _url("report_number", focus, period),
    }
    return render(request, "leaderboard/propaganda/report.html", context)


@never_cache
@login_required
@require_safe
def propaganda_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    office_staff(signed_in_user(request))
    return _file(request, None, ending)


@never_cache
@login_required
@require_safe
def unit_propaganda_file(request: HttpRequest, code: str, ending: str) -> HttpResponseBase:
    unit, _by = _unit(request, code)
    return _file(request, unit, ending)


def _file(request: HttpRequest, focus: Unit | None, ending: str) -> HttpResponseBase:
    _form, period = PeriodForm.read(request.GET, today=timezone.localdate())
    report = period_report(period, focus=focus, at=timezone.now())
    sections = sections_of(report)
    place = f"-{focus.code}" if focus else ""
    issued = period_document(period, focus=focus)
    return report_answer(
        sections,
        ending=ending,
        name=f"tuyen-truyen-{period.kind}-{period.year}{place}",
        about=_about(report),
        document=lambda: report_document(
            report_office_of(focus),
            sections,
            subject=f"Kết quả thông tin, tuyên truyền cải cách hành chính {period.title}",
            year=timezone.localtime(report.at).year,
            number=issued.number,
            day=issued.day,
            source=_taken(report),
        ),
    )


def _about(report: PeriodReport) -> list[str]:
    period, focus = report.period, report.focus
    own = [focus.name] if focus else []
    return [*own, f"{period.title}, số liệu {period.window}", _taken(report)]


def _taken(report: PeriodReport) -> str:
    return f"Số liệu lúc {moment(report.at)}"


def _file_url(focus: Unit | None, period: Period, ending: str) -> str:
    return _url("propaganda_file", focus, period, ending)


def _url(name: str, focus: Unit | None, period: Period, *args: str) -> str:
    """Of the whole site, or of one unit under the same name with "unit_"."""
    asked = urlencode({"ky": str(period.kind), "nam": str(period.year)})
    full = f"unit_{name}" if focus else name
    own = [focus.code] if focus else []
    return f"{reverse(f'leaderboard:{full}', args=[*own, *args])}?{asked}"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def events(request: HttpRequest, code: str) -> HttpResponse:
    """A unit's own events, and the form of one more."""
    unit, by = _unit(request, code)
    form = EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_event(form.event_of(unit), by=by, at=timezone.now())
        messages.success(request, _("Đã ghi hoạt động."))
        return redirect("leaderboard:events", code)
    own = PropagandaEvent.objects.filter(unit=unit)
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("trang"))
    context = {"unit": unit, "form": form, "page": page}
    return render(request, "leaderboard/propaganda/events.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    unit, by = _unit(request, code)
    found = get_object_or_404(PropagandaEvent, unit=unit, pk=pk)
    form = EventForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        edit_event(form.event_of(unit), by=by, at=timezone.now())
        messages.success(request, _("Đã sửa hoạt động."))
        return redirect("leaderboard:events", code)
    context = {"unit": unit, "form": form, "event": found}
    return render(request, "leaderboard/propaganda/event.html", context)


@login_required
@require_POST
def event_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    unit, by = _unit(request, code)
    remove_event(get_object_or_404(PropagandaEvent, unit=unit, pk=pk), by=by, at=timezone.now())
    messages.success(request, _("Đã xóa hoạt động."))
    return redirect("leaderboard:events", code)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def period_windows(request: HttpRequest) -> HttpResponse:
    by = office_staff(signed_in_user(request))
    form = WindowsForm(request.POST or None, windows=windows())
    if request.method == "POST" and form.is_valid():
        set_windows(form.windows(), by=by, at=timezone.now())
        messages.success(request, _("Đã lưu thời gian của các kỳ báo cáo."))
        return redirect("leaderboard:propaganda")
    return render(request, "leaderboard/propaganda/windows.html", {"form": form})


def _unit(request: HttpRequest, code: str) -> tuple[Unit, Actor]:
    """The unit and who asks; a unit of somebody else's is not found by them."""
    unit = get_object_or_404(Unit, code=code)
    return unit, reporter_for(signed_in_user(request), unit)
