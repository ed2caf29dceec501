"""A unit's own report for its leader: one page, and the same as files."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leaderboard.participation.unit_desk import contests_with_desk
from leaderboard.reports.files import ENDINGS, report_answer
from leaderboard.reports.letterheads import report_office_of
from leaderboard.reports.paper import report_document
from leaderboard.reports.unit_report import UnitReport, sections_of_unit, unit_report
from quizsite.accounts.models import Unit
from quizsite.accounts.rules import check_may_see_unit_desk, signed_in_user
from quizsite.language.moments import moment


@never_cache
@login_required
@require_safe
def unit_page(request: HttpRequest, code: str) -> HttpResponse:
    unit, report = _asked(request, code)
    context = {
        "unit": unit,
        "contests": contests_with_desk(),
        "report": report,
        "sections": sections_of_unit(report) if report else [],
        "files": [(ending, _file_url(report, ending)) for ending in ENDINGS] if report else [],
    }
    return render(request, "leaderboard/reports/unit.html", context)


@never_cache
@login_required
@require_safe
def unit_file(request: HttpRequest, code: str, ending: str) -> HttpResponseBase:
    unit, report = _asked(request, code)
    if report is None:
        raise Http404
    sections = sections_of_unit(report)
    taken = f"Số liệu lúc {moment(report.at)}"
    return report_answer(
        sections,
        ending=ending,
        name=f"bao-cao-{unit.code}-{report.contest.slug}",
        about=[unit.name, report.contest.title, taken],
        document=lambda: report_document(
            report_office_of(unit),
            sections,
            subject=f"Tham gia Cuộc thi “{report.contest.title}”",
            year=timezone.localtime(report.at).year,
            source=taken,
        ),
    )


def _asked(request: HttpRequest, code: str) -> tuple[Unit, UnitReport | None]:
    """Of a contest that was named, else of the newest; None while there is none."""
    unit = get_object_or_404(Unit, code=code)
    check_may_see_unit_desk(signed_in_user(request), unit)
    slug, contests = request.GET.get("cuoc-thi", ""), contests_with_desk()
    contest = get_object_or_404(contests, slug=slug) if slug else contests.first()
    return unit, unit_report(unit, contest=contest, at=timezone.now()) if contest else None


def _file_url(report: UnitReport, ending: str) -> str:
    path = reverse("leaderboard:unit_report_file", args=[report.unit.code, ending])
    return f"{path}?{urlencode({'cuoc-thi': report.contest.slug})}"
