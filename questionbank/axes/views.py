"""The pages of axes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from questionbank import rules
from questionbank.access import bank_page
from questionbank.axes.axes import (
    FIELDS,
    AxisTaken,
    add_axis,
    axes_with_counts,
    edit_axis,
    move_axis,
)
from questionbank.axes.forms import AxisForm, EditAxisForm
from questionbank.edit_versions import ChangedMeanwhile, comparison, fingerprint
from questionbank.models import Axis
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import allowed

_STEPS = {"len": True, "xuong": False}  # whether up


@require_http_methods(["GET", "HEAD", "POST"])
@bank_page
def axes(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    form = AxisForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        rules.check_may_write(user)
        if form.is_valid():
            try:
                add_axis(**form.cleaned_data, by=user, at=timezone.now())
            except AxisTaken as refusal:
                form.add_error("code", str(refusal))
            else:
                messages.success(request, _("Đã thêm trục."))
                return redirect("questionbank:axes")
    context = {
        "axes": axes_with_counts(),
        "form": form,
        "may_write": allowed(rules.check_may_write, user),
    }
    return render(request, "questionbank/axes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@bank_page
def axis_edit(request: HttpRequest, axis_id: int) -> HttpResponse:
    by = signed_in_user(request)
    rules.check_may_write(by)
    axis = get_object_or_404(Axis, pk=axis_id)
    stored = {"name": axis.name, "is_retired": axis.is_retired}
    version = fingerprint(axis, FIELDS)
    form = EditAxisForm(request.POST or None, initial=stored | {"version": version})
    context: dict[str, object] = {"form": form, "axis": axis}
    if request.method == "POST" and form.is_valid():
        try:
            edit_axis(axis, **form.cleaned_data, by=by, at=timezone.now())
        except ChangedMeanwhile:
            context["changed"] = comparison(form, stored, version=version)
        else:
            messages.success(request, _("Đã lưu trục."))
            return redirect("questionbank:axes")
    status = 409 if "changed" in context else 200
    return render(request, "questionbank/axis_edit.html", context, status=status)


@require_POST
@bank_page
def axis_move(request: HttpRequest, axis_id: int, step: str) -> HttpResponse:
    if step not in _STEPS:
        raise Http404
    axis = get_object_or_404(Axis, pk=axis_id)
    move_axis(axis, up=_STEPS[step], by=signed_in_user(request), at=timezone.now())
    return redirect("questionbank:axes")
