"""Pages that build, copy, publish and close a round."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contests.access import organised_contest, organised_round
from contests.attempts.withheld_keys import withheld_in
from contests.awards import Award
from contests.forms import ReasonForm
from contests.models import Round, RoundState, WorkState
from contests.monitoring.round_figures import figures
from contests.planning.blueprint import kinds_asked
from contests.planning.forms_reuse import ReuseForm
from contests.planning.forms_times import DoubtsForm
from contests.planning.publish_round import publish_round, readiness_problems
from contests.planning.question_sets import drawn_words
from contests.planning.reuse import planned_pools
from contests.planning.round_editor import RoundDraftForms, blank_round, round_draft_forms
from contests.planning.rounds import close_early, copy_round, create_round, update_round
from contests.planning.times import doubts_about
from contests.planning.views_written import edit_written, publish_written
from contests.regulation.prizes import rules_of
from contests.regulation.round import round_regulation
from quizsite.accounts.rules import signed_in_user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    forms = round_draft_forms(blank_round(contest, at=timezone.now()), data=_sent(request))
    if request.method == "POST" and forms.is_valid():
        create_round(forms.round, **_drafted(request, forms))
        messages.success(request, _("Đã lưu bản nháp của kỳ thi."))
        return redirect("contests:round_edit", contest.slug, forms.round.number)
    return render(request, "contests/organising/round_form.html", _form_context(forms))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_round(request, slug, number)
    if round.is_presented:  # a final has a desk of its own
        return redirect("contests:final_desk", slug, number)
    if round.is_written:
        return edit_written(request, round)
    if round.is_staged:
        return redirect("contests:stage_plan", slug, number)
    if round.state != RoundState.DRAFT:
        return render(request, "contests/organising/round.html", _round_context(round))
    forms = round_draft_forms(round, data=_sent(request))
    if request.method == "POST" and forms.is_valid():
        update_round(forms.round, **_drafted(request, forms))
        messages.success(request, _("Đã lưu bản nháp của kỳ thi."))
        target = "round_publish" if "publish" in request.POST else "round_edit"
        return redirect(f"contests:{target}", slug, number)
    return render(request, "contests/organising/round_form.html", _form_context(forms))


def _drafted(request: HttpRequest, forms: RoundDraftForms) -> dict[str, Any]:
    """What the forms say beside the round's own fields, by whom and when."""
    return {
        "sections": forms.sections(),
        "sets": forms.form.chosen_sets(),
        "by": signed_in_user(request),
        "at": timezone.now(),
    }


@login_required
@require_POST
def round_summary(request: HttpRequest, slug: str) -> HttpResponse:
    """Sum up a form while an organiser fills it in; this stores nothing."""
    contest = organised_contest(request, slug)
    forms = round_draft_forms(blank_round(contest, at=timezone.now()), data=request.POST)
    forms.is_valid()
    return render(request, "contests/organising/_summary.html", {"summary": forms.summary()})


@login_required
@require_POST
def round_copy(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_round(request, slug, number)
    copy = copy_round(round, by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã tạo bản nháp %(round)s.") % {"round": copy.title})
    messages.info(request, drawn_words(copy))
    return redirect("contests:round_edit", slug, copy.number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_publish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_round(request, slug, number)
    if round.is_presented:
        return redirect("contests:final_desk", slug, number)
    if round.is_written:
        return publish_written(request, round)
    if round.is_staged:
        return redirect("contests:stage_plan", slug, number)
    at = timezone.now()
    planned = planned_pools(round, at=at)
    form = ReuseForm(_sent(request)) if planned.needs_decision else None
    doubts = doubts_about(round, at=at)
    doubts_form = DoubtsForm(_sent(request)) if doubts else None
    asked = [one for one in (form, doubts_form) if one is not None]
    if request.method == "POST" and not any(one.errors for one in asked):
        reuse, reason = form.decision() if form else (None, "")
        publish_round(round, by=signed_in_user(request), at=at, reuse=reuse, reason=reason)
        messages.success(request, _("Đã công bố kỳ thi và niêm phong câu hỏi của kỳ."))
        return redirect("contests:round_edit", slug, number)
    context = _round_context(round) | {
        "problems": readiness_problems(round, at=at) + planned.problems,
        "left_out": planned.left_out,
        "shared": [one for one in planned.shared if one.is_shared],
        "too_few": planned.too_few,
        "reuse_form": form,
        "doubts": doubts,
        "doubts_form": doubts_form,
    }
    return render(request, "contests/organising/round_publish.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_close(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_round(request, slug, number)
    at = timezone.now()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        close_early(round, by=signed_in_user(request), at=at, reason=form.cleaned_data["reason"])
        messages.success(request, _("Đã đóng kỳ thi."))
        return redirect("contests:round_edit", slug, number)
    context = {"contest": round.contest, "round": round, "form": form}
    context["figures"] = figures(round, at=at)
    context["drafts"] = round.works.filter(state=WorkState.DRAFT).count()
    return render(request, "contests/organising/round_close.html", context)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form_context(forms: RoundDraftForms) -> dict[str, Any]:
    return {
        "contest": forms.round.contest,
        "round": forms.round,
        "form": forms.form,
        "blueprint": forms.blueprint,
        "parts": forms.parts,
        "summary": forms.summary(),
    }


def _round_context(round: Round) -> dict[str, Any]:
    sections, at = list(round.sections.in_words()), timezone.now()
    round.question_kinds = kinds_asked(round, sections)  # the rules of a draft name them too
    return {
        "contest": round.contest,
        "round": round,
        "phase": round.phase(at),
        "withheld": withheld_in(round, sections, at=at),
        "regulation": round_regulation(round, sections=sections)
        + rules_of(Award(round.contest, round)),
    }
