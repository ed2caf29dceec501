"""Pages on which staff bring in many units: a province at once, or a list from a file."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.units.forms_desk import ProvinceForm, UnitListForm
from quizsite.accounts.units.list_file import UNITS
from quizsite.accounts.units.list_preview import confirm_list, keep_list, notes_of, plan_of
from quizsite.accounts.units.list_template import write_unit_template
from quizsite.accounts.units.models import UnitListPreview
from quizsite.accounts.units.province_setup import plan_province, set_up_province
from quizsite.accounts.units.provinces import read_province
from quizsite.accounts.units.refusals import told_in
from quizsite.accounts.units.views_desk import keeper
from quizsite.tables.reader import UnreadableTable, read_upload

SHOWN = 200  # rows of the preview; a longer list nobody reads
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def province_setup(request: HttpRequest) -> HttpResponse:
    """Choosing a province shows what setting up would add; the second button adds it."""
    by = keeper(request)
    form = ProvinceForm(request.POST if request.method == "POST" else request.GET or None)
    if not form.is_valid():
        return render(request, "accounts/units/province.html", {"form": form})
    province = read_province(form.cleaned_data["province"])
    if request.method == "POST":
        with told_in(form):
            done = set_up_province(province, by=by, at=timezone.now())
            said = _("Đã thêm %(n)d đơn vị của %(province)s.")
            messages.success(request, said % {"n": len(done.new), "province": province.name})
            return redirect("accounts:units")
    context = {"form": form, "plan": plan_province(province), "shown": SHOWN}
    return render(request, "accounts/units/province.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def units_import(request: HttpRequest) -> HttpResponse:
    keeper(request)
    form = UnitListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            raw = read_upload(said["file"], UNITS)
        except UnreadableTable as refusal:
            form.add_error("file", str(refusal.message))
        else:
            preview = keep_list(
                raw,
                filename=said["file"].name,
                category=said["category"],
                source=said["source"],
                by=signed_in_user(request),
                at=timezone.now(),
            )
            return redirect("accounts:units_import_preview", preview.pk)
    return render(request, "accounts/units/import.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def units_import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    keeper(request)
    user = signed_in_user(request)
    preview = get_object_or_404(UnitListPreview, pk=pk, owner=user)
    if request.method == "POST":
        confirm_list(preview, by=user, at=timezone.now())
        messages.success(request, _("Đã nhập đơn vị."))
        return redirect("accounts:units")
    plan = plan_of(preview)
    context = {
        "preview": preview,
        "plan": plan,
        "notes": notes_of(preview),
        "problems": plan.problems[:SHOWN],
        "more_problems": max(0, len(plan.problems) - SHOWN),
        "unchanged": len(plan.rows) - len(plan.new) - len(plan.changed),
        "changed": list(plan.changed.items())[:SHOWN],
    }
    return render(request, "accounts/units/import_preview.html", context)


@login_required
@require_safe
def units_template(request: HttpRequest) -> HttpResponse:
    keeper(request)
    book = io.BytesIO()
    write_unit_template(book)
    named = {"Content-Disposition": 'attachment; filename="don-vi-mau.xlsx"'}
    return HttpResponse(book.getvalue(), content_type=_XLSX, headers=named)
