"""The report of a round or a contest: a page with pictures, and the same figures as files."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contests.access import organised_award
from contests.awards import Award
from contests.queries import ranked_rounds
from leaderboard.official_documents.issue import office_of
from leaderboard.reports.contents import sections_of
from leaderboard.reports.figures import Report, report_of
from leaderboard.reports.files import ENDINGS, report_answer
from leaderboard.reports.paper import report_document
from leaderboard.reports.pictures import pictures_of
from leaderboard.reports.sections import Section
from quizsite.documents.structure import OfficialDocument
from quizsite.language.moments import moment


@never_cache
@login_required
@require_safe
def report(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    award = organised_award(request, slug, number)
    found = report_of(award, at=timezone.now())
    context = {
        "contest": award.contest,
        "award": award,
        "rounds": ranked_rounds(award.contest.pk),
        "report": found,
        "sections": sections_of(found),
        "pictures": pictures_of(found),
        "files": [(ending, _file_url(award, ending)) for ending in ENDINGS],
    }
    return render(request, "leaderboard/reports/report.html", context)


@never_cache
@login_required
@require_safe
def report_file(
    request: HttpRequest, slug: str, ending: str, number: int | None = None
) -> HttpResponseBase:
    award = organised_award(request, slug, number)
    if ending not in ENDINGS:
        raise Http404
    found = report_of(award, at=timezone.now())
    sections = sections_of(found)
    return report_answer(
        sections,
        ending=ending,
        name=f"bao-cao-{award.contest.slug}" + (f"-ky-{number}" if number else ""),
        about=_about(found),
        document=lambda: _document(found, sections),
    )


def _about(found: Report) -> list[str]:
    state = [str(found.state)] if found.state else []
    return [found.award.contest.title, found.award.title, *state, _taken(found)]


def _taken(found: Report) -> str:
    return f"Số liệu lúc {moment(found.at)}"


def _document(found: Report, sections: Sequence[Section]) -> OfficialDocument:
    """A draft as long as the result is not official."""
    award = found.award
    of = f"{award.round.title} " if award.round else ""
    return report_document(
        office_of(award.contest),
        sections,
        subject=f"Kết quả {of}Cuộc thi “{award.contest.title}”",
        year=timezone.localtime(found.at).year,
        is_draft=found.state is None or not found.state.is_final,
        source=_taken(found),
    )


def _file_url(award: Award, ending: str) -> str:
    numbers = [award.round.number] if award.round else []
    name = "leaderboard:round_report_file" if numbers else "leaderboard:report_file"
    return reverse(name, args=[award.contest.slug, *numbers, ending])
