"""Pages on which a roster comes as a file: template, upload, preview, confirmation."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contests.forms import told_in
from contests.models import RosterPreview
from contests.roster.access import roster_desk
from contests.roster.file_template import write_roster_template
from contests.roster.forms import RosterFileForm
from contests.roster.list_file import ROSTER
from contests.roster.previews import confirm_preview, keep_preview, plan_of
from contests.roster.views import desk_page
from quizsite.accounts.rules import signed_in_user
from quizsite.tables.reader import UnreadableTable, read_upload
from quizsite.tables.responses import workbook_response

SHOWN = 200


@login_required
@require_safe
def roster_template(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    desk = roster_desk(request, code, slug)
    book = io.BytesIO()
    write_roster_template(book, units=desk.units)
    return workbook_response(book.getvalue(), name="danh-sach-mau.xlsx")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_import(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    desk = roster_desk(request, code, slug)
    form = RosterFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with told_in(form):
            try:
                raw = read_upload(file, ROSTER)
            except UnreadableTable as refusal:
                form.add_error("file", str(refusal.message))
            else:
                preview = keep_preview(
                    raw,
                    contest=desk.contest,
                    unit=desk.unit,
                    filename=file.name,
                    by=desk.actor,
                    at=desk.at,
                )
                return redirect("contests:roster_preview", code, slug, preview.pk)
    return desk_page(request, "import", desk, {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_preview(request: HttpRequest, code: str, slug: str, pk: int) -> HttpResponse:
    desk = roster_desk(request, code, slug)
    own = RosterPreview.objects.filter(owner=signed_in_user(request), contest=desk.contest)
    preview = get_object_or_404(own.select_related("contest", "unit"), pk=pk, unit=desk.unit)
    if request.method == "POST":
        removes = request.POST.get("bo-nguoi-cu") == "1"
        confirm_preview(preview, removes_gone=removes, by=desk.actor, at=desk.at)
        messages.success(request, _("Đã lưu danh sách."))
        return redirect("leaderboard:roster", code, slug)
    plan = plan_of(preview, at=desk.at)
    context = {
        "preview": preview,
        "plan": plan,
        "problems": plan.problems[:SHOWN],
        "more_problems": max(0, len(plan.problems) - SHOWN),
        "new": plan.new[:SHOWN],
        "changed": plan.changed[:SHOWN],
        "gone": plan.gone[:SHOWN],
        "shown": SHOWN,
    }
    return desk_page(request, "preview", desk, context)
