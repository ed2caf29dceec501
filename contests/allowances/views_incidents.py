"""Pages of the incidents of a round: the list, a new one, and one to decide on."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contests.access import organised_quiz
from contests.allowances.apply import waiting_incidents
from contests.allowances.forms_incident import IncidentForm
from contests.allowances.incidents import (
    confirm_incident,
    incidents_of,
    is_undoable,
    propose_incident,
    refuse_incident,
    undo_incident,
)
from contests.allowances.jobs import apply_incident, preview_incident
from contests.allowances.rules import were_answers_shown
from contests.forms import ReasonForm, told_in
from contests.models import Incident, IncidentState
from contests.rules import other_organisers
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user
from quizsite.jobs.queue import enqueue_once
from quizsite.jobs.waiting import wait_for
from quizsite.two_people import confirming


@login_required
@require_safe
def incidents(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_quiz(request, slug, number)
    page = Paginator(incidents_of(round), 25).get_page(request.GET.get("trang"))
    context = {"contest": round.contest, "round": round, "page": page}
    return render(request, "contests/organising/incidents.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def incident_new(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round, at = organised_quiz(request, slug, number), timezone.now()
    form = IncidentForm(request.POST or None, round=round, on=timezone.localdate(at))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            incident = propose_incident(
                form.incident(),
                may_pass_closing=form.cleaned_data["may_pass_closing"],
                accepts_shown=form.cleaned_data["accepts_shown"],
                by=signed_in_user(request),
                at=at,
            )
            enqueue_once(preview_incident, incident.pk)
            messages.success(request, _("Đã gửi đề nghị, chờ người thứ hai xác nhận."))
            return redirect("contests:incident", slug, number, incident.pk)
    context = {"contest": round.contest, "round": round, "form": form}
    context["were_shown"] = were_answers_shown(round, at=at)
    return render(request, "contests/organising/incident_form.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Show it; what is posted takes back what nobody has used."""
    round = organised_quiz(request, slug, number)
    found = get_object_or_404(incidents_of(round), pk=pk)
    form, at = ReasonForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            reason = form.cleaned_data["reason"]
            undo_incident(found, by=signed_in_user(request), at=at, reason=reason)
            messages.success(request, _("Đã hủy. Không ai còn được cho thêm theo sự cố này."))
            return redirect("contests:incident", slug, number, pk)
    context = {"contest": round.contest, "round": round, "incident": found, "form": form}
    context |= _shown(found, user=signed_in_user(request))
    context["is_undoable"] = is_undoable(found, at=at)
    return render(request, "contests/organising/incident.html", context)


def _shown(found: Incident, *, user: User) -> dict[str, Any]:
    others = other_organisers(found.round.contest, user)
    is_proposed = found.state == IncidentState.PROPOSED
    return {
        "is_proposed": is_proposed,
        "wait": wait_for(preview_incident if is_proposed else apply_incident, found.pk),
        "confirming": confirming(person=user.pk, proposed_by=found.proposed_by_id, others=others),
        "given": found.allowances.count(),
    }


@login_required
@require_POST
def decide(request: HttpRequest, slug: str, number: int, pk: int, decision: str) -> HttpResponse:
    round = organised_quiz(request, slug, number)
    found = get_object_or_404(incidents_of(round), pk=pk)
    by, at = signed_in_user(request), timezone.now()
    if decision == "xac-nhan":
        confirm_incident(found, by=by, at=at, lone_reason=request.POST.get("lone_reason", ""))
        messages.success(request, _("Đã xác nhận. Hệ thống đang áp dụng cho từng người."))
    elif decision == "bac":
        refuse_incident(found, by=by, at=at)
        messages.success(request, _("Đã bác đề nghị. Không ai được cho thêm."))
    elif decision == "dem-lai":
        enqueue_once(preview_incident, found.pk)
        messages.success(request, _("Máy chủ đang đếm lại."))
    elif decision == "ap-dung-lai":
        if waiting_incidents().filter(pk=found.pk).exists():
            enqueue_once(apply_incident, found.pk)
        messages.success(request, _("Máy chủ đang áp dụng tiếp."))
    else:
        raise Http404
    return redirect("contests:incident", slug, number, pk)
