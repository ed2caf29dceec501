"""Pages that build and publish a written round."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contests.access import organised_contest
from contests.awards import Award
from contests.models import Round, RoundState, WrittenTerms
from contests.planning.forms_times import DoubtsForm
from contests.planning.forms_written import WrittenForms
from contests.planning.round_editor import blank_round
from contests.planning.times import doubts_about
from contests.planning.written_rounds import (
    blank_written_round,
    create_written_round,
    publish_written_round,
    update_written_round,
    written_problems,
)
from contests.regulation.prizes import rules_of
from contests.regulation.round import round_regulation
from contests.written.terms import terms_of
from quizsite.accounts.rules import signed_in_user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def written_new(request: HttpRequest, slug: str) -> HttpResponse:
    contest, at = organised_contest(request, slug), timezone.now()
    round = blank_written_round(contest, opens_at=blank_round(contest, at=at).opens_at)
    forms = WrittenForms(round, _sent(request), terms=WrittenTerms())
    if request.method == "POST" and forms.is_valid():
        create_written_round(round, **_said(forms), by=signed_in_user(request), at=at)
        messages.success(request, _("Đã lưu bản nháp của kỳ thi."))
        return redirect("contests:round_edit", slug, round.number)
    return render(request, "contests/organising/written_form.html", _context(forms))


def edit_written(request: HttpRequest, round: Round) -> HttpResponse:
    """Answer `round_edit`, which has found that the round is a written one."""
    if round.state != RoundState.DRAFT:
        return render(request, "contests/organising/written_round.html", _shown(round))
    forms = WrittenForms(round, _sent(request), terms=terms_of(round))
    if request.method == "POST" and forms.is_valid():
        by, at = signed_in_user(request), timezone.now()
        update_written_round(round, **_said(forms), by=by, at=at)
        messages.success(request, _("Đã lưu bản nháp của kỳ thi."))
        target = "round_publish" if "publish" in request.POST else "round_edit"
        return redirect(f"contests:{target}", round.contest.slug, round.number)
    return render(request, "contests/organising/written_form.html", _context(forms))


def publish_written(request: HttpRequest, round: Round) -> HttpResponse:
    """Answer `round_publish` for a written round."""
    at = timezone.now()
    doubts = doubts_about(round, at=at)
    doubts_form = DoubtsForm(_sent(request)) if doubts else None
    if request.method == "POST" and not (doubts_form and doubts_form.errors):
        publish_written_round(round, by=signed_in_user(request), at=at)
        messages.success(request, _("Đã công bố kỳ thi."))
        return redirect("contests:round_edit", round.contest.slug, round.number)
    context = _shown(round) | {
        "problems": written_problems(round, at=at),
        "doubts": doubts,
        "doubts_form": doubts_form,
    }
    return render(request, "contests/organising/round_publish.html", context)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _said(forms: WrittenForms) -> dict[str, Any]:
    return {"terms": forms.terms.instance, "headings": forms.chosen_headings()}


def _context(forms: WrittenForms) -> dict[str, Any]:
    round = forms.round
    return {
        "contest": round.contest,
        "round": round,
        "form": forms.form,
        "terms": forms.terms,
        "headings": forms.headings,
    }


def _shown(round: Round) -> dict[str, Any]:
    return {
        "contest": round.contest,
        "round": round,
        "phase": round.phase(timezone.now()),
        "regulation": round_regulation(round, sections=()) + rules_of(Award(round.contest, round)),
    }
