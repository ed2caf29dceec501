"""The bank as files: the template and what is selected."""

import tempfile

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from questionbank.access import bank_page
from questionbank.authoring.forms import FilterForm
from questionbank.authoring.question_list import revisions_for
from questionbank.blind_solves.knowledge import closed_questions
from questionbank.exporting.xlsx_and_csv import question_lines, question_objects, write_workbook
from questionbank.key_views import take_keys
from questionbank.models import Revision, RevisionQuerySet
from quizsite.accounts.rules import signed_in_user
from quizsite.tables.xlsx_writer import CONTENT_TYPE


@require_safe
@bank_page
def template_file(request: HttpRequest) -> FileResponse:
    return _workbook(Revision.objects.none(), name="mau-cau-hoi.xlsx")


@require_safe
@bank_page
def export_xlsx(request: HttpRequest) -> FileResponse:
    name = "cau-hoi.xlsx"
    return _workbook(_taken(request, file=name), name=name)


@require_safe
@bank_page
def export_csv(request: HttpRequest) -> StreamingHttpResponse:
    found = _taken(request, file="cau-hoi.csv")
    return StreamingHttpResponse(
        question_lines(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="cau-hoi.csv"'},
    )


@require_safe
@bank_page
def export_json(request: HttpRequest) -> StreamingHttpResponse:
    found = _taken(request, file="cau-hoi.json")
    return StreamingHttpResponse(
        question_objects(found),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="cau-hoi.json"'},
    )


def _taken(request: HttpRequest, *, file: str) -> RevisionQuerySet:
    by = signed_in_user(request)
    found = revisions_for(FilterForm(request.GET).wanted())
    # Keys that a reviewer must not know yet stay out; the list of questions says so.
    found = found.exclude(question__among=closed_questions(by))
    take_keys(found, file=file, by=by, at=timezone.now())
    return found


def _workbook(revisions: RevisionQuerySet, *, name: str) -> FileResponse:
    made = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    write_workbook(made, revisions)
    made.seek(0)
    return FileResponse(made, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
