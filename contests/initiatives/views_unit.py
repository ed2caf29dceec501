"""Pages of a unit's contact persons: what waits for a reply, one idea, and its application."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.forms import told_in
from contests.initiatives.applications import file_application
from contests.initiatives.clock import clock_words
from contests.initiatives.forms_application import (
    ApplicantFormSet,
    ApplicationForm,
    applicants_in,
)
from contests.initiatives.forms_desk import ReplyForm
from contests.initiatives.page_steps import UNIT_STEPS, carry_out, offers
from contests.initiatives.referrals import reply_to_all
from contests.initiatives.rules import check_was_tried, keeper, unit_actor
from contests.initiatives.views_desk import file_of
from contests.initiatives.views_public import way_of
from contests.models import Application, Initiative, InitiativeState, Referral, ReplyOutcome
from quizsite.accounts.models import Unit
from quizsite.accounts.rules import signed_in_user
from quizsite.audit.trail import Actor

PER_PAGE = 25
_CHOSEN = "chon"


def _unit(request: HttpRequest, code: str) -> tuple[Unit, Actor]:
    unit = get_object_or_404(Unit, code=code)
    return unit, unit_actor(signed_in_user(request), unit)


def _of_unit(unit: Unit) -> Q:
    """What it was asked about, and what it tries."""
    asked = Referral.objects.filter(unit=unit, ended_at=None).values("initiative")
    return Q(pk__in=asked) | Q(pilots__unit=unit)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_initiatives(request: HttpRequest, code: str) -> HttpResponse:
    """What waits, the most urgent first; several are answered by one reply."""
    (unit, by), at = _unit(request, code), timezone.now()
    waiting = _waiting(unit)
    posted = request.POST if request.method == "POST" else None
    form = ReplyForm(posted, initiative=Initiative(), unit=unit)
    chosen = [one for one in waiting if str(one.pk) in request.POST.getlist(_CHOSEN)]
    if request.method == "POST" and not chosen:
        form.full_clean()  # so that what else is missing is told as well
        form.add_error(None, _("Hãy chọn ít nhất một ý tưởng để trả lời."))
    elif request.method == "POST" and form.is_valid():
        with told_in(form):
            _reply_to(chosen, form, by=by, at=at, request=request)
            return redirect("contests:unit_initiatives", code)
    done = Initiative.objects.filter(_of_unit(unit)).exclude(
        pk__in=[one.initiative_id for one in waiting]
    )
    page = Paginator(done.distinct().order_by("-changed_at", "-pk"), PER_PAGE)
    context = {
        "unit": unit,
        "waiting": [(one, clock_words(one, at=at), one in chosen) for one in waiting],
        "form": form,
        "page": page.get_page(request.GET.get("trang")),
    }
    return render(request, "contests/initiatives/unit.html", context)


def _waiting(unit: Unit) -> list[Referral]:
    rows = Referral.objects.filter(unit=unit, replied_at=None, ended_at=None)
    shown = rows.filter(initiative__hidden_at=None, initiative__merged_into=None)
    return list(shown.select_related("initiative", "unit").order_by("due_at", "pk")[:200])


def _reply_to(
    chosen: list[Referral], form: ReplyForm, *, by: Actor, at: datetime, request: HttpRequest
) -> None:
    outcome = ReplyOutcome(form.cleaned_data["outcome"])
    count = reply_to_all(
        [(one, form.words(one.initiative)) for one in chosen], outcome=outcome, by=by, at=at
    )
    said = ngettext("Đã trả lời %(n)d ý tưởng.", "Đã trả lời %(n)d ý tưởng.", count)
    messages.success(request, said % {"n": count})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_initiative(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    (unit, by), at = _unit(request, code), timezone.now()
    found = _own(unit, pk)
    offered = offers(request, UNIT_STEPS, found, unit=unit)
    if request.method == "POST" and carry_out(request, offered, by=by, at=at):
        return redirect("contests:unit_initiative", code, pk)
    found.refresh_from_db()
    context = {
        **way_of(found, at=at),
        "unit": unit,
        "offers": offered,
        "application": found.applications.filter(taken_back_at=None).first(),
        "may_apply": found.state == InitiativeState.PILOTED,
    }
    return render(request, "contests/initiatives/unit_initiative.html", context)


def _own(unit: Unit, pk: int) -> Initiative:
    rows = Initiative.objects.published().filter(hidden_at=None).filter(_of_unit(unit)).distinct()
    return get_object_or_404(rows.select_related("axis", "unit", "merged_into"), pk=pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_application(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    unit, by = _unit(request, code)
    done = redirect("contests:unit_initiative", code, pk)
    return _application(request, _own(unit, pk), by=by, done=done, unit=unit)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_application(request: HttpRequest, pk: int) -> HttpResponse:
    by = keeper(signed_in_user(request))
    found = get_object_or_404(Initiative, pk=pk)
    done = redirect("contests:initiative_desk", pk)
    return _application(request, found, by=by, done=done)


def _application(
    request: HttpRequest,
    found: Initiative,
    *,
    by: Actor,
    done: HttpResponse,
    unit: Unit | None = None,
) -> HttpResponse:
    """An idea that nobody tried is refused here, before anybody fills in a long form."""
    at = timezone.now()
    check_was_tried(found, today=timezone.localdate(at))
    form = ApplicationForm(request.POST or None, initial={"title": found.title})
    formset = ApplicantFormSet(request.POST or None, prefix="tac-gia")
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        with told_in(form):
            people = applicants_in(formset)
            file_application(form.application(found), applicants=people, by=by, at=at)
            messages.success(request, _("Đã lập đơn. Tải đơn để in và ký."))
            return done
    context = {"initiative": found, "form": form, "formset": formset, "unit": unit}
    return render(request, "contests/initiatives/application.html", context)


@never_cache
@login_required
@require_safe
def unit_application_file(request: HttpRequest, code: str, pk: int, ending: str) -> HttpResponse:
    unit, by = _unit(request, code)
    rows = Application.objects.filter(initiative=_own(unit, pk), taken_back_at=None)
    return file_of(get_object_or_404(rows), ending, by=by, at=timezone.now())
