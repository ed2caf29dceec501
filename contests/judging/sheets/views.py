"""Pages of a juror: own panels, own works by code, one work beside its rubric."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.judging.sheets.drafts import note_opened, save_draft
from contests.judging.sheets.marks import ReadSheet, Typed, read_sheet, typed_in
from contests.judging.sheets.own import own_assignment, own_panels, own_seat, own_works
from contests.judging.sheets.rules import SheetRefusal, check_common_are_done
from contests.judging.sheets.sent import declare_tie, send_sheet
from contests.judging.sheets.sheet_page import lines_of, rubric_of, typed_before, whole_remark
from contests.judging.sheets.work_files import opened_file
from contests.models.judged import TO_MARK, Assignment, AssignmentState, PanelRole, PanelState
from contests.points import hundredths_words
from quizsite.accounts.rules import signed_in_user


@never_cache
@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    context = {"members": own_panels(signed_in_user(request))}
    return render(request, "contests/judging/own.html", context)


@never_cache
@login_required
@require_safe
def own_panel(request: HttpRequest, panel_id: int) -> HttpResponse:
    member = own_seat(signed_in_user(request), panel_id)
    context = {
        "member": member,
        "panel": member.panel,
        "works": own_works(member),
        "leads": member.role != PanelRole.JUROR,
        "is_marking": member.panel.state == PanelState.MARKING,
    }
    return render(request, "contests/judging/own_panel.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, panel_id: int, code: str) -> HttpResponse:
    """The form is sent by the page's script, too, which then asks for JSON."""
    user, at = signed_in_user(request), timezone.now()
    assignment = own_assignment(user, panel_id, code)
    check_common_are_done(assignment)
    tree = rubric_of(assignment)
    read = None
    if request.method == "POST":
        typed = typed_in(request.POST.dict(), tree)
        read = read_sheet(typed, tree)
        if not read.faults:
            return _sent(request, assignment, read, typed)
        if _asks_json(request):
            return JsonResponse({"code": "faults", "faults": _told(read)}, status=400)
    else:
        note_opened(assignment, at=at)
        typed = typed_before(assignment)
    panel = assignment.work.panel
    context = {
        "assignment": assignment,
        "work": assignment.work,
        "panel": panel,
        "lines": lines_of(tree, typed, read),
        "typed": typed,
        "whole": whole_remark(typed),
        "full": hundredths_words(panel.full_mark),
        "may_mark": assignment.state in TO_MARK and panel.state == PanelState.MARKING,
        "is_reopened": assignment.state == AssignmentState.REOPENED,
        "has_faults": bool(read),
    }
    return render(request, "contests/judging/sheet.html", context, status=400 if read else 200)


def _sent(
    request: HttpRequest, assignment: Assignment, read: ReadSheet, typed: Typed
) -> HttpResponse:
    at, user = timezone.now(), signed_in_user(request)
    panel_id = assignment.work.panel_id
    try:
        send_sheet(assignment, read, typed=typed, by=user, at=at)
    except SheetRefusal as refusal:
        if _asks_json(request):
            return _refused(refusal)
        messages.error(request, str(refusal))
        return redirect("contests:sheet", panel_id, assignment.work.code)
    waiting = own_works(assignment.member).waiting
    if waiting:
        to = reverse("contests:sheet", args=[panel_id, waiting[0].work.code])
    else:
        to = reverse("contests:own_panel", args=[panel_id])
    messages.success(request, _("Đã gửi điểm bài %(code)s.") % {"code": assignment.work.code})
    if _asks_json(request):
        return JsonResponse({"code": "sent", "next": to})
    return redirect(to)


@never_cache
@login_required
@require_POST
def draft(request: HttpRequest, panel_id: int, code: str) -> HttpResponse:
    assignment, at = own_assignment(signed_in_user(request), panel_id, code), timezone.now()
    typed = typed_in(request.POST.dict(), rubric_of(assignment))
    try:
        is_newest = save_draft(assignment, typed, at=at)
    except SheetRefusal as refusal:
        return _refused(refusal)
    if not is_newest:
        said = _("Phiếu này đang được viết ở cửa sổ hoặc máy khác. Tải lại trang để lấy bản mới.")
        return JsonResponse({"code": "newer", "message": said}, status=409)
    return JsonResponse(
        {"code": "saved", "at": f"{timezone.localtime(at):%H:%M:%S}", "sequence": typed.sequence}
    )


@login_required
@require_POST
def tie(request: HttpRequest, panel_id: int, code: str) -> HttpResponse:
    user = signed_in_user(request)
    assignment = own_assignment(user, panel_id, code)
    declare_tie(assignment, by=user, at=timezone.now())
    messages.success(request, _("Đã chuyển bài cho người khác chấm."))
    return redirect("contests:own_panel", panel_id)


@never_cache
@login_required
@require_safe
def work_file(request: HttpRequest, panel_id: int, code: str, position: int) -> FileResponse:
    assignment = own_assignment(signed_in_user(request), panel_id, code)
    check_common_are_done(assignment)
    opened = opened_file(assignment.work, position)
    return FileResponse(
        opened.content,
        as_attachment=not opened.is_shown,
        filename=opened.name,
        content_type=opened.content_type,
    )


def _asks_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _told(read: ReadSheet) -> dict[int, str]:
    return {pk: str(fault) for pk, fault in read.faults.items()}


def _refused(refusal: SheetRefusal) -> JsonResponse:
    return JsonResponse({"code": refusal.code, "message": str(refusal)}, status=refusal.status)
