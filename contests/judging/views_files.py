"""Files of a panel: marks as a workbook, minutes and mark sheets as documents."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contests.judging.access import led_panel
from contests.judging.marks_file import marks_workbook
from contests.judging.minutes import mark_sheets_of, minutes_of
from contests.judging.rules import check_may_read_marks
from contests.judging.subjects import about_panel, lead_of
from contests.models import Panel
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.recent import recently_confirmed
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.documents.writers import WRITERS
from quizsite.tables.responses import workbook_stream

_DOCUMENTS = {"bien-ban": minutes_of, "phieu-cham": mark_sheets_of}


@never_cache
@login_required
@require_safe
@recently_confirmed(reading=True)
def marks_file(request: HttpRequest, panel_id: int) -> StreamingHttpResponse:
    panel = _readable(request, panel_id)
    name = f"diem-ban-giam-khao-{panel.pk}.xlsx"
    _note(request, panel, name)
    return workbook_stream(marks_workbook(panel), name=name)


@never_cache
@login_required
@require_safe
@recently_confirmed(reading=True)
def panel_document(request: HttpRequest, panel_id: int, kind: str, ending: str) -> HttpResponse:
    panel = _readable(request, panel_id)
    if kind not in _DOCUMENTS or ending not in WRITERS:
        raise Http404
    name = f"{kind}-{panel.pk}.{ending}"
    writer = WRITERS[ending]
    data = writer.write(_DOCUMENTS[kind](panel, at=timezone.now()))
    _note(request, panel, name)
    response = HttpResponse(data, content_type=writer.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _readable(request: HttpRequest, panel_id: int) -> Panel:
    """Each file has marks by code."""
    panel = led_panel(request, panel_id)
    check_may_read_marks(signed_in_user(request), panel)
    return panel


@transaction.atomic
def _note(request: HttpRequest, panel: Panel, name: str) -> None:
    by, kind = lead_of(panel, signed_in_user(request)), AuditKind.MARKS_EXPORTED
    record(about_panel(panel), kind=kind, by=by, at=timezone.now(), after={"file": name})
