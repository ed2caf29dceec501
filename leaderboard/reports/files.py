"""Answers with a report as a file; all of them are written from the same sections."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse

from leaderboard.reports.sections import Section, as_json
from leaderboard.reports.workbook import report_workbook
from quizsite.documents.structure import OfficialDocument
from quizsite.documents.writers import WRITERS
from quizsite.tables.responses import workbook_stream

ENDINGS = ("docx", "pdf", "xlsx", "json")


def report_answer(
    sections: Sequence[Section],
    *,
    ending: str,
    name: str,
    about: Sequence[str],
    document: Callable[[], OfficialDocument],
) -> HttpResponseBase:
    if ending not in ENDINGS:
        raise Http404
    if ending == "json":
        return JsonResponse(
            {"about": list(about), "sections": as_json(sections)},
            json_dumps_params={"ensure_ascii": False},
        )
    if ending == "xlsx":
        return workbook_stream(report_workbook(sections, about=about), name=f"{name}.xlsx")
    writer = WRITERS[ending]
    response = HttpResponse(writer.write(document()), content_type=writer.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
